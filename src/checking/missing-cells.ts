import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, rowTally } from "./finding.js";
import { missingCommand } from "./mend.js";

/** Cells with nothing but spaces: errors in columns that must be filled, a note in those that are not read. */
export function missingCells(files: CheckedFiles): Collector {
  const { columns } = files;
  const required = requiredColumns(files);
  const tallies = columns.map(rowTally);
  return {
    row({ part, row, cells }: CheckedRow) {
      for (let column = 0; column < tallies.length; column++) {
        const cell = cells[column];
        if (cell === undefined) continue;
        if (cell !== null && isFilled(cell)) continue;
        tallies[column]?.add(() => ({ part, row, column: columns[column] }));
      }
    },
    findings() {
      const errors = required.flatMap(({ code, name, what }): Found[] => {
        const tally = tallies[columns.indexOf(name)];
        if (!tally || tally.count === 0) return [];
        const sentence = `column "${name}" must hold a ${what}; ${counted(tally.count, "cell")} of it ${tally.count === 1 ? "is" : "are"} empty`;
        const mend = missingCommand(files, tally.rows[0]?.part, what, name);
        return [{ code, count: tally.count, rows: tally.rows, sentence, mend }];
      });
      const used = [...required.map(({ name }) => name), files.pairColumn, files.marksColumn];
      const others = columns.flatMap((name, column) => {
        const tally = tallies[column];
        if (!tally || tally.count === 0 || used.includes(name)) return [];
        return [{ name, count: tally.count, rows: tally.rows }];
      });
      return [...errors, ...missingNote(others)];
    },
  };
}

interface RequiredColumn {
  readonly code: "TEXT_EMPTY" | "LABEL_EMPTY";
  readonly name: string;
  readonly what: "text" | "label";
}

function requiredColumns({ requiredTexts, requiredLabel }: CheckedFiles): RequiredColumn[] {
  const texts = requiredTexts.map((name) => ({ code: "TEXT_EMPTY", name, what: "text" }) as const);
  if (requiredLabel === undefined) return texts;
  return [...texts, { code: "LABEL_EMPTY", name: requiredLabel, what: "label" }];
}

/** Most cells begin with a visible sign of ASCII; only the others are trimmed, for speed. */
function isFilled(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return (first > 0x20 && first < 0x80) || cell.trim() !== "";
}

function missingNote(
  columns: readonly { name: string; count: number; rows: Found["rows"] }[],
): Found[] {
  if (columns.length === 0) return [];
  const sorted = [...columns].sort((a, b) => b.count - a.count);
  const shown = sorted
    .slice(0, 5)
    .map(({ name, count }) => `${name} ${count.toLocaleString("en-US")}`);
  const more = sorted.length > 5 ? ` and ${counted(sorted.length - 5, "column")} more` : "";
  return [
    {
      code: "CELLS_MISSING",
      count: columns.reduce((sum, { count }) => sum + count, 0),
      rows: columns.flatMap(({ rows }) => rows.slice(0, 1)).slice(0, 5),
      sentence: `columns that training does not use have empty cells: ${shown.join(", ")}${more}`,
      details: { columns: Object.fromEntries(sorted.map(({ name, count }) => [name, count])) },
    },
  ];
}
