import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Evaluation } from "../training/index.js";
import { predictionsWriter } from "./predictions-file.js";

const evaluation: Evaluation = {
  metrics: {},
  report: "",
  confusion: [],
  notes: [],
  labels: ["bad", 'so, "so"'],
  rows: [
    { row: 1, text: "a", truth: "bad", prediction: 'so, "so"', probabilities: [0.25, 0.75] },
    { row: 2, text: "b", truth: "bad", prediction: "bad", probabilities: [1, 0] },
  ],
};

async function written(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "berth-predictions-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await predictionsWriter(join(folder, name), false)(evaluation);
  return readFile(join(folder, name), "utf8");
}

test("a CSV file quotes what needs it", async () => {
  expect(
    await written("out.csv"),
  ).toBe(`row,truth,prediction,probability bad,"probability so, ""so"""
1,bad,"so, ""so""",0.25,0.75
2,bad,bad,1,0
`);
});

test("a JSON lines file holds one row a line", async () => {
  const lines = (await written("out.jsonl")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      row: 1,
      truth: "bad",
      prediction: 'so, "so"',
      probabilities: { bad: 0.25, 'so, "so"': 0.75 },
    },
    { row: 2, truth: "bad", prediction: "bad", probabilities: { bad: 1, 'so, "so"': 0 } },
  ]);
});

test("a file that is there is refused before the work, unless it may be replaced", async () => {
  const folder = await mkdtemp(join(tmpdir(), "berth-predictions-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "out.csv");
  await writeFile(file, "mine");
  expect(() => predictionsWriter(file, false)).toThrow(
    expect.objectContaining({ code: "OUTPUT_EXISTS", details: { file } }),
  );
  expect(await readFile(file, "utf8")).toBe("mine");
  await predictionsWriter(file, true)(evaluation);
  expect(await readFile(file, "utf8")).toMatch(/^row,truth,/);
});
