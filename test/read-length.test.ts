import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel, openExplainer, openFeatures } from "../src/prediction/index.js";
import { evaluate } from "../src/training/evaluate.js";
import { writeForeignModel } from "./foreign-model.js";
import { tinyBert } from "./tiny-bert.js";

const engine = { engine: "onnxruntime", threads: 1 } as const;
/** The model has 64 positions; its own length is that of its tokenizer. */
const tooLong = { maxLength: 65 };
const refused = { code: "SEQUENCE_TOO_LONG", details: { maxLength: 65, positions: 64 } };
const long = "good ".repeat(200);
const model = (task: string) => join(folder, task);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-lengths-"));
  for (const [task, kind] of [
    ["ner", "TokenClassification"],
    ["qa", "QuestionAnswering"],
    ["classify", "SequenceClassification"],
  ] as const) {
    await cp(tinyBert, model(task), { recursive: true });
    const file = join(model(task), "config.json");
    const config = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify({ ...config, architectures: [`BertFor${kind}`] }));
  }
  await writeForeignModel(model("multiple-choice"), {
    architecture: "BertForMultipleChoice",
    outputs: 1,
  });
  await writeFile(join(folder, "rows.csv"), `text,label\n${long},negative\nbad,positive\n`);
});
afterAll(() => rm(folder, { recursive: true }));

test("predictions beyond the model's positions are refused with a code", async () => {
  const classifier = await loadModel(model("classify"), engine);
  await expect(classifier.predict([long], tooLong)).rejects.toMatchObject(refused);
  await expect(classifier.encode([long], tooLong)).rejects.toMatchObject(refused);
  await expect(classifier.fillMask([long], tooLong)).rejects.toMatchObject(refused);
  const [[best] = []] = await classifier.predict([long], { maxLength: 64 });
  expect(best?.score).toBeGreaterThan(0);
  await classifier.close();
  const finder = await loadModel(model("ner"), engine);
  await expect(finder.entities([long], tooLong)).rejects.toMatchObject(refused);
  await finder.close();
  const reader = await loadModel(model("qa"), engine);
  const question = { question: "who?", context: long };
  await expect(reader.answers([question], tooLong)).rejects.toMatchObject(refused);
  await reader.close();
  const chooser = await loadModel(model("multiple-choice"), engine);
  const asked = { context: long, choices: ["good", "bad"] };
  await expect(chooser.choose([asked], tooLong)).rejects.toMatchObject(refused);
  await chooser.close();
});

test("evaluation, explanations and vectors beyond the model's positions are refused alike", async () => {
  const asked = { model: model("classify"), data: join(folder, "rows.csv"), ...engine };
  await expect(evaluate({ ...asked, ...tooLong })).rejects.toMatchObject(refused);
  const explainer = await openExplainer(model("classify"), engine);
  await expect(explainer.attribution(long, tooLong)).rejects.toMatchObject(refused);
  await expect(explainer.attention(long, tooLong)).rejects.toMatchObject(refused);
  await explainer.close();
  await expect(openFeatures(model("classify"), { ...engine, ...tooLong })).rejects.toMatchObject(
    refused,
  );
});

test("a sentence-transformers length above the positions is that of the positions", async () => {
  const sentences = join(model("classify"), "sentence_bert_config.json");
  const modules = [
    { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
  ];
  await writeFile(join(model("classify"), "modules.json"), JSON.stringify(modules));
  await writeFile(sentences, '{"max_seq_length": 128}');
  const features = await openFeatures(model("classify"), { ...engine, pooling: "none" });
  const [tokens = []] = await features.embedTokens([long]);
  await features.close();
  expect(tokens).toHaveLength(64);
});
