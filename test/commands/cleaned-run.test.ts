import { beforeAll, expect, test } from "vitest";
import { type Outcome, workplace } from "./workplace.js";

const place = workplace();

const steps = [
  { step: "missing", in: "text" },
  { step: "lower-case" },
  { step: "mentions" },
  { step: "links" },
  { step: "spaces" },
  { step: "duplicates" },
  { step: "empty" },
];
const dirty = [
  "The SOUP  is here http://a.b/c,positive",
  "the soup is here,negative",
  ",neutral",
  "@only @mentions,neutral",
];
const settings = ["--max-steps", "3", "--batch-size", "8", "--max-length", "12", "--model", "bert"];
const finetune = (...words: string[]) => place.berth("finetune", ...settings, ...words);

let outcome: Outcome;
beforeAll(async () => {
  await place.write("cleaning.json", JSON.stringify(steps));
  for (const part of ["train", "validation"]) {
    const clean = await place.read(`${part}.csv`);
    await place.write(`dirty-${part}.csv`, `${clean}${dirty.join("\n")}\n`);
  }
  const data = ["--train", "dirty-train.csv", "--validation", "dirty-validation.csv"];
  outcome = await finetune(...data, "--cleaning", "cleaning.json", "--output", "run");
});

test("row steps clean the training rows, steps on texts and missing cells all rows", () => {
  expect(outcome.status).toBe(0);
  const said = outcome.stderr;
  // Of 44 training rows one lacks a text, one repeats another after cleaning, one becomes empty.
  expect(said).toMatch(/rows +train 41, validation 23\n/);
  expect(said).toContain(
    "cleaning: missing, lower-case, mentions, links, spaces, duplicates, empty",
  );
  expect(said).toContain("cleaning: missing dropped 1 of 44 rows of dirty-train.csv, first row 43");
  expect(said).toContain(
    "cleaning: duplicates dropped 1 of 44 rows of dirty-train.csv, first row 42",
  );
  expect(said).toContain("cleaning: empty dropped 1 of 44 rows of dirty-train.csv, first row 44");
  expect(said).toContain(
    "cleaning: missing dropped 1 of 24 rows of dirty-validation.csv, first row 23",
  );
  expect(said).toContain("leaves nothing of 1 texts of dirty-validation.csv");
});

test("the recipe records every step, the model directory those on texts", async () => {
  const { cleaning, cleaning_steps: recorded } = await place.readJson("run/recipe.json");
  expect(cleaning).toBe("cleaning.json");
  expect(recorded.map((step: { step: string }) => step.step)).toEqual(
    steps.map(({ step }) => step),
  );
  expect(await place.readJson("run/cleaning.json")).toEqual({
    version: 1,
    steps: [
      { step: "lower-case" },
      { step: "mentions", with: "", match: "names" },
      { step: "links", with: "", match: "addresses" },
      { step: "spaces" },
    ],
  });
  expect(await place.read("run/README.md")).toContain("lower-case, mentions, links, spaces");
});

const predictions = async (model: string, ...texts: string[]) =>
  JSON.parse((await place.berth("predict", "--model", model, "--json", ...texts)).stdout);

test("predict cleans what it is given as the model's training texts were", async () => {
  await place.copy("run", "bare");
  await place.write("bare/cleaning.json", "[]");
  const raw = "@jane  the soup is near the station http://t.co/x";
  const clean = "the soup is near the station";
  const [ofRaw, ofClean, ofNothing] = await predictions("run", raw, clean, "@jane");
  expect(ofRaw).toEqual(ofClean);
  const [bareRaw, bareClean, bareNothing] = await predictions("bare", raw, clean, "");
  expect(bareClean).toEqual(ofClean);
  expect(bareRaw).not.toEqual(ofRaw);
  expect(bareNothing).toEqual(ofNothing);
});

