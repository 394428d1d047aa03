import { beforeAll, describe, expect, test } from "vitest";
import { cardWords } from "./card-words.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const people = ["guide", "staff", "bus"];
const places = ["station", "garden", "north room"];

const openings = [[], ["well", ","], ["😀"], ["to", "be", "honest", ":"]];

/** Sentences of words and tags: people and places between plain words. */
function sentences(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const opening = openings[i % openings.length] ?? [];
    const person = people[(i * 5) % people.length] ?? "";
    const where = (places[(i * 7) % places.length] ?? "").split(" ");
    const lines = [
      ...[...opening, "our"].map((word) => `${word} O`),
      `${person} B-PER`,
      "is O",
      "near O",
      ...where.map((word, at) => `${word} ${at === 0 ? "B" : "I"}-LOC`),
    ];
    return `${lines.join("\n")}\n`;
  }).join("\n");
}

const data = ["--train", "train.conll", "--validation", "validation.conll"];
const settings = ["--epochs", "8", "--batch-size", "8", "--learning-rate", "4e-3"];

beforeAll(async () => {
  await place.write("train.conll", `-DOCSTART- -X- O\n\n${sentences(120)}`.replace("-X- ", ""));
  await place.write("validation.conll", sentences(12));
  const spans = ["our guide is near the garden 😀", "the staff left"].map((text) => ({
    text,
    label: [[text.indexOf(" ") + 1, text.indexOf(" ") + 6, "PER"]],
  }));
  await place.write("doccano.jsonl", spans.map((row) => `${JSON.stringify(row)}\n`).join(""));
});

