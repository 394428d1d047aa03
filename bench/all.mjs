// Berth beside its rivals: every row of the table in docs/performance.md.
//   node bench/all.mjs [--rounds 3] [--only NAME]... [--limit N] [--keep FOLDER] [--python .venv/bin/python]
// --only: rows whose names begin so; --limit: a quick try with N training rows or texts, whose results are not kept;
// --keep: a folder for the losses of the first GOP round, as curves.mjs draws them.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { comparisons, runRow } from "./contest.mjs";
import { describeMachine } from "./machine.mjs";
import { plainTable, writeResults } from "./report.mjs";
import { rows } from "./rows/index.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    limit: { type: "string" },
    keep: { type: "string" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
const rounds = Number(values.rounds);
const limit = values.limit === undefined ? undefined : Number(values.limit);
const chosen = rows.filter(
  ({ name }) => values.only?.some((begin) => name.startsWith(begin)) ?? true,
);
if (chosen.length === 0) {
  console.error(`--only: one of ${rows.map(({ name }) => name).join(", ")}, or how some begin`);
  process.exit(2);
}

const date = new Date().toISOString().slice(0, 10);
const machine = describeMachine(values.python);
const context = {
  python: values.python,
  engines: machine.engines,
  machine,
  limit,
  keep: values.keep,
};
const done = [];
let path;
for (const row of chosen) {
  const { name, title } = row;
  const skipped = row.missing(context);
  if (skipped === undefined) {
    const outcome = runRow(row, context, rounds, console.error);
    done.push({ name, title, rounds, ...outcome, comparisons: comparisons(row, outcome) });
  } else {
    done.push({ name, title, skipped });
  }
  // After every row: what is measured is not lost if a later one is interrupted.
  if (limit === undefined) {
    path = writeResults(join(import.meta.dirname, "results"), { date, machine, rows: done });
  }
}
for (const line of plainTable(done)) console.info(line);
console.info(
  path ? `\nwritten: ${path}.json and .md` : "\nA try with --limit: nothing is written.",
);
