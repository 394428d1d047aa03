// Rows a second that the readers take off files of AG News size, beside pandas where it is installed.
// Usage: npm run build && node bench/read.mjs [ROWS]; the data is made of ../shared/data/ag_news.
import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { readRecords, readTable } from "../dist/records/index.js";

const rowCount = Number(process.argv[2] ?? 300_000);
const folder = mkdtempSync(join(tmpdir(), "berth-read-"));
const source = resolve(import.meta.dirname, "../../shared/data/ag_news/train_10k.csv");
const { rows } = await readTable(source);

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const formats = {
  csv: { head: "id,text,label\n", line: (id, text, label) => `${id},${quoted(text)},${label}\n` },
  tsv: { head: "id\ttext\tlabel\n", line: (id, text, label) => `${id}\t${text}\t${label}\n` },
  jsonl: { head: "", line: (id, text, label) => `${JSON.stringify({ id, text, label })}\n` },
  txt: { head: "", line: (_, text, label) => `__label__${label} ${text}\n` },
};

async function write(ending) {
  const file = join(folder, `rows.${ending}`);
  const stream = createWriteStream(file);
  const { head, line } = formats[ending];
  stream.write(head);
  for (let start = 0; start < rowCount; start += 1000) {
    const lines = [];
    for (let id = start; id < Math.min(start + 1000, rowCount); id++) {
      const [text, label] = rows[id % rows.length];
      lines.push(line(id, text, label));
    }
    if (!stream.write(lines.join(""))) await new Promise((done) => stream.once("drain", done));
  }
  stream.end();
  await finished(stream);
  return file;
}

const pandas = `
import sys, time
import pandas
start = time.perf_counter()
count = len(pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False))
print(count / (time.perf_counter() - start))
`;

function pandasRate(file) {
  const python = process.env.PYTHON ?? "python3";
  try {
    return Number(execFileSync(python, ["-c", pandas, file], { stdio: "pipe" }));
  } catch {
    return undefined;
  }
}

try {
  for (const ending of Object.keys(formats)) {
    const file = await write(ending);
    const start = performance.now();
    const cpu = process.cpuUsage();
    const records = await readRecords(file);
    let count = 0;
    for await (const batch of records.batches()) count += batch.rows.length;
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const beside = ending === "csv" ? pandasRate(file) : undefined;
    console.info(
      JSON.stringify({
        format: records.format,
        rows: count,
        rows_per_second: Math.round(count / seconds),
        rows_per_cpu_second: Math.round(count / ((user + system) / 1e6)),
        peak_megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
        ...(beside && { pandas_rows_per_second: Math.round(beside) }),
      }),
    );
    rmSync(file);
  }
} finally {
  rmSync(folder, { recursive: true });
}
