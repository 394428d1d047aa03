import { BerthError, isJsonObject, type Json, type JsonObject } from "../../base/index.js";
import type { TextFile } from "../files/text-file.js";
import { isJsonList } from "./json-records.js";

/** What a JSON file is that is one object of all rows, as a sentence's end, and what to do with it. */
interface WholeTable {
  readonly shape: string;
  readonly remedy: string;
}

const pandas =
  'Write it with df.to_json(path, orient="records", lines=True), which gives an object a row';

/**
 * Refuses a JSON file whose only record holds all rows: it would be read as one.
 *
 * @throws RECORD_SHAPE
 */
export function refuseWholeTable(
  { file, head }: Pick<TextFile, "file" | "head">,
  record: Json | BerthError,
): void {
  const isObject = !(record instanceof BerthError) && isJsonObject(record);
  const found = isObject && !isJsonList(head) ? wholeTable(record) : undefined;
  if (found !== undefined) throw refusal(file, found);
}

const listOpening = /^\{\s*("(?:[^"\\]|\\.)*")\s*:\s*\[\s*\{/;
const columnOpening = /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"\d+"\s*:/;

/**
 * Refuses the same where the object is spread over lines, none of which is a record.
 *
 * @throws RECORD_SHAPE
 */
export function refuseSpreadTable({ file, head }: TextFile): void {
  const start = head.trimStart();
  if (isJsonList(head) || !/^\{[^\r\n]*[[{][ \t]*[\r\n]|^\{[ \t]*[\r\n]/.test(start)) return;
  const value = parsed(start);
  if (isJsonObject(value)) refuseWholeTable({ file, head }, value);
  if (value !== undefined) return;
  const list = listOpening.exec(start);
  if (list) throw refusal(file, parts([list[1] ?? "", "..."]));
  if (columnOpening.test(start)) throw refusal(file, byColumns);
}

/** The value of a text; undefined where it is cut, or no JSON. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function refusal(file: string, { shape, remedy }: WholeTable): BerthError {
  const message = `${file}: the file must hold an object for each row, one a line or in a list; it is one object ${shape}. ${remedy}`;
  return new BerthError("RECORD_SHAPE", message, { file });
}

function wholeTable(value: JsonObject): WholeTable | undefined {
  const members = Object.values(value);
  if (members.length === 0) return undefined;
  if (members.every(isListOfObjects)) return parts(Object.keys(value).map((key) => `"${key}"`));
  if (members.every(isJsonObject)) return indexed(value, members);
  const { columns, schema, data } = value;
  const isSplit = Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray);
  const isSchema = isJsonObject(schema) && isListOfObjects(data);
  if (!isSplit && !isSchema) return undefined;
  return { shape: `with all rows under "data", as pandas writes it`, remedy: pandas };
}

function isListOfObjects(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isJsonObject(one));
}

function parts(names: readonly string[]): WholeTable {
  const shown = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}`;
  const shape = `with a list of rows under ${shown}`;
  return { shape, remedy: "Write each list to a file of its own, such as train.json" };
}

const byColumns: WholeTable = {
  shape:
    "with a column under each key, its cells by the numbers of the rows, as pandas' df.to_json() writes it by itself",
  remedy: pandas,
};

const isNumber = (key: string): boolean => /^\d+$/.test(key);

/** A table by columns, each with its cells by the numbers of the rows, or by those numbers. */
function indexed(value: JsonObject, members: readonly JsonObject[]): WholeTable | undefined {
  const [first = []] = members.map((member) => Object.keys(member));
  if (first.length === 0) return undefined;
  const key = first.join("\n");
  if (!members.every((member) => Object.keys(member).join("\n") === key)) return undefined;
  if (first.every(isNumber)) return byColumns;
  if (!Object.keys(value).every(isNumber)) return undefined;
  return { shape: "with a row under each number, as pandas writes it", remedy: pandas };
}
