import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { loadTokenizer } from "./index.js";

const model = resolve(import.meta.dirname, "../../../shared/models/minilm-l6-en");
const isMissing = !existsSync(model);
if (isMissing) console.info(`skipped: the model is not at ${model}`);

test.skipIf(isMissing)("the tutorial's sentence has the ids and tokens it prints", async () => {
  const tokenizer = await loadTokenizer(model);
  const [encoding] = await tokenizer.encode(["Jim Henson was a puppeteer"], { maxLength: 10 });
  const ids = [...(encoding?.tokenIds ?? [])];
  expect(ids).toEqual([101, 3958, 27227, 2001, 1037, 13997, 11510, 102]);
  // The tutorial pads to ten.
  const padded = [...ids, tokenizer.specialIds.pad, tokenizer.specialIds.pad];
  expect(tokenizer.tokens(padded)).toEqual(
    "[CLS] jim henson was a puppet ##eer [SEP] [PAD] [PAD]".split(" "),
  );
  expect(await tokenizer.decode(padded)).toBe("[CLS] jim henson was a puppeteer [SEP] [PAD] [PAD]");
  expect([tokenizer.vocabularySize, tokenizer.modelMaxLength]).toEqual([30_522, 512]);
});