describe.each(["linear", "crf"])("with a %s head", (head) => {
  const run = `run-${head}`;

  beforeAll(async () => {
    const names = ["--model", "bert", "--output", run, "--head", head];
    const { status, stderr } = await place.berth("finetune", ...data, ...settings, ...names);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  }, 120_000);

  test("entities are learnt, and the task is guessed, saved and reported", async () => {
    const metrics = await place.readJson(`${run}/metrics.json`);
    expect(metrics.eval_f1).toBeGreaterThan(0.95);
    expect(metrics).toMatchObject({
      eval_f1_strict: expect.any(Number),
      eval_loss: expect.any(Number),
    });
    const config = await place.readJson(`${run}/config.json`);
    expect(config.architectures).toEqual(["BertForTokenClassification"]);
    expect(Object.values(config.id2label)).toEqual(["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]);
    expect(config.berth).toEqual(head === "crf" ? { head: { kind: "crf" } } : undefined);
    const card = await place.read(`${run}/README.md`);
    expect(card).toContain("pipeline_tag: token-classification");
    const found = await place.berth(...cardWords(card, run), "--json");
    expect(JSON.parse(found.stdout)).toHaveLength(1);
    expect(card.includes("Viterbi")).toBe(head === "crf");
  });

  test("evaluate prints seqeval's report and the run's own scores", async () => {
    const asked = ["evaluate", "--model", run, "--data", "validation.conll"];
    const { status, stdout } = await place.berth(...asked);
    expect(status).toBe(0);
    expect(stdout).toMatch(/precision +recall +f1-score +support\n\n +LOC .*\n +PER /);
    const { metrics } = JSON.parse((await place.berth(...asked, "--json")).stdout);
    const saved = await place.readJson(`${run}/metrics.json`);
    for (const name of ["f1", "precision", "recall", "accuracy", "loss", "f1_strict"]) {
      expect(metrics[`eval_${name}`], name).toBeCloseTo(saved[`eval_${name}`], 5);
    }
  });

  test("a file of many texts is read in parts, each text as it is alone", async () => {
    const text = "Our GUIDE is near North Room";
    const lines = [...Array(4097).fill("soup"), text];
    await place.write("many.txt", `${lines.join("\n")}\n`);
    const words = ["predict", "--model", run, "--json"];
    const found = JSON.parse((await place.berth(...words, "--data", "many.txt")).stdout);
    expect(found).toHaveLength(lines.length);
    expect(found.at(-1)).toMatchObject([{ word: "GUIDE", start: 4 }, { word: "North Room" }]);
  });

  test("predict gives entities with their places, in text that it has not changed", async () => {
    const text = "😀 Our GUIDE is near North Room";
    const predict = ["predict", "--model", run, text];
    const [found] = JSON.parse((await place.berth(...predict, "--json")).stdout);
    expect(found).toMatchObject([
      { entity_group: "PER", word: "GUIDE", start: 7, end: 12 },
      { entity_group: "LOC", word: "North Room", start: 21, end: 31 },
    ]);
    const python = await place.berth(...predict, "--json", "--offset-unit", "codepoint");
    expect(JSON.parse(python.stdout)[0].map(({ start, end }: Json) => [start, end])).toEqual([
      [6, 11],
      [20, 30],
    ]);
    const table = await place.berth(...predict);
    expect(table.stdout).toContain("North Room  LOC");
    expect(table.stderr).not.toContain("--document-context");
    const tokens = await place.berth(...predict, "--json", "--aggregation", "none");
    const [first] = JSON.parse(tokens.stdout)[0];
    expect(first).toMatchObject({ entity: "B-PER", word: "GUIDE", index: 3 });
  });

  test("a line in square brackets is a text, in its own places", async () => {
    const lines = ["[our guide is near the garden]", '["guide", "garden"]'];
    await place.write("bracketed.txt", `${lines.join("\n")}\n`);
    const asked = ["predict", "--model", run, "--data", "bracketed.txt"];
    const found: Json[][] = JSON.parse((await place.berth(...asked, "--json")).stdout);
    expect(found.map((entities) => entities.map(({ word }) => word))).toContainEqual(
      expect.arrayContaining(["guide"]),
    );
    for (const [row, entities] of found.entries()) {
      for (const { word, start, end } of entities) {
        expect(lines[row]?.slice(start, end)).toBe(word);
      }
    }
    const explained = await place.berth(...asked, "--explain", "attention", "--json");
    const texts = JSON.parse(explained.stdout).map(({ text }: Json) => text);
    expect({ texts, error: explained.stderr }).toMatchObject({ texts: lines });
  });

  test("long texts are read in windows", async () => {
    const text = Array.from({ length: 60 }, () => "our guide is near the garden").join(", ");
    const [found] = JSON.parse(
      (await place.berth("predict", "--model", run, text, "--json")).stdout,
    );
    // The tiny model knows 64 tokens; the text has 420.
    for (const { word, start, end } of found) expect(word).toBe(text.slice(start, end));
    expect(found.at(-1).end).toBeGreaterThan(text.length - 40);
    expect(found.map(({ word }: Json) => word)).toContain("guide");
  });

  test("files of words and of spans are predicted and evaluated", async () => {
    const words = ["predict", "--model", run, "--data", "validation.conll", "--json"];
    const found = JSON.parse((await place.berth(...words)).stdout);
    expect(found).toHaveLength(12);
    expect(found[0][0]).toMatchObject({ word: "guide", start: 4, end: 9 });
    const dotted = ["our", "guide.x", "is", "near", "the", "garden"];
    await place.write("dotted.jsonl", `${JSON.stringify({ tokens: dotted })}\n`);
    const files = ["predict", "--model", run, "--data", "dotted.jsonl", "--json"];
    const [inWords] = JSON.parse((await place.berth(...files)).stdout);
    // A word of the file is one word, though the tokenizer splits it at its dot.
    expect(inWords[0]).toMatchObject({ entity_group: "PER", word: "guide.x", start: 4, end: 11 });
    for (const { word, words: place } of inWords) expect(dotted.slice(...place)).toEqual([word]);
    const [inText] = JSON.parse(
      (await place.berth("predict", "--model", run, dotted.join(" "), "--json")).stdout,
    );
    expect(inText[0]).toMatchObject({ word: "guide" });
    expect(inText[0]).not.toHaveProperty("words");
    const spans = ["evaluate", "--model", run, "--data", "doccano.jsonl", "--json"];
    const { status, stdout } = await place.berth(...spans);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).metrics.eval_samples).toBe(2);
    const tasks = ["our guide", "the staff"].map((text) => ({ data: { text }, annotations: [] }));
    const result = [{ value: { start: 4, end: 9, text: "guide", labels: ["PER"] } }];
    await place.write(
      "tasks.json",
      JSON.stringify([{ ...tasks[0], annotations: [{ result }] }, tasks[1]]),
    );
    const half = ["evaluate", "--model", run, "--data", "tasks.json", "--json"];
    expect(JSON.parse((await place.berth(...half)).stdout).metrics.eval_samples).toBe(1);
  });
});

const finetune = (...words: string[]) =>
  place.berth("finetune", ...data, "--model", "bert", "--output", "refused", ...words);

