import { readFile } from "node:fs/promises";
import { BerthError, isJsonObject, type JsonObject, nearest } from "../../base/index.js";
import { settingsReader } from "./settings-reader.js";
import type { CleaningPipeline, CleaningStep, RowStep, StepKind, TextStep } from "./step.js";
import { stepKinds } from "./step-kinds.js";

/** A step with what it does. */
export type ReadStep = (TextStep | RowStep) & { readonly step: CleaningStep };

/**
 * Checks a pipeline and fills in every default.
 *
 * @param value - `{ "version": 1, "steps": [...] }`, or the list of steps alone; a step is
 *   `{ "step": "links", "with": "<url>" }`
 * @param source - what errors put in front, such as the name of the file
 * @throws CLEANING_BROKEN, CLEANING_UNKNOWN, CLEANING_SETTING
 *
 * @example
 * readPipeline([{ step: "lower-case" }, { step: "links", with: "" }]);
 */
export function readPipeline(value: unknown, source = "the pipeline"): CleaningPipeline {
  const steps = listOf(value, source).map((one) => readStep(one, source).step);
  return { version: 1, steps };
}

/**
 * The steps of a pipeline, ready to be used.
 *
 * @throws as `readPipeline`
 */
export function stepsOf({ steps }: CleaningPipeline): ReadStep[] {
  return steps.map((one) => readStep(one, "the pipeline"));
}

/**
 * Reads a file that holds a pipeline.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, and as `readPipeline`
 */
export async function readPipelineFile(file: string): Promise<CleaningPipeline> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const { code = "" } = cause;
    throw code === "ENOENT"
      ? new BerthError(
          "FILE_MISSING",
          `${file}: there is no such file; check its path`,
          { file },
          { cause },
        )
      : new BerthError(
          "FILE_UNREADABLE",
          `${file}: the system refuses to read the file (${code})`,
          { file },
          { cause },
        );
  });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const { message } = cause as Error;
    throw broken(file, `must be JSON; ${message}`, { cause });
  }
  return readPipeline(value, file);
}

/** The kind of a step by its name; undefined where there is none. */
export function kindNamed(name: string): StepKind | undefined {
  return stepKinds.find((kind) => kind.name === name);
}

/** Refuses the name of a step that does not exist. */
export function unknownStep(name: string, source: string): never {
  const names = stepKinds.map((kind) => kind.name);
  const near = nearest(name, names);
  const hint =
    near === undefined ? `. The steps are ${names.join(", ")}` : `. Did you mean ${near}?`;
  throw new BerthError(
    "CLEANING_UNKNOWN",
    `${source}: "${name}" is not a step of cleaning${hint}`,
    { source, step: name, nearest: near ?? null },
  );
}

function listOf(value: unknown, source: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value) || !Array.isArray(value["steps"])) {
    throw broken(source, 'must hold a list of steps, such as [{"step": "lower-case"}]');
  }
  if (value["version"] === 1) return value["steps"];
  const version = JSON.stringify(value["version"] ?? null);
  throw broken(source, `"version" must be 1, the only one that this Berth reads; ${version} came`);
}

function readStep(value: unknown, source: string): ReadStep {
  if (!isJsonObject(value) || typeof value["step"] !== "string") {
    const shown = JSON.stringify(value);
    throw broken(
      source,
      `every step must be an object that names it, such as {"step": "links"}; ${shown} came`,
    );
  }
  return readSettings(value["step"], value, source);
}

function readSettings(name: string, given: JsonObject, source: string): ReadStep {
  const kind = kindNamed(name) ?? unknownStep(name, source);
  const reader = settingsReader(given, source);
  const read = kind.read(reader);
  reader.finish();
  return { ...read, step: { step: name, ...read.settings } };
}

function broken(source: string, why: string, options?: { readonly cause: unknown }): BerthError {
  return new BerthError("CLEANING_BROKEN", `${source}: ${why}`, { source }, options);
}
