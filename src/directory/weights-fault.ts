import { BerthError } from "../base/index.js";

/** The error for a weights file of PyTorch or TensorFlow that breaks the rules of its format. */
export function brokenWeights(file: string, rule: string): BerthError {
  return new BerthError(
    "WEIGHTS_BROKEN",
    `${file}: ${rule}. The file is damaged or cut short; get it anew.`,
    { file },
  );
}

/** The error for a weights file that may be sound, but is of a kind that Berth does not read. */
export function foreignWeights(file: string, what: string, remedy: string): BerthError {
  return new BerthError("WEIGHTS_FORMAT", `${file}: ${what}. ${remedy}`, { file });
}

/** What turns any PyTorch checkpoint into one that is read here. */
export const saveStateDict =
  'Load it in Python and write its weights alone: torch.save(model.state_dict(), "pytorch_model.bin").';

/** Makes the error for a file that ends before what was found in it. */
export const cutShort = (file: string) => (): BerthError =>
  brokenWeights(file, "became shorter while it was read");
