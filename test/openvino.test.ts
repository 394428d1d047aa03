import { describe, expect, test } from "vitest";
import { type Precision, processorFeatures } from "../src/engine/index.js";
import {
  labelledBatch,
  type MeanGradients,
  meanGradients,
  readBert,
  withoutDropout,
} from "./bert-classifier.js";
import { openvino } from "./openvino.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const bert = readBert(tinyBert, withoutDropout);
const batch = labelledBatch(tinyExamples);
const hasBfloat16 = (await processorFeatures()).length > 0;

/** Loss and gradients of the tiny BERT, in ONNX Runtime where no precision is given. */
async function gradients(precision?: Precision): Promise<MeanGradients> {
  const settings = precision && openvino ? { engine: openvino, precision } : {};
  return meanGradients(await bert, [batch], settings);
}

/** Length of the difference of two vectors by the length of the second; the floor is far below gradients. */
function relativeDifference(came: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let difference = 0;
  let length = 1e-12;
  for (let i = 0; i < wanted.length; i++) {
    difference += ((came[i] ?? Number.NaN) - (wanted[i] ?? 0)) ** 2;
    length += (wanted[i] ?? 0) ** 2;
  }
  return Math.sqrt(difference / length);
}

/** The gradient of every weight, one after another. */
function whole({ gradients }: MeanGradients): number[] {
  return [...gradients.values()].flatMap((gradient) => Array.from(gradient));
}

describe.skipIf(openvino === undefined)("the training graph of a tiny BERT in OpenVINO", () => {
  test("gives ONNX Runtime's loss and gradients within 1e-5 in f32", async () => {
    const wanted = await gradients();
    const came = await gradients("f32");
    expect(Math.abs(came.loss / wanted.loss - 1)).toBeLessThan(1e-5);
    expect([...came.gradients.keys()]).toEqual([...wanted.gradients.keys()]);
    for (const [name, gradient] of wanted.gradients) {
      const difference = relativeDifference(came.gradients.get(name) ?? [], gradient);
      expect(difference, name).toBeLessThan(1e-5);
    }
  });

  test.skipIf(!hasBfloat16)("gives them within 2 % in bf16, but not the same numbers", async () => {
    const wanted = await gradients();
    const came = await gradients("bf16");
    expect(Math.abs(came.loss / wanted.loss - 1)).toBeLessThan(0.02);
    const difference = relativeDifference(whole(came), whole(wanted));
    expect(difference).toBeLessThan(0.02);
    expect(difference).toBeGreaterThan(1e-4);
  });
});
