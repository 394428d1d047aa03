import { expect, test } from "vitest";
import { recordedPretraining } from "./recorded-recipe.js";

const record = { corpus: ["texts"], model: null, tokenizer: "tokenizers/en", maskRate: 0.2 };

test("the tokenizer of a record gives way to that of a model that is given beside it", () => {
  expect(recordedPretraining(record, []).settings).toHaveProperty("tokenizer", "tokenizers/en");
  const { settings } = recordedPretraining(record, ["model"]);
  expect(settings).toEqual({ corpus: ["texts"], maskRate: 0.2 });
});

test("validation texts of a record give way to a share of the corpus, and the reverse", () => {
  const validated = { ...record, validation: ["held-out"], validationSplit: 0 };
  expect(recordedPretraining(validated, ["validationSplit"]).settings).not.toHaveProperty(
    "validation",
  );
  const split = { ...record, validation: null, validationSplit: 0.1 };
  expect(recordedPretraining(split, []).settings).toHaveProperty("validationSplit", 0.1);
  expect(recordedPretraining(split, ["validation"]).settings).not.toHaveProperty("validationSplit");
});

test("of a record, settings that another one decides are not given", () => {
  const decided = { ...record, epochs: 3, maxSteps: 8, warmupRatio: 0.1, warmupSteps: 20 };
  const { settings } = recordedPretraining(decided, []);
  expect(settings).toMatchObject({ maxSteps: 8, warmupSteps: 20 });
  expect(settings).not.toHaveProperty("epochs");
  expect(settings).not.toHaveProperty("warmupRatio");
});
