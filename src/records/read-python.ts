import type { Json } from "../base/index.js";
import { unquoted } from "./python-string.js";

/** A string in either quote, a number, a name, or a sign. */
const token =
  /\s*(?:[uUrRbB]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d[\d.]*(?:[eE][-+]?\d+)?)|([A-Za-z_][\w.]*)|([[\](){},:=]))\s*/sy;

const constants: Readonly<Record<string, Json>> = {
  None: null,
  nan: null,
  True: true,
  False: false,
};

const closing: Readonly<Record<string, string>> = { "[": "]", "(": ")" };

/** Deeper than any cell of data; a hostile one must not exhaust the stack. */
const DEEPEST = 64;

/**
 * The value that a cell holds as Python prints it: lists, tuples, dicts, strings in either quote, and
 * numpy's `array([...], dtype=object)`, which pandas writes for a column of lists.
 *
 * @returns undefined where the cell is nothing of the kind
 *
 * @example
 * readPython("{'text': array(['Denver'], dtype=object)}"); // { text: ["Denver"] }
 */
export function readPython(cell: string): Json | undefined {
  const tokens = tokensOf(cell);
  if (tokens === undefined) return undefined;
  const reader = { tokens, at: 0 };
  const value = readValue(reader, 0);
  return reader.at === tokens.length ? value : undefined;
}

interface Token {
  readonly kind: "value" | "name" | "sign";
  readonly value: string | number;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

function tokensOf(cell: string): Token[] | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < cell.length) {
    const found = token.exec(cell);
    if (!found) return undefined;
    const [, quoted, number, name, sign = ""] = found;
    if (quoted !== undefined) tokens.push({ kind: "value", value: unquoted(quoted) });
    else if (number !== undefined) tokens.push({ kind: "value", value: Number(number) });
    else if (name !== undefined) tokens.push({ kind: "name", value: name });
    else tokens.push({ kind: "sign", value: sign });
  }
  return tokens;
}

function takes(reader: Reader, sign: string): boolean {
  const next = reader.tokens[reader.at];
  if (next?.kind !== "sign" || next.value !== sign) return false;
  reader.at += 1;
  return true;
}

function readValue(reader: Reader, depth: number): Json | undefined {
  const next = reader.tokens[reader.at];
  if (next === undefined || depth > DEEPEST) return undefined;
  reader.at += 1;
  if (next.kind === "value") return next.value;
  if (next.kind === "name") {
    const name = String(next.value);
    return takes(reader, "(") ? readArray(reader, depth) : constants[name];
  }
  if (next.value === "{") return readDict(reader, depth);
  const close = closing[next.value];
  return close === undefined ? undefined : readMembers(reader, close, depth);
}

/** Members up to the bracket that closes them; numpy prints no commas between them. */
function readMembers(reader: Reader, close: string, depth: number): Json[] | undefined {
  const members: Json[] = [];
  while (!takes(reader, close)) {
    const member = readValue(reader, depth + 1);
    if (member === undefined) return undefined;
    members.push(member);
    takes(reader, ",");
  }
  return members;
}

function readDict(reader: Reader, depth: number): Json | undefined {
  const entries: [string, Json][] = [];
  while (!takes(reader, "}")) {
    const key = readValue(reader, depth + 1);
    if (typeof key !== "string" || !takes(reader, ":")) return undefined;
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    entries.push([key, value]);
    takes(reader, ",");
  }
  return Object.fromEntries(entries);
}

/** What stands in `array(...)`; its type, `dtype=object`, says nothing here. */
function readArray(reader: Reader, depth: number): Json | undefined {
  const value = readValue(reader, depth + 1);
  while (takes(reader, ",")) {
    reader.at += 1;
    if (!takes(reader, "=")) return undefined;
    reader.at += 1;
  }
  return takes(reader, ")") ? value : undefined;
}
