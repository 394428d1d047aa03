import { cp, mkdtemp, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { readSafetensors } from "../directory/index.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { openContextualWords } from "./contextual-words.js";

const fixtures = join(import.meta.dirname, "../../test/fixtures");
const path = temporaryFolder();

/** A fixture with its masked-language head. */
async function withHead(name: string): Promise<string> {
  const folder = await mkdtemp(path(`${name}-`));
  await cp(join(fixtures, name), folder, { recursive: true });
  await rename(join(folder, "model.safetensors"), join(folder, "encoder.safetensors"));
  const parts = ["encoder.safetensors", "language-head.safetensors"];
  const names = await Promise.all(
    parts.map(async (part) => {
      const { tensors } = await readSafetensors(join(folder, part));
      return Array.from(tensors.keys(), (tensor) => [tensor, part] as const);
    }),
  );
  const index = { weight_map: Object.fromEntries(names.flat()) };
  await writeFile(join(folder, "model.safetensors.index.json"), JSON.stringify(index));
  return folder;
}

describe.each(["tiny-roberta", "tiny-xlm-roberta", "tiny-bert"])("%s", (name) => {
  test("suggests words that stand behind a space as one token, and Chinese signs", async () => {
    const folder = name === "tiny-bert" ? join(fixtures, "tiny-pretraining") : await withHead(name);
    const tokenizer = await loadTokenizer(folder);
    const words = await openContextualWords(folder, { engine: "onnxruntime", threads: 1 });
    const [said = []] = await words.suggest({ parts: ["the ", " was warm"], hidden: ["soup"] });
    const [chinese = []] = await words.suggest({ parts: ["我的", "很好"], hidden: ["房间"] });
    await words.close();
    expect(said).toHaveLength(10);
    const texts = said.map(({ word }) => `a ${word}`);
    const encodings = await tokenizer.encode(texts, { maxLength: 64, specialTokens: false });
    for (const [at, { word }] of said.entries()) {
      expect(word).toMatch(/^\p{L}+$/u);
      if (/\p{Script=Han}/u.test(word)) continue;
      const tokens = tokenizer.tokens(encodings[at]?.tokenIds ?? []);
      expect(tokens.at(-1)).toBe(`${tokenizer.spaceSign}${word}`);
    }
    for (const { word } of chinese) expect(word).toMatch(/^\p{Script=Han}{2}$/u);
    // This one's vocabulary has no whole Chinese sign.
    if (name !== "tiny-roberta") expect(chinese.length).toBeGreaterThan(0);
  });
});

test("a tokenizer that knows more tokens than the model has words is refused", async () => {
  const folder = await withHead("tiny-roberta");
  const file = join(folder, "tokenizer.json");
  const definition = JSON.parse(await readFile(file, "utf8"));
  const id = (await loadTokenizer(folder)).vocabularySize;
  const [special] = definition.added_tokens;
  definition.added_tokens.push({ ...special, id, content: "[NEW]" });
  await writeFile(file, JSON.stringify(definition));
  const opened = openContextualWords(folder, { engine: "onnxruntime", threads: 1 });
  await expect(opened).rejects.toMatchObject({ code: "TOKENIZER_MISMATCH" });
});
