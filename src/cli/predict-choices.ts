import { BerthError } from "../base/index.js";
import type { ReadOptions } from "../records/index.js";
import type { ChoiceQuestion } from "../tasks/index.js";
import { cut, tableLines } from "./table.js";
import { requireTable } from "./texts.js";

/** Which columns of a file hold the context, and how the file is read. */
export interface ChoiceOptions extends ReadOptions {
  readonly textColumn?: string | undefined;
  readonly textPairColumn?: string | undefined;
}

/**
 * The questions that a command was given: one as words, its context and then its choices, or those of
 * a file.
 *
 * @throws USAGE when there are none, or two sources, or a flag for files beside none
 * @throws TEXT_EMPTY when a context or a choice of a file has nothing but spaces
 */
export async function inputChoices(
  words: readonly string[],
  file: string | undefined,
  options: ChoiceOptions,
  say: (text: string) => void,
): Promise<ChoiceQuestion[]> {
  const [context, ...choices] = words;
  if ((context === undefined) === (file === undefined)) {
    const message =
      "this model chooses: give a context and its choices as words, or --data FILE with columns ending0, ending1, ...; not both";
    throw new BerthError("USAGE", message);
  }
  if (context !== undefined) {
    requireTable(options, []);
    return [{ context, choices }];
  }
  const { textColumn, textPairColumn, ...readAs } = options;
  const { readTable } = await import("../records/index.js");
  const { choiceQuestions } = await import("../tasks/index.js");
  const table = await readTable(file ?? "", readAs);
  const { questions, notes } = await choiceQuestions(table, { textColumn, textPairColumn });
  for (const note of [...(table.notes ?? []), ...notes]) say(note);
  return questions;
}

/**
 * One line a choice, best first; the context stands in front of its first.
 *
 * @param namesOf - the names of so many choices, in their order
 */
export function choiceLines(
  questions: readonly ChoiceQuestion[],
  namesOf: (count: number) => readonly string[],
  predictions: readonly (readonly { readonly label: string; readonly score: number }[])[],
): string[] {
  const rows = predictions.flatMap((scores, index) => {
    const question = questions[index];
    const names = namesOf(question?.choices.length ?? 0);
    return scores.map(({ label, score }, place) => {
      const context = place === 0 ? cut(question?.context ?? "", 50) : "";
      const choice = question?.choices[names.indexOf(label)] ?? "";
      return [context, label, cut(choice, 50), score.toFixed(4)];
    });
  });
  return tableLines(
    [["context", "choice", "text", "score"], ...rows],
    ["left", "left", "left", "right"],
  );
}
