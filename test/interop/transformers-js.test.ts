import { tmpdir } from "node:os";
import { relative } from "node:path";
import { env, pipeline } from "@huggingface/transformers";
import { describe, expect, test } from "vitest";
import {
  familyRuns,
  isPossible,
  miniRun,
  perceptronRun,
  predictions,
  robertaPerceptronRun,
  type Score,
  type TrainedModel,
  tinyRun,
  trainBeforeAll,
} from "./trained-model.js";

/** All labels' scores for every text, from onnx/model.onnx and the tokenizer files on disk. */
async function classify({ directory, texts }: TrainedModel): Promise<Score[][]> {
  env.allowRemoteModels = false;
  env.localModelPath = tmpdir();
  const name = relative(tmpdir(), directory);
  const classifier = await pipeline("text-classification", name, { dtype: "fp32" });
  const scores = await classifier([...texts], { top_k: null });
  await classifier.dispose();
  return scores as Score[][];
}

for (const run of [tinyRun, perceptronRun, miniRun, ...familyRuns, robertaPerceptronRun]) {
  describe.skipIf(!isPossible(run))(run.title, () => {
    const trained = trainBeforeAll(run);

    test("gives the same labels in transformers.js, with scores within 1e-3 of Berth's", async () => {
      const theirs = await classify(trained());
      const ours = await predictions(trained(), "probabilities");
      expect(ours).toHaveLength(theirs.length);
      for (const [row, scores] of theirs.entries()) {
        expect(ours[row]?.[0]?.label, `text ${row}`).toBe(scores[0]?.label);
        const byName = new Map(ours[row]?.map(({ label, score }) => [label, score]));
        expect(byName.size, `text ${row}`).toBe(scores.length);
        for (const { label, score } of scores) {
          const difference = Math.abs((byName.get(label) ?? Number.NaN) - score);
          expect(difference, `text ${row}, ${label}`).toBeLessThan(1e-3);
        }
      }
    });
  });
}
