// Rows a second that `berth data check` looks at, near-duplicates left out, on a file of AG News size, beside pandas
// reading and de-duplicating the same file. Both are programs that start, work and end, in turns.
//   npm run build && node bench/check.mjs [--rows 600000] [--rounds 3] [--near-duplicates yes|no] [--near-copies SHARE]
// The rows are those of ../shared/data/ag_news, each with a number of its own in front, so that every text differs and is a
// near-copy of many others; with --near-copies 0.1 texts put together from pieces of them, one in ten a near-copy of another.
import { spawnSync } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { readTable } from "../dist/records/index.js";
import { lifelikeRows, numberedRows } from "./check-rows.mjs";
import { berth, data, root } from "./places.mjs";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "600000" },
    rounds: { type: "string", default: "3" },
    "near-duplicates": { type: "string", default: "no" },
    "near-copies": { type: "string" },
  },
});
const rowCount = Number(values.rows);
const python = join(root, ".venv/bin/python");
const folder = mkdtempSync(join(tmpdir(), "berth-check-"));
const file = join(folder, "rows.csv");

async function write() {
  const { rows } = await readTable(join(data, "ag_news/train_10k.csv"));
  const copies = values["near-copies"];
  const texts =
    copies === undefined ? numberedRows(rows, rowCount) : lifelikeRows(rows, rowCount, Number(copies));
  const stream = createWriteStream(file);
  stream.write("id,text,label\n");
  let id = 0;
  let lines = [];
  for (const [text, label] of texts) {
    lines.push(`${id++},"${text.replaceAll('"', '""')}",${label}\n`);
    if (lines.length < 1000) continue;
    if (!stream.write(lines.join(""))) await new Promise((done) => stream.once("drain", done));
    lines = [];
  }
  stream.end(lines.join(""));
  await finished(stream);
}

const pandas = `
import sys
import pandas
table = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
print(len(table), len(table.drop_duplicates("text")))
`;

const contenders = {
  berth: [...berth, "data", "check", file, "--near-duplicates", values["near-duplicates"], "--json", "--quiet"],
  pandas: [python, "-c", pandas, file],
};

/** Wall and processor seconds and peak megabytes of a program. */
function measured(name) {
  const report = join(folder, "measured.json");
  const measure = join(import.meta.dirname, "measure.py");
  const { status, stderr } = spawnSync("python3", [measure, report, ...contenders[name]], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stderr}`);
  return JSON.parse(readFileSync(report, "utf8"));
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

try {
  await write();
  const hasRival = values["near-duplicates"] === "no" && existsSync(python);
  const names = Object.keys(contenders).filter((name) => name === "berth" || hasRival);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of names) runs[name].push(measured(name));
  }
  for (const [program, measures] of Object.entries(runs)) {
    const seconds = median(measures.map(({ wallSeconds }) => wallSeconds));
    console.info(
      JSON.stringify({
        program,
        rows: rowCount,
        megabytes: Math.round(statSync(file).size / 2 ** 20),
        seconds: Number(seconds.toFixed(2)),
        rows_per_second: Math.round(rowCount / seconds),
        processor_seconds: Number(median(measures.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)),
        peak_megabytes: Math.max(...measures.map(({ peakMb }) => peakMb)),
      }),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
