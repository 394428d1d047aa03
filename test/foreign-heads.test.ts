import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadModel, openExplainer } from "../src/prediction/index.js";
import { evaluate } from "../src/training/index.js";
import { type ForeignHead, writeForeignModel } from "./foreign-model.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

async function open(name: string, head: ForeignHead) {
  await writeForeignModel(folder(name), head);
  return loadModel(folder(name), { threads: 1 });
}

const text = "the soup was warm";
const sequences = "BertForSequenceClassification";

test.each([
  { name: "two", outputs: 2, keys: {}, labels: ["LABEL_0", "LABEL_1"] },
  { name: "three", outputs: 3, keys: { num_labels: 3 }, labels: ["LABEL_0", "LABEL_1", "LABEL_2"] },
])(
  "$name labels that config.json does not name are called as transformers calls them",
  async (one) => {
    const { name, outputs, keys, labels } = one;
    const head = { architecture: sequences, outputs, keys };
    const id2label = Object.fromEntries(labels.map((label, id) => [id, label]));
    const unnamed = await open(name, head);
    const named = await open(`${name}-named`, { ...head, keys: { ...keys, id2label } });
    expect(unnamed.labels).toEqual(labels);
    const wanted = await named.predict([text]);
    expect(wanted[0]).toHaveLength(outputs);
    expect(await unnamed.predict([text])).toEqual(wanted);
    await Promise.all([unnamed.close(), named.close()]);
  },
);

test("rows may tell labels without names by their ids", async () => {
  await writeForeignModel(folder("ids"), { architecture: sequences, outputs: 2 });
  const scoresOf = async (name: string, labels: readonly string[]) => {
    const rows = labels.map((label, at) => `${text} ${at},${label}\n`).join("");
    await writeFile(folder(name), `text,label\n${rows}`);
    return (await evaluate({ model: folder("ids"), data: folder(name), threads: 1 })).metrics;
  };
  const byId = await scoresOf("ids.csv", ["0", "1", "1"]);
  const byName = await scoresOf("names.csv", ["LABEL_0", "LABEL_1", "LABEL_1"]);
  expect(byId["eval_accuracy"]).toBe(byName["eval_accuracy"]);
  expect(byId["eval_loss"]).toBe(byName["eval_loss"]);
});

test("labels of tokens that config.json does not name are two as well", async () => {
  const tokens = await open("tokens", { architecture: "BertForTokenClassification", outputs: 2 });
  const [found] = await tokens.entities([text], { aggregation: "none" });
  expect(found).toHaveLength(4);
  expect(tokens.labels).toEqual(["LABEL_0", "LABEL_1"]);
  await tokens.close();
});

test("the pooled output is that of the file's pooler, whatever the head stands on", async () => {
  const tokens = { architecture: "BertForTokenClassification", outputs: 2 };
  const models = [
    await open("pooled", { architecture: sequences, outputs: 2 }),
    await open("pooled-tokens", tokens),
    await open("unpooled-tokens", { ...tokens, hasPooler: false }),
  ];
  const [wanted, pooled, first] = await Promise.all(models.map((model) => model.encode([text])));
  expect(pooled?.poolerOutput).toEqual(wanted?.poolerOutput);
  // None is invented where the file has none.
  const width = first?.poolerOutput.shape[1] ?? 0;
  expect(first?.poolerOutput.data).toEqual(first?.lastHiddenState.data.slice(0, width));
  expect(first?.poolerOutput.data).not.toEqual(pooled?.poolerOutput.data);
  await Promise.all(models.map((model) => model.close()));
});

test("a classifier whose file lacks the pooler that it stands on has no head", async () => {
  const model = await open("bare", { architecture: sequences, outputs: 2, hasPooler: false });
  expect(model.labels).toEqual([]);
  await expect(model.predict([text])).rejects.toMatchObject({
    code: "HEAD_MISSING",
    details: { lacking: ["pooler.dense.weight", "pooler.dense.bias"] },
  });
  await expect(openExplainer(folder("bare"), { threads: 1 })).rejects.toMatchObject({
    code: "HEAD_MISSING",
  });
  await model.close();
});

test("weights without a head for the labels that config.json tells are none", async () => {
  const encoder = await open("none", { architecture: sequences, outputs: 3 });
  expect(encoder.labels).toEqual([]);
  await expect(encoder.predict([text])).rejects.toMatchObject({ code: "HEAD_MISSING" });
  await encoder.close();
  await writeFile(folder("rows.csv"), `text,label\n${text},good\n`);
  const scored = evaluate({ model: folder("none"), data: folder("rows.csv"), threads: 1 });
  await expect(scored).rejects.toMatchObject({ code: "HEAD_MISSING" });
});

test("a model that chooses and tells no number of choices takes any from two on", async () => {
  const model = await open("chooses", { architecture: "BertForMultipleChoice", outputs: 1 });
  const questions = [
    { context: text, choices: ["a good day", "a bad day"] },
    { context: text, choices: ["our guide", "a good day", "a bad day"] },
  ];
  const [two, three] = await model.choose(questions, { scores: "logits" });
  const scoreOf = (scores: typeof two, label: string) =>
    scores?.find((one) => one.label === label)?.score ?? Number.NaN;
  expect(three?.map(({ label }) => label).sort()).toEqual(["choice0", "choice1", "choice2"]);
  expect(scoreOf(two, "choice0")).not.toBeCloseTo(scoreOf(two, "choice1"), 3);
  for (const place of [0, 1]) {
    const there = scoreOf(three, `choice${place + 1}`);
    expect(scoreOf(two, `choice${place}`)).toBeCloseTo(there, 5);
  }
  const shares = (await model.choose(questions)).map((scores) =>
    scores.reduce((sum, { score }) => sum + score, 0),
  );
  expect(shares).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
  await expect(model.choose([{ context: text, choices: ["one"] }])).rejects.toMatchObject({
    code: "CHOICE_COUNT",
    message: expect.stringContaining("two at least"),
  });

  const right = two?.[0]?.label === "choice0" ? [0, 1] : [1, 0];
  const rows = right.map((label) => `${text},a good day,a bad day,${label}\n`).join("");
  await writeFile(folder("choices.csv"), `sent1,ending0,ending1,label\n${rows}`);
  const asked = { model: folder("chooses"), data: folder("choices.csv"), threads: 1 };
  const { metrics, labels } = await evaluate(asked);
  expect(labels).toEqual(["ending0", "ending1"]);
  expect(metrics["eval_accuracy"]).toBe(0.5);
  await model.close();
});
