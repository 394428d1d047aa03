import type { FeatureModel } from "../prediction/index.js";
import { cut, tableLines } from "./table.js";

/** A text of another file that is like one of these. */
export interface SimilarText {
  readonly text: string;
  /** Place in its file, counted from 1. */
  readonly row: number;
  /** Cosine of the angle between the vectors: 1 where they point the same way. */
  readonly score: number;
}

/** The `topK` texts that are most like each text, best first. */
export async function similarTexts(
  texts: readonly string[],
  others: readonly string[],
  features: FeatureModel,
  topK: number,
): Promise<SimilarText[][]> {
  const { dotProduct, normalizeVector } = await import("../prediction/index.js");
  const known = (await features.embed(others)).map(normalizeVector);
  const asked = (await features.embed(texts)).map(normalizeVector);
  return asked.map((vector) =>
    known
      .map((other, at) => ({
        text: others[at] ?? "",
        row: at + 1,
        score: dotProduct(vector, other),
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, topK),
  );
}

/** One line a match; the text stands in front of its first. */
export function similarLines(
  texts: readonly string[],
  matches: readonly (readonly SimilarText[])[],
): string[] {
  const rows = matches.flatMap((found, index) =>
    found.map(({ text, row, score }, place) => [
      place === 0 ? cut(texts[index] ?? "", 40) : "",
      cut(text, 50),
      String(row),
      score.toFixed(4),
    ]),
  );
  const sides = ["left", "left", "right", "right"] as const;
  return tableLines([["text", "most like it", "row", "cosine"], ...rows], sides);
}
