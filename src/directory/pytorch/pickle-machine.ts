import { brokenWeights } from "../weights-fault.js";
import type { ByteReader } from "./byte-reader.js";

/** What a pickle may ask for beyond plain values: the reader of a kind of file decides. */
export interface PickleWorld {
  /** The value that a global name stands for. It is never code of the file or of Python. */
  readonly global: (name: string) => unknown;
  /** What a global gives when it is called. */
  readonly call: (callee: unknown, given: readonly unknown[]) => unknown;
  /** The value outside the pickle that an id stands for. */
  readonly persistent: (id: unknown) => unknown;
}

/** The state of a pickle that is being read. Lists and tuples are arrays, dictionaries are maps. */
export interface PickleMachine {
  readonly reader: ByteReader;
  readonly world: PickleWorld;
  readonly memo: Map<number, unknown>;
  readonly push: (value: unknown) => void;
  readonly pop: () => unknown;
  /** The value on top, which stays. */
  readonly top: () => unknown;
  readonly mark: () => void;
  /** The values above the last mark, which are taken off with it. */
  readonly popToMark: () => unknown[];
  readonly refuse: (rule: string) => Error;
}

/** Values that wait at once: more than any list of tensors needs. */
const MAX_DEPTH = 1_000_000;

/** A machine with nothing on its stack. */
export function pickleMachine(reader: ByteReader, world: PickleWorld, file: string): PickleMachine {
  const stack: unknown[] = [];
  const marks: number[] = [];
  const refuse = (rule: string): Error => brokenWeights(file, `its pickle ${rule}`);
  const requireRoom = (): void => {
    if (stack.length + marks.length >= MAX_DEPTH) throw refuse("goes too deep");
  };
  const requireValue = (): void => {
    if (stack.length <= (marks.at(-1) ?? 0)) throw refuse("takes a value that is not there");
  };
  return {
    reader,
    world,
    memo: new Map(),
    push: (value) => {
      requireRoom();
      stack.push(value);
    },
    pop: () => {
      requireValue();
      return stack.pop();
    },
    top: () => {
      requireValue();
      return stack.at(-1);
    },
    mark: () => {
      requireRoom();
      marks.push(stack.length);
    },
    popToMark: () => {
      const from = marks.pop();
      if (from === undefined) throw refuse("takes values from a mark that is not there");
      return stack.splice(from);
    },
    refuse,
  };
}
