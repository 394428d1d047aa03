import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { berth, fixtures, hasPython, python } from "./programs.js";

/** What read_tf_record.py prints. */
interface Answer {
  readonly read: readonly Readonly<Record<string, unknown>>[];
  readonly encoded: readonly Readonly<Record<string, unknown>>[];
}

const LENGTH = 16;
const labels = ["bad", "fine", "good"];
const rows = Array.from({ length: 60 }, (_, row) => ({
  text: `${"good food and a long walk by the river ".repeat(row % 4)}so it was, number ${row} ünïcödé 很好 😀`,
  label: labels[row % 3] ?? "",
}));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-tfrecord-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!hasPython)("a TFRecord that Berth wrote", () => {
  test("holds for TensorFlow the ids that transformers gives, and the sorted labels' numbers", async () => {
    const [csv, texts, record] = ["rows.csv", "texts.json", "rows.tfrecord"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const lines = rows.map(({ text, label }) => `"${text}",${label}`);
    await writeFile(csv, `text,label\n${lines.join("\n")}\n`);
    await writeFile(texts, JSON.stringify(rows.map(({ text }) => text)));
    const model = join(fixtures, "tiny-bert");
    await berth(
      ...["data", "convert", csv, "--output", record, "--model", model],
      ...["--max-length", String(LENGTH), "--quiet"],
    );
    const { read, encoded } = (await python(
      ...(["read_tf_record.py", record, texts, model, String(LENGTH)] as const),
    )) as Answer;
    expect(read).toHaveLength(rows.length);
    expect(read).toEqual(
      encoded.map((features, row) => ({
        ...features,
        label_ids: labels.indexOf(rows[row]?.label ?? ""),
      })),
    );
  });
});
