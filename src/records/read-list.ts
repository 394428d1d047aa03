import { BerthError } from "../base/index.js";
import { unquoted } from "./python-string.js";

/** One member of a written list: a string in either quote, or a bare word. */
const member = /\s*(?:[uUrRbB]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([^\s,"'[\](){}]+))\s*(,?)/gsy;

/**
 * The members of a cell that holds a list: as JSON or Python writes one (`['a', 'b']`, `("a",)`,
 * numpy's `['a' 'b']`), or plain, with `|`, `;` or `,` between them. An empty cell is an empty list.
 *
 * @param separator - what stands between plain members; the first of the three signs that the cell has
 *   where absent. For the cells of a column see `listSeparator`.
 * @throws LIST_BROKEN when a bracket opens and no list follows
 *
 * @example
 * readList("['joy', \"don't\"]"); // ["joy", "don't"]
 * readList("2,27"); // ["2", "27"]
 */
export function readList(cell: string, separator = listSeparator([cell])): string[] {
  const text = cell.trim();
  const inside = /^(?:\[(.*)\]|\((.*)\)|\{(.*)\})$/s.exec(text);
  if (inside) return writtenList(cell, inside[1] ?? inside[2] ?? inside[3] ?? "");
  if (opensAsList(text)) return broken(cell);
  return text
    .split(separator)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

const opensAsList = (cell: string): boolean => /^\s*[[({]/.test(cell);

/**
 * The sign between the members of a column's plain cells: the first of `|`, `;` and `,` that any of them has.
 * One for all, as the others may be part of a member.
 *
 * @example
 * listSeparator(["Sports|Health, food", "Health, food"]); // "|"
 */
export function listSeparator(cells: readonly string[]): string {
  const plain = cells.filter((cell) => !opensAsList(cell));
  return ["|", ";", ","].find((sign) => plain.some((cell) => cell.includes(sign))) ?? ",";
}

function writtenList(cell: string, inside: string): string[] {
  const members: string[] = [];
  let at = 0;
  while (inside.slice(at).trim() !== "") {
    member.lastIndex = at;
    const found = member.exec(inside);
    if (!found) return broken(cell);
    const [, quoted, bare = ""] = found;
    members.push(quoted === undefined ? bare : unquoted(quoted));
    at = member.lastIndex;
  }
  return members;
}

function broken(cell: string): never {
  const shown = cell.length > 60 ? `${cell.slice(0, 60)}...` : cell;
  throw new BerthError(
    "LIST_BROKEN",
    `the cell ${JSON.stringify(shown)} must hold a list such as ["a", "b"]; it opens as one and does not go on so`,
    { value: shown },
  );
}
