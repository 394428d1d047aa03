import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTokenizer, type Tokenizer } from "../tokenizer/index.js";
import { cleanedTokenizer } from "./cleaned-tokenizer.js";

const small = resolve(import.meta.dirname, "../../test/fixtures/small-bert");
let folder = "";
let plain: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-cleaned-"));
  await cp(small, folder, { recursive: true });
  plain = await loadTokenizer(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function withSteps(steps: unknown): Promise<Tokenizer> {
  await writeFile(join(folder, "cleaning.json"), JSON.stringify(steps));
  return cleanedTokenizer(folder, plain);
}

const options = { maxLength: 16, offsets: true };

test("texts and both texts of a pair are cleaned before they are encoded", async () => {
  const cleaned = await withSteps([{ step: "mentions" }, { step: "spaces" }]);
  expect(await cleaned.encode(["@jane a  b", ["@x a", "b @y"]], { maxLength: 16 })).toEqual(
    await plain.encode(["a b", ["a", "b"]], { maxLength: 16 }),
  );
});

test("places of tokens are given only where the cleaning moves no character", async () => {
  const moving = await withSteps([{ step: "spaces" }]);
  await expect(moving.encode(["a b"], options)).rejects.toMatchObject({ code: "CLEANING_OFFSETS" });
  const still = await withSteps([{ step: "control-characters", with: " " }]);
  const [encoding] = await still.encode(["a\u0000b"], options);
  expect(encoding?.offsets).toEqual((await plain.encode(["a b"], options))[0]?.offsets);
});

test("without a cleaning.json the tokenizer is the model's own", async () => {
  await rm(join(folder, "cleaning.json"));
  expect(await cleanedTokenizer(folder, plain)).toBe(plain);
});