test.each([
  [["--head", "mlp"], "SETTING_UNFIT  --head: the task ner has the heads linear, crf"],
  [["--head", "crf", "--label-all-tokens"], "SETTING_UNFIT  --label-all-tokens"],
  [["--augment", "swap"], "SETTING_UNFIT  --augment"],
  [["--preset", "tweets"], "CLEANING_OFFSETS"],
  [["--document-context"], "COLUMN_MISSING"],
])("%j is refused", async (words, message) => {
  const { status, stderr } = await finetune("--max-steps", "1", ...words);
  expect(stderr).toContain(message);
  expect(status).toBeGreaterThan(0);
});

test("a CRF takes no more tokens than its chain has places", async () => {
  await place.copy("bert", "long-bert");
  const config = await place.readJson("long-bert/config.json");
  const longer = { ...config, max_position_embeddings: 1024 };
  await place.write("long-bert/config.json", JSON.stringify(longer));
  const words = ["--model", "long-bert", "--output", "refused", "--max-length", "513"];
  const { status, stderr } = await place.berth("finetune", ...data, ...words, "--head", "crf");
  expect(status).toBe(2);
  expect(stderr).toContain("SETTING_UNFIT  --max-length: a CRF takes at most 512 tokens; 513 came");
});

test.each([
  ["outside.jsonl", '{"text": "abc", "label": [[0, 9, "X"]]}', "SPANS_BROKEN", "row 1"],
  ["none.jsonl", '{"text": "abc", "spans": []}', "ENTITIES_MISSING", '"spans"'],
  ["tags.jsonl", '{"tokens": ["a"], "tags": ["B-X", "O"]}', "TAGS_BROKEN", "1 words and 2 tags"],
])("%s is refused with its place", async (file, line, code, detail) => {
  await place.write(file, `${line}\n`);
  const words = ["--train", file, "--model", "bert", "--task", "ner", "--output", "refused"];
  const { status, stderr } = await place.berth("finetune", ...words);
  expect(status).toBe(1);
  expect(stderr).toContain(code);
  expect(stderr).toContain(detail);
});

test("a type that training never saw is an error with its row", async () => {
  await place.write("other.conll", "our O\nguide B-ANIMAL\n");
  const asked = ["evaluate", "--model", "run-linear", "--data", "other.conll"];
  const { status, stderr } = await place.berth(...asked);
  expect(status).toBe(1);
  expect(stderr).toContain(
    'LABEL_UNKNOWN  other.conll row 1 (line 1): the entity type "ANIMAL" was not in the training data (LOC, PER).',
  );
});

test("documents around sentences are seen again by evaluate", async () => {
  await place.write(
    "documents.conll",
    `-DOCSTART- O\n\n${sentences(6)}\n-DOCSTART- O\n\n${sentences(4)}`,
  );
  const names = [
    "--train",
    "documents.conll",
    "--validation",
    "documents.conll",
    "--output",
    "wide",
  ];
  const settings = [
    "--max-steps",
    "2",
    "--document-context",
    "--max-length",
    "40",
    "--stride",
    "3",
  ];
  const { status } = await place.berth("finetune", ...names, "--model", "bert", ...settings);
  expect(status).toBe(0);
  expect((await place.readJson("wide/config.json")).berth).toEqual({
    stride: 3,
    document_context: true,
  });
  const alone = await place.berth("predict", "--model", "wide", "our guide");
  expect(alone.stderr).toContain("(--document-context); here each text is read alone");
  const predict = ["predict", "--model", "wide", "--aggregation", "none", "--json", "--data"];
  const inFile = await place.berth(...predict, "documents.conll");
  expect(inFile.stderr).not.toContain("read alone");
  // The same words, of which each sentence is a document.
  const lines = sentences(10).trim().split("\n\n");
  await place.write("single.conll", lines.map((one) => `-DOCSTART- O\n\n${one}\n`).join("\n"));
  const single = await place.berth(...predict, "single.conll");
  expect(single.stdout).not.toBe(inFile.stdout);
  await place.write("bare.jsonl", '{"text": "our guide"}\n');
  const bare = await place.berth(...predict, "bare.jsonl");
  expect(bare.stderr).toContain('bare.jsonl has no column "document", so each text is read alone');
  const asked = ["evaluate", "--model", "wide", "--data", "documents.conll", "--json"];
  const { metrics } = JSON.parse((await place.berth(...asked)).stdout);
  const { eval_loss: loss } = await place.readJson("wide/metrics.json");
  expect(metrics.eval_loss).toBeCloseTo(loss, 5);
});
