import { BerthError, someOf } from "../base/index.js";
import type { StoredModel } from "./stored-model.js";

/**
 * Refuses an encoder alone, and a head that is not whole, such as one whose pooler its file left out.
 *
 * @throws HEAD_MISSING naming what lacks
 */
export function requireHead(
  directory: string,
  { headLacks }: Pick<StoredModel, "headLacks">,
): void {
  if (headLacks.length === 0) return;
  throw new BerthError(
    "HEAD_MISSING",
    `${directory}: this model has no head of a task, or not all of it: no tensor of the shape that config.json tells for ${someOf(headLacks)}. Fine-tune it first: berth finetune --model ${directory} --train FILE --output DIR`,
    { directory, lacking: [...headLacks] },
  );
}
