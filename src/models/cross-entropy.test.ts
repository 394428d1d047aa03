import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runOnnx } from "../../test/run-onnx.js";
import { float32, int32 } from "../base/index.js";
import { gradients, graph, input } from "../graph/index.js";
import { lowerGraph } from "../onnx/index.js";
import { crossEntropy } from "./cross-entropy.js";

interface Case {
  readonly gamma: number;
  readonly classWeights: readonly number[] | null;
  readonly labelSmoothing: number;
  readonly logits: readonly number[];
  readonly labels: readonly number[];
  readonly sum: number;
  readonly weight: number;
  readonly gradient: readonly number[];
}

const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/focal.json", import.meta.url), "utf8"),
);

test.each(cases)(
  "the focal loss and its gradient are PyTorch's (exponent $gamma, weights $classWeights, smoothing $labelSmoothing)",
  async ({ gamma, classWeights, labelSmoothing, logits, labels, ...wanted }) => {
    const given = input("logits", ["rows", 3]);
    const { sum, weight } = crossEntropy(given, input("labels", ["rows"], "int32"), {
      focalGamma: gamma,
      labelSmoothing,
      classWeights: classWeights ?? undefined,
    });
    const [gradient] = gradients(sum, [given]);
    const bytes = lowerGraph(graph({ sum, weight, gradient: gradient ?? sum }), {
      dialect: "standard",
    });
    const rows = labels.length;
    const outputs = await runOnnx(bytes, {
      logits: float32([rows, 3], Float32Array.from(logits)),
      labels: int32([rows], Int32Array.from(labels)),
    });
    expect(outputs["sum"]?.data[0]).toBeCloseTo(wanted.sum, 4);
    expect(outputs["weight"]?.data[0]).toBeCloseTo(wanted.weight, 5);
    outputs["gradient"]?.data.forEach((value, place) => {
      expect(value).toBeCloseTo(wanted.gradient[place] ?? Number.NaN, 4);
    });
  },
);
