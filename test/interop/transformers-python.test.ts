import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasPython, python } from "./programs.js";
import {
  familyRuns,
  isPossible,
  miniRun,
  perceptronRun,
  predictions,
  robertaPerceptronRun,
  type TrainedModel,
  tinyRun,
  trainBeforeAll,
} from "./trained-model.js";

/** What check_saved_model.py prints of a directory, but for the encoder's outputs. */
interface Loaded {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly string[];
  readonly logits: readonly (readonly number[])[];
  readonly id2label: Readonly<Record<string, string>>;
}

async function load({ parent, directory, texts }: TrainedModel, ...flags: string[]) {
  const file = join(parent, "texts.json");
  await writeFile(file, JSON.stringify(texts));
  return (await python("check_saved_model.py", directory, file, ...flags)) as Loaded;
}

for (const run of [tinyRun, miniRun, ...familyRuns]) {
  describe.skipIf(!(hasPython && isPossible(run)))(run.title, () => {
    const trained = trainBeforeAll(run);

    test("loads in transformers with every weight in its place and logits within 1e-4 of Berth's", async () => {
      const theirs = await load(trained());
      expect(theirs).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
      const names = Object.values(theirs.id2label);
      expect(names).toEqual([...names].sort());

      const ours = await predictions(trained(), "logits");
      expect(ours).toHaveLength(theirs.logits.length);
      for (const [row, logits] of theirs.logits.entries()) {
        const byName = new Map(ours[row]?.map(({ label, score }) => [label, score]));
        for (const [index, name] of names.entries()) {
          const difference = Math.abs((byName.get(name) ?? Number.NaN) - (logits[index] ?? 0));
          expect(difference, `text ${row}, ${name}`).toBeLessThan(1e-4);
        }
      }
    });
  });
}

for (const run of [perceptronRun, robertaPerceptronRun]) {
  describe.skipIf(!hasPython)(run.title, () => {
    const trained = trainBeforeAll(run);

    test("loads in transformers' AutoModel as its encoder, the head apart", async () => {
      const { missing, mismatched, unexpected } = await load(trained(), "--encoder");
      expect({ missing, mismatched }).toEqual({ missing: [], mismatched: [] });
      expect(unexpected.filter((name) => !name.startsWith("head."))).toEqual([]);
    });
  });
}
