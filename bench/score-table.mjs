// Scores of several kinds of runs as a Markdown table.
import { errorOfDifference, mean, told } from "./statistics.mjs";

/**
 * Prints mean and deviation of each kind, and of two kinds how far the second is above the first, with two standard
 * errors of that.
 *
 * @param {readonly string[]} kinds
 * @param {readonly { name: string, scores: readonly (readonly number[])[] }[]} rows - the scores of each kind
 */
export function printScoreTable(kinds, rows) {
  const isPair = kinds.length === 2;
  const compared = isPair ? ["difference", "two standard errors"] : [];
  const headings = ["mean (deviation)", ...kinds, ...compared];
  console.info(`| ${headings.join(" | ")} |\n|---|${"---:|".repeat(headings.length - 1)}`);
  for (const { name, scores } of rows) {
    const [first, second] = scores;
    const difference = isPair ? [mean(second) - mean(first), 2 * errorOfDifference(first, second)] : [];
    const cells = [...scores.map(told), ...difference.map((number) => number.toFixed(4))];
    console.info(`| ${name} | ${cells.join(" | ")} |`);
  }
}
