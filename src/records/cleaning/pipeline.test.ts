import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recipeSchema } from "../../training/recipe.js";
import { settings } from "../../training/setting.js";
import {
  changesLength,
  everyPart,
  pipelineFromWords,
  presetNames,
  presetPipeline,
  readPipeline,
  readPipelineFile,
  stepKinds,
  textPart,
  usesLabels,
} from "./index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-pipeline-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a pipeline is kept with every default filled in", () => {
  expect(readPipeline([{ step: "links" }, { step: "duplicates" }, { step: "spaces" }])).toEqual({
    version: 1,
    steps: [
      { step: "links", with: "", match: "addresses" },
      { step: "duplicates", rule: "text" },
      { step: "spaces" },
    ],
  });
});

test("what was written is read again", () => {
  const words = stepKinds.map(({ name }) => (name === "outliers" ? "outliers=500" : name));
  const pipeline = pipelineFromWords(words.join(","));
  expect(pipeline.steps.map(({ step }) => step)).toEqual(stepKinds.map(({ name }) => name));
  expect(readPipeline(JSON.parse(JSON.stringify(pipeline)))).toEqual(pipeline);
});

test("typed steps take a main value and further settings; other signs belong to the value", () => {
  expect(
    pipelineFromWords(
      "links=http://x:with, emoji=:),outliers:unit=words:min=3,mentions=@u:match=names",
    ).steps,
  ).toEqual([
    { step: "links", with: "http://x:with", match: "addresses" },
    { step: "emoji", with: ":)" },
    { step: "outliers", unit: "words", min: 3 },
    { step: "mentions", with: "@u", match: "names" },
  ]);
});

test("the parts of a pipeline: texts alone, and what validation rows go through", () => {
  const pipeline = pipelineFromWords("missing,lower-case,duplicates=majority,spaces,empty");
  const names = ({ steps }: typeof pipeline) => steps.map(({ step }) => step);
  expect(names(textPart(pipeline))).toEqual(["lower-case", "spaces"]);
  expect(names(everyPart(pipeline))).toEqual(["missing", "lower-case", "spaces"]);
  expect(usesLabels(pipeline)).toBe(true);
  expect(usesLabels(textPart(pipeline))).toBe(false);
});

test("a pipeline says whether characters may move", () => {
  expect(changesLength(presetPipeline("tweets"))).toBe(true);
  expect(changesLength(pipelineFromWords("control-characters= ,duplicates"))).toBe(true);
  expect(changesLength(readPipeline([{ step: "control-characters", with: " " }]))).toBe(false);
  expect(changesLength(pipelineFromWords("duplicates,empty"))).toBe(false);
});

test("the recipe knows the presets", () => {
  expect(settings.get(recipeSchema.shape.preset)?.choices).toEqual(presetNames);
});

const from = (value: unknown) => () => readPipeline(value, "steps.json");
test.each([
  [
    "CLEANING_UNKNOWN",
    'steps.json: "lowercase" is not a step of cleaning. Did you mean lower-case?',
    from([{ step: "lowercase" }]),
  ],
  [
    "CLEANING_UNKNOWN",
    '--steps: "" is not a step of cleaning. The steps are unicode,',
    () => pipelineFromWords("spaces,"),
  ],
  [
    "CLEANING_UNKNOWN",
    '--preset: "tweet" is not a preset of cleaning; there is tweets. Did you mean tweets?',
    () => presetPipeline("tweet"),
  ],
  ["CLEANING_UNKNOWN", '"constructor" is not a preset', () => presetPipeline("constructor")],
  [
    "CLEANING_SETTING",
    'steps.json: step "unicode": "form" must be one of NFC, NFKC; "NFKD" came. Did you mean NFKC?',
    from([{ step: "unicode", form: "NFKD" }]),
  ],
  [
    "CLEANING_SETTING",
    'steps.json: step "links": has no setting "wiht"; it has match, with',
    from([{ step: "links", wiht: "" }]),
  ],
  [
    "CLEANING_SETTING",
    'steps.json: step "links": "with" must be a text; 3 came',
    from([{ step: "links", with: 3 }]),
  ],
  [
    "CLEANING_SETTING",
    '--steps: step "spaces": has no setting "value"; it has none',
    () => pipelineFromWords("spaces=x"),
  ],
  [
    "CLEANING_SETTING",
    'step "outliers": must be told what an outlier is: give min, max, iqr or repeats',
    () => pipelineFromWords("outliers"),
  ],
  [
    "CLEANING_SETTING",
    '"max" must be a number, 0 or more; "many" came',
    () => pipelineFromWords("outliers=many"),
  ],
  [
    "CLEANING_SETTING",
    '"min" must be a whole number, 0 or more; 1.5 came',
    () => pipelineFromWords("outliers:min=1.5"),
  ],
  [
    "CLEANING_SETTING",
    '"fill" must be a value that is not blank',
    () => pipelineFromWords("missing:fill= "),
  ],
  ["CLEANING_SETTING", '"language" must be one of en, ', () => pipelineFromWords("stem=zh")],
  ["CLEANING_BROKEN", "steps.json: must hold a list of steps", from({ steps: 1 })],
  ["CLEANING_BROKEN", 'steps.json: "version" must be 1', from({ version: 2, steps: [] })],
  [
    "CLEANING_BROKEN",
    'every step must be an object that names it, such as {"step": "links"}; "links" came',
    from(["links"]),
  ],
])("%s: %s", (code, sentence, read) => {
  expect(read).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(sentence) }),
  );
});

test("a file of steps is read; one that is missing or no JSON is told by its name", async () => {
  const file = join(folder, "steps.json");
  await writeFile(file, '\ufeff[{"step": "lower-case"}]');
  expect((await readPipelineFile(file)).steps).toEqual([{ step: "lower-case" }]);
  await writeFile(file, "step: lower-case");
  await expect(readPipelineFile(file)).rejects.toMatchObject({ code: "CLEANING_BROKEN" });
  await expect(readPipelineFile(join(folder, "none.json"))).rejects.toMatchObject({
    code: "FILE_MISSING",
  });
});
