import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const root = resolve(import.meta.dirname, "../..");
const place = workplace();

test("the first command of the front page comes first, and the tests behind it", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const page of ["README.md", "README.zh-CN.md"]) {
    const [, commands] = /```sh\n([^`]*)```/.exec(await readFile(join(root, page), "utf8")) ?? [];
    expect(commands).toBe("npm ci && npm run build && npm run demo\nnpm test\n");
  }
  expect(scripts).toMatchObject({ demo: "node scripts/demo.mjs" });
});

test("the demo learns the topics of definitions with the model in the box, and labels three texts", async () => {
  const output = place.path("topics");
  const program = join(root, "scripts/demo.mjs");
  const demo = place.startNode(program, "--rows", "240", "--output", output);
  const { status, stdout } = await demo.outcome;
  expect(status).toBe(0);
  expect(stdout).toMatch(/precision +recall +f1-score +support/);
  expect(stdout).toMatch(/\n +accuracy +0\.\d{4} +20\n/);
  expect(stdout).toMatch(/\na small grey bird that sings at night +\w+ +\d\.\d{4}\n/);
  expect(stdout).toContain(`The model is in ${output};`);
  expect((await place.readJson("topics/config.json")).architectures).toEqual([
    "BertForSequenceClassification",
  ]);
  const [train, validation] = await Promise.all(
    ["train", "validation"].map((part) => place.read(`topics-data/${part}.csv`)),
  );
  expect(train?.trimEnd().split("\n")).toHaveLength(241);
  expect(validation?.trimEnd().split("\n")).toHaveLength(21);
});

test("no definition that validates the demo is in the corpus of the model in the box", async () => {
  const { definitionCorpus } = await import(join(root, "scripts/wordnet-definitions.mjs"));
  const documents = definitionCorpus().split("\n\n");
  // The definition stands behind the words that it defines, and ends with its line.
  const learnt = new Set(
    documents.map((document: string) => document.replace(/\n.*/s, "").replace(/^.*?: /, "")),
  );
  const isLearnt = (definition: string): boolean =>
    learnt.has(definition) || learnt.has(`${definition}.`);
  const definitionsOf = async (part: string): Promise<string[]> => {
    const [, ...lines] = (await place.read(`topics-data/${part}.csv`)).trimEnd().split("\n");
    return lines.map((line) => line.replace(/^"(.*)",\w+$/, "$1").replaceAll('""', '"'));
  };
  expect((await definitionsOf("validation")).filter(isLearnt)).toEqual([]);
  expect((await definitionsOf("train")).every(isLearnt)).toBe(true);
});

test.each([
  ["berth-mini-en", "English", "He opened the door and went into the [MASK].", "room"],
  ["berth-mini-zh", "Chinese", "宝玉听了，便[MASK]道。", "笑"],
])("the model in the box %s is found by its name and knows %s", async (model, _, text, word) => {
  const words = ["--task", "fill-mask", "--model", model, "--json"];
  const { status, stdout } = await place.berth("predict", ...words, text);
  expect(status).toBe(0);
  const filled = JSON.parse(stdout)[0].map(({ token_str }: Json) => token_str);
  expect(filled).toContain(word);
});
