import { someOf } from "../../base/index.js";
import { foreignWeights, saveStateDict } from "../weights-fault.js";
import { isTensorView, type TensorView } from "./tensor-view.js";

/** Under which keys training programs put a state dict into their checkpoints. */
const wrappers = ["state_dict", "model_state_dict", "model", "module"];
/**
 * The tensors of a state dict, also where a checkpoint holds it beside other things.
 *
 * @throws WEIGHTS_FORMAT when there are no tensors under names
 */
export function stateDict(value: unknown, file: string): ReadonlyMap<string, TensorView> {
  // The wrappers first: beside a state dict there may be a tensor, such as the last loss.
  const candidates = [...wrappers.map((key) => (value instanceof Map ? value.get(key) : 0)), value];
  for (const candidate of candidates) {
    const tensors = tensorsOf(candidate);
    if (tensors.size > 0) return tensors;
  }
  throw foreignWeights(file, `holds no tensors under names; ${heldInstead(value)}`, saveStateDict);
}

function heldInstead(value: unknown): string {
  if (!(value instanceof Map)) return "it is no dictionary";
  // Any other key could be a value without end, of which no text can be made.
  const names = [...value.keys()].filter((key) => typeof key === "string");
  return names.length > 0 ? `its names are ${someOf(names)}` : "it has no names";
}

function tensorsOf(value: unknown): Map<string, TensorView> {
  const tensors = new Map<string, TensorView>();
  if (!(value instanceof Map)) return tensors;
  for (const [name, tensor] of value) {
    if (typeof name === "string" && isTensorView(tensor)) tensors.set(name, tensor);
  }
  return tensors;
}
