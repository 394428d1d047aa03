/** An array that is printed while its elements come. */
export interface JsonArray {
  /** Adds an element, as JSON in one piece or several. */
  add(pieces: Iterable<string>): void;
  /** Prints what is left. */
  end(): void;
}

/** Characters of a line, or of one piece: a string can hold 2^29 of them at most. */
const lineLength = 2 ** 20;

/** Begins an array: on one line where it is short, else with breaks between pieces. */
export function jsonArray(print: (line: string) => void): JsonArray {
  let line = "[";
  let separator = "";
  return {
    add(pieces) {
      line += separator;
      for (const piece of pieces) {
        if (line.length + piece.length > lineLength && line !== "[") {
          print(line);
          line = "";
        }
        line += piece;
      }
      separator = ",";
    },
    end: () => print(`${line}]`),
  };
}

/** The lines of a whole array. */
export function jsonArrayLines(values: readonly unknown[]): string[] {
  const lines: string[] = [];
  const array = jsonArray((line) => lines.push(line));
  for (const value of values) array.add([JSON.stringify(value)]);
  array.end();
  return lines;
}
