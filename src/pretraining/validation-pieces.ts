import { permutation, randomStream } from "../base/index.js";
import type { Pieces } from "./sequence-plan.js";

/** Which pieces are learnt from, and which are kept for validation: their numbers, ascending. */
export interface PieceParts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** What was kept whole. */
  readonly unit: "documents" | "pieces";
}

/** Below this many documents, a document is too much to be kept: single pieces are. */
const FEWEST_DOCUMENTS = 20;
/** Validation takes time at every evaluation: more tokens tell nothing more. */
const MOST_TOKENS = 200_000;

/**
 * Keeps a share of a corpus for validation: whole documents where there are many, so that nothing of
 * them is seen in training.
 *
 * @param share - of the tokens, above 0 and below 1
 * @returns no validation piece where there is only one piece
 */
export function validationPieces(pieces: Pieces, share: number, seed: number): PieceParts {
  const documents = new Set(pieces.document).size;
  const unit = documents >= FEWEST_DOCUMENTS ? "documents" : "pieces";
  const unitOf = (piece: number): number =>
    unit === "documents" ? (pieces.document[piece] ?? 0) : piece;
  const tokensOf = new Map<number, number>();
  for (let piece = 0; piece < pieces.count; piece++) {
    const key = unitOf(piece);
    tokensOf.set(key, (tokensOf.get(key) ?? 0) + (pieces.length[piece] ?? 0));
  }
  const units = [...tokensOf.keys()];
  const total = pieces.length.reduce((sum, tokens) => sum + tokens, 0);
  const wanted = Math.min(share * total, MOST_TOKENS);
  const kept = new Set<number>();
  let tokens = 0;
  for (const place of permutation(units.length, randomStream(seed, "validation"))) {
    if (tokens >= wanted || kept.size === units.length - 1) break;
    const key = units[place] ?? 0;
    // One that is far too large is left to training.
    if (tokens + (tokensOf.get(key) ?? 0) > 1.5 * wanted) continue;
    kept.add(key);
    tokens += tokensOf.get(key) ?? 0;
  }
  // All are far too large: the smallest must do.
  if (kept.size === 0 && units.length > 1) {
    const size = (key: number): number => tokensOf.get(key) ?? 0;
    kept.add(units.reduce((best, key) => (size(key) < size(best) ? key : best)));
  }
  const numbers = Array.from({ length: pieces.count }, (_, piece) => piece);
  return {
    train: Int32Array.from(numbers.filter((piece) => !kept.has(unitOf(piece)))),
    validation: Int32Array.from(numbers.filter((piece) => kept.has(unitOf(piece)))),
    unit,
  };
}
