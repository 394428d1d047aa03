import { type Tokenizer, UNCUT } from "../tokenizer/index.js";
import type { EncodeSettings } from "./task.js";

/**
 * Tokens that neighbouring windows of a long text share: as many as are asked for, or a quarter of the room, and
 * half of it at most. With more, windows would be nearly as many as tokens.
 *
 * @param room - tokens of the text in a window
 */
export function sharedTokens(room: number, stride: number | null | undefined): number {
  return Math.min(stride ?? Math.floor(room / 4), Math.floor(room / 2));
}

/** Says that windows share fewer tokens than they should; undefined where they share as many. */
export async function strideNote(
  tokenizer: Pick<Tokenizer, "encode">,
  { maxLength, stride }: Pick<EncodeSettings, "maxLength" | "stride">,
): Promise<string | undefined> {
  const [bare] = await tokenizer.encode([""], { maxLength: UNCUT });
  const room = Math.max(1, maxLength - (bare?.tokenIds.length ?? 0));
  const shared = sharedTokens(room, stride);
  if ((stride ?? 0) <= shared) return undefined;
  return `stride ${stride}: windows of ${maxLength} tokens share at most half of their room, so theirs share ${shared}.`;
}
