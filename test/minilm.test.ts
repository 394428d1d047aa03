import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { unreachable } from "../src/base/index.js";
import {
  type BertClassifier,
  gradientTolerance,
  labelledBatch,
  meanGradients,
  packedOutputs,
  readBert,
  withoutDropout,
} from "./bert-classifier.js";
import { worstDifference } from "./reference/compare.js";

/** What PyTorch computes with MiniLM; see make_minilm_gradients.py. */
interface MiniReference {
  readonly input_ids: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly loss: number;
  readonly logits: readonly (readonly number[])[];
  readonly gradients: Readonly<Record<string, Digest>>;
}

/** A gradient's norm, and some of its elements. */
interface Digest {
  readonly norm: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

const miniBert = resolve(import.meta.dirname, "../../shared/models/minilm-l6-en");
const isMissing = !existsSync(miniBert);
if (isMissing) console.info(`skipped: the model is not at ${miniBert}`);

describe.skipIf(isMissing)("MiniLM", () => {
  const fixture = join(import.meta.dirname, "fixtures/minilm-gradients.json");
  const mini: MiniReference = JSON.parse(readFileSync(fixture, "utf8"));
  const examples = mini.input_ids.map((ids, row) => ({
    row,
    tokenIds: Int32Array.from(ids),
    typeIds: new Int32Array(ids.length),
    target: Int32Array.of(mini.labels[row] ?? 0),
  }));

  async function readMini(): Promise<BertClassifier> {
    const { model, weights } = await readBert(miniBert, withoutDropout);
    const waves = (count: number, offset: number): Float32Array =>
      Float32Array.from({ length: count }, (_, i) => 0.5 * Math.sin(i + offset));
    const head = [
      ["classifier.weight", waves(3 * 384, 0)],
      ["classifier.bias", waves(3, 1)],
    ] as const;
    return { model, weights: new Map([...weights, ...head]) };
  }

  test("has PyTorch's logits, loss, and gradient of every weight", async () => {
    const bert = await readMini();
    const { logits } = await packedOutputs(bert, bert.model.outputs, examples);
    const wanted = mini.logits.flat();
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    expect(worstDifference(logits?.data as Float32Array, wanted, tolerance)).toBeUndefined();

    const came = await meanGradients(bert, [labelledBatch(examples)]);
    expect(Math.abs(came.loss - mini.loss)).toBeLessThan(1e-5);
    // All but the six key biases.
    expect(came.gradients.size).toBe(Object.keys(mini.gradients).length - 6);
    for (const [name, gradient] of came.gradients) {
      const { norm, indices, values } =
        mini.gradients[name] ?? mini.gradients[`bert.${name}`] ?? unreachable(name);
      const ratio = Math.sqrt(sumOfSquares(gradient)) / norm;
      expect(Math.abs(ratio - 1), name).toBeLessThan(1e-3);
      const sampled = indices.map((index) => gradient[index] ?? Number.NaN);
      expect(worstDifference(sampled, values, gradientTolerance), name).toBeUndefined();
    }
  });
});

function sumOfSquares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
