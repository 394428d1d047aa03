/**
 * The labels in a cell, each once: the cell as it is, or its parts between separators, or the elements
 * of a JSON list.
 *
 * @example
 * rowLabels("joy, love", ","); // ["joy", "love"]
 * rowLabels('["joy", "love"]'); // ["joy", "love"]
 */
export function rowLabels(cell: string, separator?: string): string[] {
  const written = cell.trim();
  const names = listIn(written) ?? (separator === undefined ? [written] : written.split(separator));
  const several = names.length > 1 || separator !== undefined;
  const trimmed = names.map((name) => name.trim());
  return [...new Set(several ? trimmed.filter((name) => name !== "") : trimmed)];
}

function listIn(written: string): string[] | undefined {
  if (!(written.startsWith("[") && written.endsWith("]"))) return undefined;
  try {
    const list: unknown = JSON.parse(written);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}
