/**
 * Names for the columns of a Parquet file, which has none without a name: an empty one is called by its
 * place, `column1`, with `_` behind it where another column has that name, in whichever case.
 */
export function parquetNames(columns: readonly string[]): string[] {
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  return columns.map((name, index) => {
    if (name !== "") return name;
    let given = `column${index + 1}`;
    while (taken.has(given)) given += "_";
    taken.add(given);
    return given;
  });
}
