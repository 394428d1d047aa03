/** Where a JSON text breaks, or names a thing a second time. */
export interface JsonFault {
  /** Position in the text, in UTF-16 units. */
  readonly offset: number;
  /** The name that one object holds twice; absent when the text is no JSON. */
  readonly repeated?: string;
}

/** What may come next. */
type Place = "value" | "element or end" | "name" | "name or end" | "colon" | "comma or end";

type Token = "{" | "}" | "[" | "]" | ":" | "," | "string" | "scalar" | "end";

const space = /[ \t\n\r]*/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const stringPiece = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/**
 * Finds the first fault of a JSON text. `JSON.parse` says of many faults only that they are there, and
 * takes the last of two equal names without a word.
 *
 * @returns undefined when the text is JSON in which no object repeats a name
 */
export function jsonFault(text: string): JsonFault | undefined {
  // One entry for every bracket that is open: the names of an object so far, or null for a list.
  const open: (Set<string> | null)[] = [];
  let place: Place | undefined = "value";
  let position = 0;
  for (;;) {
    const start = endOf(space, text, position);
    const token = tokenAt(text, start);
    place = token && placeAfter(place, token.kind, open);
    if (token === undefined || place === undefined) return { offset: start };
    if (token.kind === "end") return undefined;
    position = token.end;
    if (place !== "colon") continue;
    const name: string = JSON.parse(text.slice(start, position));
    const names = open.at(-1);
    if (names?.has(name)) return { offset: start, repeated: name };
    names?.add(name);
  }
}

/** The place after a token, or undefined when the token may not stand here. Opens and closes brackets. */
function placeAfter(
  place: Place,
  token: Token,
  open: (Set<string> | null)[],
): Place | undefined {
  if (place === "colon") return token === ":" ? "value" : undefined;
  if (place === "name" && token === "string") return "colon";
  if (place === "name or end") return token === "string" ? "colon" : close(token, open);
  if (place === "comma or end") {
    if (token !== ",") return close(token, open);
    return open.length === 0 ? undefined : nextIn(open);
  }
  if (place === "element or end" && token === "]") return close(token, open);
  return place === "name" ? undefined : beginValue(token, open);
}

function beginValue(token: Token, open: (Set<string> | null)[]): Place | undefined {
  if (token === "string" || token === "scalar") return "comma or end";
  if (token !== "{" && token !== "[") return undefined;
  open.push(token === "{" ? new Set() : null);
  return token === "{" ? "name or end" : "element or end";
}

function close(token: Token, open: (Set<string> | null)[]): Place | undefined {
  const innermost = open.pop();
  const closing = innermost === undefined ? "end" : innermost === null ? "]" : "}";
  return token === closing ? "comma or end" : undefined;
}

function nextIn(open: readonly (Set<string> | null)[]): Place {
  return open.at(-1) === null ? "value" : "name";
}

function tokenAt(text: string, start: number): { kind: Token; end: number } | undefined {
  const character = text[start];
  if (character === undefined) return { kind: "end", end: start };
  if ("{}[]:,".includes(character)) return { kind: character as Token, end: start + 1 };
  if (character !== '"') {
    const end = endOf(scalar, text, start);
    return end > start ? { kind: "scalar", end } : undefined;
  }
  // Piece by piece: one expression for a whole string runs out of stack on a long one.
  let end = start + 1;
  let next = endOf(stringPiece, text, end);
  while (next > end) {
    end = next;
    next = endOf(stringPiece, text, end);
  }
  return text[end] === '"' ? { kind: "string", end: end + 1 } : undefined;
}

/** Where a match of a sticky pattern at `start` ends; `start` when there is none. */
function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}
