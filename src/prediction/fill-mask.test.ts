import { join } from "node:path";
import { expect, test } from "vitest";
import { type FilledMask, loadModel } from "./index.js";

const fixtures = join(import.meta.dirname, "../../test/fixtures");
const open = () => loadModel(join(fixtures, "tiny-pretraining"), { threads: 1 });

test("a gap has the likeliest tokens of the whole vocabulary, best first", async () => {
  const model = await open();
  const [found] = await model.fillMask(["The [MASK] was warm"], { topK: 150 });
  await model.close();
  const filled = found as FilledMask[];
  const scores = filled.map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
  expect(new Set(filled.map(({ token }) => token)).size).toBe(150);
  const word = filled.find(({ token_str }) => token_str === "soup");
  expect(word?.sequence).toBe("the soup was warm");
});

test("each of several gaps has a list of its own, in texts of any number and order", async () => {
  const model = await open();
  const texts = ["a [MASK] day", "[MASK] was [MASK] and a very lovely warm soup", "good [MASK]"];
  const together = await model.fillMask(texts);
  const alone = await Promise.all(texts.map((text) => model.fillMask([text])));
  await model.close();
  expect(together.map((found) => found.length)).toEqual([5, 2, 5]);
  const tokens = (found: unknown): string =>
    JSON.stringify(found, (key, value) => (key === "score" ? undefined : value));
  expect(tokens(together)).toBe(tokens(alone.flat()));
});

test.each([
  ["nothing to fill", {}, 'text 2: must hold [MASK] where a word is to be filled in; "nothing to'],
  ["far behind stands a [MASK]", { maxLength: 4 }, "among its first 4 tokens"],
  ["a [MASK] or a [MASK]", { maxLength: 6 }, 'of "a [MASK] or a [MASK]" 1 of 2 stand there.'],
])("a text without a gap that is read is refused: %s", async (text, options, message) => {
  const model = await open();
  await expect(model.fillMask(["a [MASK] b", text], options)).rejects.toMatchObject({
    code: "MASK_MISSING",
    message: expect.stringContaining(message),
  });
  await model.close();
});

test("a model without a masked-language head says so", async () => {
  const model = await loadModel(join(fixtures, "tiny-bert"), { threads: 1 });
  await expect(model.fillMask(["a [MASK]"])).rejects.toMatchObject({
    code: "HEAD_MISSING",
    message: expect.stringContaining("no masked-language head"),
  });
  await model.close();
});
