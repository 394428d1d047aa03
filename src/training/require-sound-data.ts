import { BerthError } from "../base/index.js";
import type { Finding } from "../checking/index.js";
import type { Recipe } from "./recipe.js";

/** Findings that a refusal tells in words; the rest are codes. */
const MOST_TOLD = 5;

/**
 * Errors that a run deals with and tells: texts that cleaning leaves empty, answers looked for elsewhere or left out;
 * and those that its task tells by itself, with the row.
 */
const dealtWith: readonly string[] = ["TEXT_EMPTY", "LABEL_EMPTY", "ANSWER_MISPLACED"];

/**
 * Ends a run before its first step where the check of its data found errors; with `strict` warnings count
 * as errors.
 *
 * @throws DATA_FAULTY with the codes of the findings
 */
export function requireSoundData(
  findings: readonly Finding[],
  { train, strict = false }: Pick<Recipe, "train" | "strict">,
): void {
  const faults = findings.filter(
    ({ code, severity }) =>
      (severity === "error" && !dealtWith.includes(code)) || (strict && severity === "warning"),
  );
  if (faults.length === 0) return;
  const told = faults.slice(0, MOST_TOLD).map(({ code, sentence }) => `${code}: ${sentence}`);
  const hint = faults.some(({ severity }) => severity === "error")
    ? ""
    : "; without --strict warnings end no run";
  const message = `${train}: ${told.join(". ")}. berth data check shows the rows, and what mends them${hint}`;
  throw new BerthError("DATA_FAULTY", message, {
    file: train,
    codes: [...new Set(faults.map(({ code }) => code))],
  });
}
