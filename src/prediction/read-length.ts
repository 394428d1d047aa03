import { BerthError } from "../base/index.js";

/**
 * Tokens at which texts are cut: what was asked for, or the model's own.
 *
 * @param positions - the rows of the model's table of positions that tokens may take
 * @throws SEQUENCE_TOO_LONG when more is asked for than the model has positions
 */
export function readLength(
  asked: number | undefined,
  { maxLength, positions }: { readonly maxLength: number; readonly positions: number },
): number {
  if (asked === undefined || asked <= positions) return asked ?? maxLength;
  throw new BerthError(
    "SEQUENCE_TOO_LONG",
    `--max-length: must be at most ${positions}, the positions of this model; ${asked} came. Use --max-length ${positions} or less`,
    { maxLength: asked, positions },
  );
}
