import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readWeights } from "../src/directory/index.js";
// Not the room's index: only tests look into a prepared run.
import { prepareRun, reseededRun } from "../src/training/prepared-run.js";
import { writeForeignModel } from "./foreign-model.js";
import { temporaryFolder } from "./temporary-folder.js";
import { tinyBert } from "./tiny-bert.js";

const folder = temporaryFolder();

/** A run on texts with these labels, prepared. */
async function prepared(labels: readonly string[][], more: object = {}) {
  const train = folder("train.jsonl");
  const rows = labels.map((label, row) =>
    JSON.stringify({ text: `room ${row} was good`, label, stars: row }),
  );
  await writeFile(train, `${rows.join("\n")}\n`);
  const settings = { task: "multi-label" as const, seed: 1, ...more };
  return prepareRun({
    train,
    validation: train,
    model: tinyBert,
    output: folder("run"),
    ...settings,
  });
}

const moods = [["calm"], ["calm", "glad"], ["calm"], ["calm", "sad"], ["sad"], ["sad"], ["calm"]];
/** Of calm, glad and sad: 5, 1 and 3 of 7 rows. */
const odds = [5.5 / 2.5, 1.5 / 6.5, 3.5 / 4.5];
const said = "begins with the log odds of the labels in the training rows";

test("the bias of a new head of several labels begins with their log odds, which is said", async () => {
  const run = await prepared(moods);
  const bias = run.weights.get("classifier.bias") ?? [];
  for (const [label, share] of odds.entries()) expect(bias[label]).toBeCloseTo(Math.log(share), 6);
  expect(run.notes).toContain(`classifier.bias: ${said}`);
  const again = await reseededRun(run, { seed: 2, output: folder("again") });
  expect(again.weights.get("classifier.bias")).toEqual(bias);
  expect(again.weights.get("classifier.weight")).not.toEqual(run.weights.get("classifier.weight"));
});

test("weights of labels that hold count in it, and heads with hidden layers have it too", async () => {
  const run = await prepared(moods, { posWeight: [2, 1, 1], head: "mlp", headHidden: [8] });
  const bias = run.weights.get("head.1.bias") ?? [];
  const weighed = [10.5 / 2.5, ...odds.slice(1)];
  for (const [label, share] of weighed.entries()) {
    expect(bias[label]).toBeCloseTo(Math.log(share), 6);
  }
  expect(run.weights.get("head.0.bias")).toHaveLength(8);
  expect(run.notes).toContain(`head.1.bias: ${said}, weighed by --pos-weight`);
});

test("a head that was trained for the same labels stays as it was", async () => {
  // The fixture's own tells one label a text: its logits would say nothing of each label by itself.
  await writeForeignModel(folder("sets"), {
    architecture: "BertForSequenceClassification",
    outputs: 3,
    keys: {
      id2label: { 0: "negative", 1: "neutral", 2: "positive" },
      problem_type: "multi_label_classification",
    },
  });
  const labels = [["negative"], ["neutral", "positive"], ["negative"]];
  const run = await prepared(labels, { model: folder("sets") });
  const stored = await readWeights(folder("sets"));
  const bias = stored.get("classifier.bias")?.data;
  expect(run.weights.get("classifier.bias")).toEqual(bias);
  expect(run.notes.join("\n")).not.toContain("log odds");
});

test("a head whose weights no longer fit begins anew, bias and all", async () => {
  const labels = [["negative"], ["neutral", "positive"], ["negative"]];
  const run = await prepared(labels, { featureColumns: ["stars"] });
  const [first] = run.weights.get("classifier.bias") ?? [];
  expect(first).toBeCloseTo(Math.log(2.5 / 1.5), 6);
  expect(run.notes).toContain(`classifier.bias: ${said}`);
});
