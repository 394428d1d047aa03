import { BerthError } from "../base/index.js";
import type { TextInput } from "../tokenizer/index.js";

/**
 * Requires two texts of every pair: a model of pairs learnt nothing of one text beside an empty one.
 *
 * @throws TEXT_EMPTY at the first pair with a side of nothing but spaces
 */
export function requireFilledPairs(texts: readonly TextInput[]): void {
  for (const [index, text] of texts.entries()) {
    if (typeof text === "string") continue;
    const side = text.findIndex((each) => each.trim() === "");
    if (side === -1) continue;
    const message = `pair ${index + 1}: its ${side === 0 ? "first" : "second"} text is empty. Give both texts.`;
    throw new BerthError("TEXT_EMPTY", message, { pair: index + 1, side: side + 1 });
  }
}
