// Rows a second that `berth data check` looks at, near-duplicates left out, on files of AG News size, beside pandas
// reading and de-duplicating the same file where it is installed.
// Usage: npm run build && node bench/check.mjs [ROWS]; the data is made of ../shared/data/ag_news, every text different.
import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { checkData } from "../dist/checking/index.js";
import { readTable } from "../dist/records/index.js";

const rowCount = Number(process.argv[2] ?? 300_000);
const folder = mkdtempSync(join(tmpdir(), "berth-check-"));
const source = resolve(import.meta.dirname, "../../shared/data/ag_news/train_10k.csv");
const { rows } = await readTable(source);
const file = join(folder, "rows.csv");

async function write() {
  const stream = createWriteStream(file);
  stream.write("id,text,label\n");
  for (let start = 0; start < rowCount; start += 1000) {
    const lines = [];
    for (let id = start; id < Math.min(start + 1000, rowCount); id++) {
      const [text, label] = rows[id % rows.length];
      lines.push(`${id},"${id} ${text.replaceAll('"', '""')}",${label}\n`);
    }
    if (!stream.write(lines.join(""))) await new Promise((done) => stream.once("drain", done));
  }
  stream.end();
  await finished(stream);
}

const pandas = `
import sys, time
import pandas
start = time.perf_counter()
table = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
kept = len(table.drop_duplicates("text"))
print(len(table) / (time.perf_counter() - start))
`;

function pandasRate() {
  try {
    const python = process.env.PYTHON ?? "python3";
    return Number(execFileSync(python, ["-c", pandas, file], { stdio: "pipe" }));
  } catch {
    return undefined;
  }
}

try {
  await write();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const report = await checkData(file, { nearDuplicates: false });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const beside = pandasRate();
  console.info(
    JSON.stringify({
      megabytes: Math.round(statSync(file).size / 2 ** 20),
      rows: report.rows,
      distinct_texts: report.distinctTexts,
      rows_per_second: Math.round(report.rows / seconds),
      rows_per_cpu_second: Math.round(report.rows / ((user + system) / 1e6)),
      peak_megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
      ...(beside && { pandas_rows_per_second: Math.round(beside) }),
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}