test("evaluate cleans once: a file that is clean already gives the same scores", async () => {
  // A step that is not the same when done twice.
  await place.write("run/cleaning.json", JSON.stringify([{ step: "html-unescape" }]));
  await place.write("raw.csv", "text,label\nthe soup &amp;amp;lt; here,positive\na tea,negative\n");
  await place.write("once.csv", "text,label\nthe soup &amp;lt; here,positive\na tea,negative\n");
  const loss = async (model: string, data: string) => {
    const { stdout } = await place.berth("evaluate", "--model", model, "--data", data, "--json");
    return JSON.parse(stdout).metrics.eval_loss;
  };
  expect(await loss("run", "raw.csv")).toBe(await loss("bare", "once.csv"));
  expect(await loss("run", "raw.csv")).not.toBe(await loss("bare", "raw.csv"));
});

test("a run from raw rows is the run from rows that were cleaned before", async () => {
  const lines = (await place.read("train.csv")).split("\n");
  const rows = lines.filter((line) => /^[^",]+,(?:positive|negative|neutral)$/.test(line));
  const noisy = rows.map((row) => `@Jane  ${row.replace(",", " HTTP://x.y,")}`);
  await place.write("noisy.csv", ["text,label", ...noisy, ""].join("\n"));
  await place.write("steps.json", JSON.stringify(steps));
  const words = ["--pipeline", "steps.json", "--output", "cleaned.csv"];
  expect((await place.berth("data", "clean", "noisy.csv", ...words)).status).toBe(0);
  const validation = ["--validation", "cleaned.csv"];
  const run = (...words: string[]) => finetune("--train", ...words, ...validation);
  const raw = await run("noisy.csv", "--cleaning", "steps.json", "--output", "from-raw");
  const clean = await run("cleaned.csv", "--output", "from-clean");
  expect([raw.status, clean.status]).toEqual([0, 0]);
  const ofRaw = await place.hashes("from-raw/last");
  expect(ofRaw["model.safetensors"]).toBe(
    (await place.hashes("from-clean/last"))["model.safetensors"],
  );
});

test("a run is not resumed with other steps", async () => {
  const words = ["--train", "train.csv", "--cleaning", "changing.json", "--output", "resumed"];
  await place.write("changing.json", '[{"step": "spaces"}]');
  await finetune(...words);
  await place.write("changing.json", '[{"step": "lower-case"}]');
  const { status, stderr } = await finetune(...words, "--resume");
  expect(stderr).toContain('RESUME_DIFFERS  --resume: "cleaningSteps" was [{"step":"spaces"}]');
  expect(status).toBe(1);
});

test("a run from a cleaned model says when it does not clean", async () => {
  const { stderr } = await finetune(
    "--train",
    "train.csv",
    "--model",
    "run",
    "--output",
    "uncleaned",
  );
  expect(stderr).toContain(
    "run was trained on cleaned texts, this run is not; --cleaning run/cleaning.json cleans alike",
  );
});

test.each([
  [
    ["--preset", "tweets", "--cleaning", "cleaning.json"],
    "USAGE  --cleaning: cleaning.json and --preset tweets came both; give one",
  ],
  [["--preset", "tweet"], "--preset: must be one of tweets"],
  [["--cleaning", "none.json"], "FILE_MISSING  none.json"],
  [
    ["--cleaning", "all.json"],
    "CLEANING_SETTING  dirty-train.csv: the steps of cleaning drop every row",
  ],
  [
    ["--preset", "tweets"],
    'TEXT_EMPTY  dirty-train.csv row 43 (line 47): column "text" must hold a text',
  ],
])("%j is refused", async (words, sentence) => {
  await place.write("all.json", '[{"step": "outliers", "max": 0}, {"step": "empty"}]');
  const validation = ["--validation", "validation.csv"];
  const { stderr, status } = await finetune(
    "--train",
    "dirty-train.csv",
    ...validation,
    ...words,
    "--output",
    "refused",
  );
  expect(stderr).toContain(sentence);
  expect(status).not.toBe(0);
});
