// What the programs that label texts have in common.
import { columnIndex, readTable } from "../../dist/index.js";

/** The first `limit` texts of a file, all where absent, with their labels. */
export async function labelledTexts({ data, label, limit }) {
  const table = await readTable(data);
  const rows = table.rows.slice(0, limit === undefined ? undefined : Number(limit));
  const column = (name) => {
    const index = columnIndex(table, name);
    return rows.map((row) => row[index]);
  };
  return { texts: column("text"), labels: column(label) };
}

/** Share of equal names. */
export function share(predicted, labels) {
  return predicted.filter((name, i) => name === labels[i]).length / labels.length;
}
