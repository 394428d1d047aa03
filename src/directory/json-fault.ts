import { visit } from "jsonc-parser";

/** Where a JSON text breaks, or names a thing a second time. */
export interface JsonFault {
  /** Position in the text, in UTF-16 units. */
  readonly offset: number;
  /** The name that one object holds twice; absent when the text is no JSON. */
  readonly repeated?: string;
}

/**
 * Finds the first fault of a JSON text. `JSON.parse` says of many faults only that they are there, and
 * takes the last of two equal names without a word.
 *
 * @returns undefined when the text is JSON in which no object repeats a name
 */
export function jsonFault(text: string): JsonFault | undefined {
  const faults: JsonFault[] = [];
  try {
    collectFaults(text, faults);
  } catch (cause) {
    // Brackets nested by the hundred thousand, which no honest file has, end the stack.
    if (!(cause instanceof RangeError)) throw cause;
    return { offset: 0 };
  }
  return faults.sort((a, b) => a.offset - b.offset)[0];
}

function collectFaults(text: string, faults: JsonFault[]): void {
  // The names so far of every object that is open.
  const open: Set<string>[] = [];
  visit(
    text,
    {
      onObjectBegin: () => {
        open.push(new Set());
      },
      onObjectEnd: () => {
        open.pop();
      },
      onObjectProperty: (name, offset) => {
        if (open.at(-1)?.has(name)) faults.push({ offset, repeated: name });
        open.at(-1)?.add(name);
      },
      onError: (_, offset) => {
        faults.push({ offset });
      },
    },
    { disallowComments: true },
  );
}
