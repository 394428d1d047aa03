import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { berth, fixtures, hasPython, python } from "./programs.js";

describe.skipIf(!hasPython)("a model that berth pretrain wrote", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-pretrained-"));
    const rows = (await readFile(join(fixtures, "reviews/train.csv"), "utf8")).split("\n").slice(1);
    const sentences = rows.map((row) => row.replace(/,\w+$/, "").replaceAll('"', ""));
    const documents = Array.from({ length: 30 }, (_, at) =>
      sentences.slice(4 * at, 4 * at + 4).join(".\n"),
    );
    await writeFile(join(folder, "texts.txt"), documents.join("\n\n"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    { pairs: "nsp", name: "BertForPreTraining" },
    { pairs: "none", name: "BertForMaskedLM" },
  ])(
    "with pairs $pairs loads in transformers as $name, every weight in its place",
    async ({ pairs, name }) => {
      const output = join(folder, pairs);
      const texts = [
        "--corpus",
        join(folder, "texts.txt"),
        "--corpus-cache",
        join(folder, "cache"),
      ];
      const model = ["--tokenizer", join(fixtures, "tiny-bert"), "--layers", "2", "--heads", "2"];
      const sizes = ["--hidden-size", "32", "--positions", "64", "--max-length", "32"];
      const steps = ["--max-steps", "4", "--pairs", pairs, "--output", output, "--quiet"];
      await berth("pretrain", ...texts, ...model, ...sizes, ...steps);
      expect(await python("check_pretrained.py", output)).toEqual({
        class: name,
        missing: [],
        unexpected: [],
        mismatched: [],
        tied: true,
      });
    },
  );
});
