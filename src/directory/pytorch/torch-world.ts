import { BerthError } from "../../base/index.js";
import { brokenWeights, foreignWeights, saveStateDict } from "../weights-fault.js";
import type { PickleWorld } from "./pickle-machine.js";
import { isCount, isTensorView, type Storage, tensorView } from "./tensor-view.js";

type Call = (given: readonly unknown[]) => unknown;

/** A class of storages, by its name. */
interface StorageClass {
  readonly kind: "storage class";
  readonly className: string;
}

const storageNames = ["Double", "Float", "Half", "BFloat16", "Long", "Int", "Short", "Char"].concat(
  ["Byte", "Bool", "ComplexDouble", "ComplexFloat", "QUInt8", "QInt8", "QInt32"],
);
const dtypeNames = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16"].concat([
  "int8",
  "uint8",
  "bool",
  "complex64",
  "complex128",
]);

/** Every global that a pickle of tensors may name; each is one of these values and nothing else. */
const globals: ReadonlyMap<string, Call | StorageClass | null> = new Map<
  string,
  Call | StorageClass | null
>([
  ["collections.OrderedDict", orderedDictionary],
  ["torch.Size", ([sizes]) => sizes],
  ["torch.device", () => null],
  ["torch._utils._rebuild_tensor", ([storage, ...walk]) => tensorView(storage, ...threeOf(walk))],
  [
    "torch._utils._rebuild_tensor_v2",
    ([storage, ...walk]) => tensorView(storage, ...threeOf(walk)),
  ],
  ["torch._utils._rebuild_parameter", ([tensor]) => (isTensorView(tensor) ? tensor : undefined)],
  ...storageNames.map(
    (name) =>
      [`torch.${name}Storage`, { kind: "storage class", className: `${name}Storage` }] as const,
  ),
  ...dtypeNames.map((name) => [`torch.${name}`, null] as const),
]);

/** Python 2 calls it with its items, each a list of a key and a value; Python 3 sets them behind the call. */
function orderedDictionary([items = []]: readonly unknown[]): Map<unknown, unknown> | undefined {
  const isPair = (item: unknown): item is [unknown, unknown] =>
    Array.isArray(item) && item.length === 2;
  return Array.isArray(items) && items.every(isPair) ? new Map(items) : undefined;
}

const threeOf = ([a, b, c]: readonly unknown[]): [unknown, unknown, unknown] => [a, b, c];

/**
 * The world of a pickle that torch.save wrote: tensors, ordered dictionaries and what these are made of.
 *
 * @throws WEIGHTS_UNSAFE naming a global that is none of them
 */
export function torchWorld(file: string): PickleWorld {
  return {
    global: (name) => {
      const found = globals.get(name);
      if (found === undefined) throw unsafe(file, name);
      return found;
    },
    call: (callee, given) => {
      const made = typeof callee === "function" ? (callee as Call)(given) : undefined;
      if (made !== undefined) return made;
      if (callee === orderedDictionary) {
        throw brokenWeights(file, "its pickle makes a dictionary of what are no pairs");
      }
      throw brokenWeights(file, "its pickle rebuilds a tensor that does not fit its storage");
    },
    persistent: (id) => {
      if (hasView(id)) {
        const what = "shares storages as PyTorch 0.4 and before wrote them";
        throw foreignWeights(file, what, saveStateDict);
      }
      const storage = storageOf(id);
      if (storage !== undefined) return storage;
      throw brokenWeights(file, "its pickle names a storage that it does not describe");
    },
  };
}

/** Whether the sixth member of an id in the old format says that the storage is a part of another: `(key, offset, count)`. */
const hasView = (id: unknown): boolean =>
  Array.isArray(id) && id[0] === "storage" && (id[5] ?? null) !== null;

/** The storage of a persistent id: `("storage", class, key, device, count)`. */
function storageOf(id: unknown): Storage | undefined {
  if (!Array.isArray(id) || id[0] !== "storage") return undefined;
  const [, type, key, , count] = id as unknown[];
  if (typeof key !== "string" || !isCount(count) || !isStorageClass(type)) return undefined;
  return { kind: "storage", className: type.className, key, count };
}

const isStorageClass = (value: unknown): value is StorageClass =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "storage class";

function unsafe(file: string, name: string): BerthError {
  const shown = JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);
  return new BerthError(
    "WEIGHTS_UNSAFE",
    `${file}: asks for ${shown}, which a list of tensors does not need; nothing of the file was run. If you trust it: ${saveStateDict}`,
    { file, global: name },
  );
}
