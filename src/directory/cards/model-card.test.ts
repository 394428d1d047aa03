import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import type { ModelCardFacts } from "./card-facts.js";
import { modelCard } from "./model-card.js";

const facts: ModelCardFacts = {
  name: "reviews",
  baseModel: "models/minilm",
  labels: ["negative", "positive"],
  rows: { train: 12_345, validation: 1000, test: 500 },
  maxLength: 128,
  settings: { learningRate: 5e-5, freeze: "embeddings,0-3", classWeights: [0.5, 2] },
  metrics: {
    eval_accuracy: 0.91,
    eval_f1_macro: 0.9,
    eval_loss: 0.25,
    eval_majority_accuracy: 0.6,
    eval_majority_f1_macro: 0.375,
    test_accuracy: 0.9,
    test_f1_macro: 0.89,
    test_loss: 0.26,
  },
  reads: "text",
  hasStandardHead: true,
  hasScriptClass: true,
  pipelineTag: "text-classification",
  purpose: "gives each text one of these labels",
  shownMetrics: { accuracy: "accuracy", f1_macro: "macro F1" },
};

/** A card's front matter as YAML, and the text below it. */
function parts(card: string): { matter: unknown; text: string } {
  // As the model hub finds it: from the first line to the next one that begins with three dashes.
  const [, matter = "", text = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(card) ?? [];
  const document = parseDocument(matter);
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return { matter: document.toJS(), text };
}

test("the front matter tells the model hub what the model is and what it scored", () => {
  expect(parts(modelCard(facts)).matter).toEqual({
    library_name: "transformers",
    pipeline_tag: "text-classification",
    base_model: "models/minilm",
    tags: ["berth", "bert"],
    metrics: ["accuracy", "f1"],
    "model-index": [
      {
        name: "reviews",
        results: [
          {
            task: { type: "text-classification" },
            dataset: { name: "validation rows", type: "custom" },
            metrics: [
              { type: "accuracy", name: "accuracy", value: 0.91 },
              { type: "f1_macro", name: "macro F1", value: 0.9 },
              { type: "loss", name: "loss", value: 0.25 },
            ],
          },
        ],
      },
    ],
  });
});

test("the scores stand beside those of always answering the most frequent label", () => {
  expect(modelCard(facts)).toContain(`
| | accuracy | macro F1 | loss |
|---|---:|---:|---:|
| validation (1,000 rows) | 0.9100 | 0.9000 | 0.2500 |
| test (500 rows) | 0.9000 | 0.8900 | 0.2600 |
| always the most frequent label, validation | 0.6000 | 0.3750 |  |
`);
});

test("without test rows there is no line for them", () => {
  const { eval_accuracy, eval_majority_accuracy } = facts.metrics as Record<string, number>;
  const metrics = { eval_accuracy, eval_majority_accuracy } as Record<string, number>;
  expect(modelCard({ ...facts, metrics })).not.toContain("| test");
});

test("labels, rows, settings and how to load it are told", () => {
  const { text } = parts(modelCard(facts));
  expect(text).toContain("one of these labels: `negative`, `positive`.");
  expect(text).toContain("`models/minilm` on 12,345 labelled rows.");
  expect(text).toContain(
    '- learningRate: `0.00005`\n- freeze: `"embeddings,0-3"`\n- classWeights: `[0.5,2]`',
  );
  expect(text).toContain("Texts are cut at 128 tokens.");
  expect(text).toContain('pipeline("text-classification", model="path/to/this/folder")');
  expect(text).toContain('import { pipeline } from "@huggingface/transformers";');
  expect(text).toContain('{ dtype: "fp32" }');
});

test("a head without a class in transformers is said to load as an encoder only", () => {
  const { text } = parts(modelCard({ ...facts, hasStandardHead: false }));
  expect(text).toContain("`AutoModel` loads the encoder only.");
  expect(text).not.toContain("from transformers import pipeline");
});

test("a model that transformers.js has no class for is not said to load there", () => {
  const { text } = parts(modelCard({ ...facts, hasScriptClass: false }));
  expect(text).toContain("transformers.js has no class for this model.");
  expect(text).toContain("from transformers import pipeline");
  expect(text).not.toContain("@huggingface/transformers");
});

test.each([
  {
    reads: "pair",
    tag: "text-classification",
    says: "together, special ones included, the longer",
  },
  { reads: "question", tag: "question-answering", says: "each has the whole question" },
  { reads: "choices", tag: "multiple-choice", says: "Each choice is read together with" },
] as const)("what is read of a long $reads is told as it is", ({ reads, tag, says }) => {
  const { text } = parts(modelCard({ ...facts, reads, pipelineTag: tag }));
  expect(text).toContain(says);
  expect(text).not.toContain("Texts are cut");
});

test.each([
  { reads: "question", tag: "question-answering" },
  { reads: "choices", tag: "multiple-choice" },
] as const)("no pipeline of Python is named for a $reads, as there is none", ({ reads, tag }) => {
  const { text } = parts(modelCard({ ...facts, reads, pipelineTag: tag }));
  expect(text).not.toContain("from transformers import pipeline");
});

test("a number is shown as it is: pipelines would put it through a sigmoid or a softmax", () => {
  const { text } = parts(modelCard({ ...facts, givesNumber: true, labels: ["score"] }));
  expect(text).toContain('function_to_apply="none"');
  expect(text).not.toContain("import { pipeline }");
});

const nasty = [
  "好评",
  "a: b",
  "- a",
  "# a",
  "'\"",
  "`code` and ``more``",
  "a | b",
  "<b>bold</b> & [link](x)",
  "*star* _line_ \\",
  "line\n---\nend",
  "two\n\n# paragraphs",
  "tab\tand\r\nreturn",
  " spaces ",
  "null",
  "1e3",
  "😀".repeat(60),
  "long ".repeat(50),
];

test.each(nasty)("the front matter holds any name as it is: %j", (name) => {
  const { matter } = parts(modelCard({ ...facts, name, baseModel: name }));
  expect(matter).toMatchObject({ base_model: name, "model-index": [{ name }] });
});

test.each(nasty)("no name breaks out of its place in the text: %j", (name) => {
  const plain = parts(modelCard(facts)).text.split("\n");
  const settings = { ...facts.settings, freeze: name };
  const card = modelCard({ ...facts, name, baseModel: name, labels: [name, "b"], settings });
  const lines = parts(card).text.split("\n");
  expect(lines).toHaveLength(plain.length);
  // Code spans hold anything but backticks, which would end them. The title has none.
  const spans = (line: string): number => line.replace(/^#.*/, "").split("`").length;
  expect(lines.map(spans)).toEqual(plain.map(spans));
});

test.each([
  ["my_model-2", "# my_model-2"],
  ["<b>*a*</b>", "# \\<b>\\*a\\*\\</b>"],
  ["[a](b) `c` \\d", "# \\[a\\](b) \\`c\\` \\\\d"],
  ["two\nlines", "# two lines"],
])("a folder named %j gives a title that reads like it", (name, title) => {
  expect(modelCard({ ...facts, name }).split("\n")).toContain(title);
});
