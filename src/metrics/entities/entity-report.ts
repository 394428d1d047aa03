import { scoreTable } from "../score-table.js";
import type { EntityScores } from "./entity-scores.js";

/**
 * The table of scores per entity type that seqeval's `classification_report` prints, to the letter,
 * final line break included.
 *
 * @param options.digits - decimal places of the scores, 2 unless told
 */
export function entityReport(
  { types, micro, macro, weighted }: EntityScores,
  { digits = 2 }: { readonly digits?: number } = {},
): string {
  const table = scoreTable(
    types.map(({ type }) => type),
    digits,
  );
  return [
    table.heading,
    "",
    ...types.map((score) => table.scores(score.type, score)),
    "",
    table.scores("micro avg", micro),
    table.scores("macro avg", macro),
    table.scores("weighted avg", weighted),
    "",
  ].join("\n");
}
