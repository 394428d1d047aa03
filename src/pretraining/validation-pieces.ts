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
 * them is seen in training. Flat arrays only: sets, maps and plain arrays of JavaScript end near 16 and
 * 112 million entries, and a large corpus has more documents and pieces.
 *
 * @param share - of the tokens, above 0 and below 1
 * @returns no validation piece where there is only one piece
 */
export function validationPieces(pieces: Pieces, share: number, seed: number): PieceParts {
  const documents = documentUnits(pieces);
  const unit = (documents.at(-1) ?? -1) + 1 >= FEWEST_DOCUMENTS ? "documents" : "pieces";
  const units = unit === "documents" ? documents : numbersTo(pieces.count);
  const tokensOf = new Float64Array((units.at(-1) ?? -1) + 1);
  let total = 0;
  for (let piece = 0; piece < pieces.count; piece++) {
    const tokens = pieces.length[piece] as number;
    (tokensOf[units[piece] as number] as number) += tokens;
    total += tokens;
  }
  const isKept = keptUnits(tokensOf, Math.min(share * total, MOST_TOKENS), seed);
  return {
    train: piecesOf(units, isKept, 0),
    validation: piecesOf(units, isKept, 1),
    unit,
  };
}

/** 1 for each unit that is kept for validation. */
function keptUnits(tokensOf: Float64Array, wanted: number, seed: number): Uint8Array {
  const isKept = new Uint8Array(tokensOf.length);
  let [kept, tokens] = [0, 0];
  for (const unit of permutation(tokensOf.length, randomStream(seed, "validation"))) {
    if (tokens >= wanted || kept === tokensOf.length - 1) break;
    const own = tokensOf[unit] as number;
    // One that is far too large is left to training.
    if (tokens + own > 1.5 * wanted) continue;
    isKept[unit] = 1;
    kept += 1;
    tokens += own;
  }
  // All are far too large: the smallest must do.
  if (kept === 0 && tokensOf.length > 1) isKept[smallest(tokensOf)] = 1;
  return isKept;
}

/** The number of each piece's document among those that have pieces; a document's pieces stand together. */
function documentUnits({ count, document }: Pieces): Int32Array {
  const units = new Int32Array(count);
  for (let piece = 1; piece < count; piece++) {
    const isNew = document[piece] !== document[piece - 1];
    units[piece] = (units[piece - 1] as number) + Number(isNew);
  }
  return units;
}

/** The numbers from 0 to `count - 1`. */
export function numbersTo(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = at;
  return numbers;
}

function smallest(values: Float64Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) {
    if ((values[at] as number) < (values[best] as number)) best = at;
  }
  return best;
}

function piecesOf(units: Int32Array, isKept: Uint8Array, wanted: 0 | 1): Int32Array {
  const found = new Int32Array(units.length);
  let count = 0;
  for (let piece = 0; piece < units.length; piece++) {
    if (isKept[units[piece] as number] === wanted) found[count++] = piece;
  }
  return found.slice(0, count);
}
