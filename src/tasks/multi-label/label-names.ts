import { BerthError } from "../../base/index.js";
import { readLines } from "../../records/index.js";

/**
 * The label names of a file, one a line: the line is the id, from 0.
 *
 * @throws LABEL_NAMES when a name is empty or comes twice, or there are not two
 */
export async function readLabelNames(file: string): Promise<string[]> {
  const names = (await readLines(file)).lines.map((line) => line.trim());
  while (names.at(-1) === "") names.pop();
  const fault = names.findIndex((name, line) => name === "" || names.indexOf(name) !== line);
  if (fault === -1 && names.length > 1) return names;
  const what =
    fault === -1
      ? `${names.length} came`
      : `line ${fault + 1} ${names[fault] === "" ? "is empty" : `says "${names[fault]}" again`}`;
  throw new BerthError(
    "LABEL_NAMES",
    `${file}: must hold the names of two labels at least, one a line, each once; ${what}. Correct the file of --label-names.`,
    { file, line: fault + 1, names: names.length },
  );
}
