import { expect, test } from "vitest";
import { changedSettings, recordedFinetuning } from "./recorded-recipe.js";

/** Settings of a run as `recipe.json` has them: those of one alternative, each with its others left open. */
const record = {
  task: "classification",
  validation: null,
  validationSplit: 0.2,
  groupBy: "author",
  preset: "tweets",
  cleaning: null,
  metricForBestModel: "f1_macro",
  truncation: "head",
  head: "linear",
  headHidden: [],
  epochs: 3,
  maxSteps: null,
};

test.each([
  { given: "epochs", gone: ["epochs"] },
  { given: "cleaning", gone: ["preset"] },
  { given: "validation", gone: ["validationSplit", "groupBy"] },
  { given: "headHidden", gone: ["head"] },
  { given: "task", gone: ["task", "metricForBestModel", "truncation"] },
])("of a record, $gone give way to $given that is given beside it", ({ given, gone }) => {
  const whole = recordedFinetuning(record, {});
  expect(whole).toMatchObject({ validationSplit: 0.2, preset: "tweets", head: "linear" });
  const kept = Object.entries(whole).filter(([name]) => !gone.includes(name));
  expect(recordedFinetuning(record, { [given]: "another" })).toEqual(Object.fromEntries(kept));
});

test("a frozen encoder that was written as layers is frozen whole in another model", () => {
  const frozen = { ...record, encoderLayers: 4, freeze: "embeddings,0-3" };
  expect(recordedFinetuning(frozen, {})["freeze"]).toBe("embeddings,0-3");
  expect(recordedFinetuning(frozen, { model: "another" })["freeze"]).toBe("encoder");
  const some = { ...frozen, freeze: "embeddings,0-1" };
  expect(recordedFinetuning(some, { model: "another" })["freeze"]).toBe("embeddings,0-1");
});

test("a setting that is given as it was recorded changes nothing", () => {
  const given = { task: "classification", headHidden: [], epochs: 5 };
  expect(changedSettings(record, given)).toEqual(["epochs"]);
  expect(changedSettings(record, { ...given, task: "pair" })).toEqual(["task", "epochs"]);
});

test.each([
  { given: "preset", recorded: { preset: null, cleaning: "steps.yaml" }, gone: "cleaning" },
  {
    given: "validationSplit",
    recorded: { validation: "dev.csv", validationSplit: 0 },
    gone: "validation",
  },
  { given: "groupBy", recorded: { validation: "dev.csv", groupBy: null }, gone: "validation" },
])("of a record, $gone gives way to $given", ({ given, recorded, gone }) => {
  const other = { ...record, ...recorded };
  expect(recordedFinetuning(other, {})).toHaveProperty(gone);
  expect(recordedFinetuning(other, { [given]: "another" })).not.toHaveProperty(gone);
});

test("so many seeds are counted from the recorded one, or from the first of several; a list takes its place", () => {
  const one = { ...record, seed: 7 };
  expect(recordedFinetuning(one, { seeds: 3 })).toMatchObject({ seed: 7 });
  expect(recordedFinetuning(one, { seeds: [1, 2] })).not.toHaveProperty("seed");
  const several = { ...record, seed: 9, seeds: [8, 9] };
  expect(recordedFinetuning(several, { seeds: 3 })).toMatchObject({ seed: 8 });
  expect(recordedFinetuning(several, {})).toMatchObject({ seeds: [8, 9] });
  expect(recordedFinetuning(several, {})).not.toHaveProperty("seed");
  expect(recordedFinetuning(several, { seed: 9 })).not.toHaveProperty("seeds");
});

test("the split of a seed's own folder is recorded, so its recipe repeats the run", () => {
  const second = { ...record, seed: 6, splitSeed: 5 };
  expect(recordedFinetuning(second, {})).toMatchObject({ seed: 6, splitSeed: 5 });
});
