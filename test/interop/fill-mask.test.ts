import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { berth, fixtures, hasPython, python } from "./programs.js";

interface Filled {
  readonly score: number;
  readonly token: number;
  readonly token_str: string;
  readonly sequence: string;
}

/** What is filled in without the scores, which no two programs compute to the last digit. */
const unscored = (filled: unknown): unknown =>
  JSON.parse(JSON.stringify(filled), (key, value) => (key === "score" ? undefined : value));

const scoresOf = (filled: unknown[]): number[] =>
  filled.flat(3).map((word) => (word as Filled).score);

describe.skipIf(!hasPython)("transformers' fill-mask pipeline", () => {
  const models = [
    ["of a fixture", join(fixtures, "tiny-pretraining")],
    ["in the box, with weights of 16 bits", join(fixtures, "../../models/berth-mini-en")],
    ["in the box, Chinese", join(fixtures, "../../models/berth-mini-zh")],
  ] as const;
  test.each(models)(
    "gives the tokens, texts and scores that Berth gives: a model %s",
    async (_, model) => {
      const texts = [
        "The [MASK] was warm, and lovely!",
        "[MASK] bread [MASK] after one day's rest",
        "房间很[MASK]",
        "to be honest: our guide isn't [MASK].",
      ];
      const folder = await mkdtemp(join(tmpdir(), "berth-fill-"));
      const file = join(folder, "texts.json");
      await writeFile(file, JSON.stringify(texts));
      const theirs = (await python("check_fill_mask.py", model, file, "7")) as {
        missing: string[];
        filled: (Filled[] | Filled[][])[];
      };
      await rm(folder, { recursive: true });
      expect(theirs.missing).toEqual([]);
      const words = ["--task", "fill-mask", "--top-k", "7", "--json"];
      const ours = JSON.parse(await berth("predict", "--model", model, ...words, ...texts));
      expect(ours).toHaveLength(texts.length);
      expect(unscored(ours)).toEqual(unscored(theirs.filled));
      const wanted = scoresOf(theirs.filled);
      for (const [at, score] of scoresOf(ours).entries()) {
        expect(Math.abs(score - (wanted[at] ?? Number.NaN))).toBeLessThan(1e-5);
      }
    },
  );
});
