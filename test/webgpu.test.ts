import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { BerthError } from "../src/base/index.js";
import { type Engine, onnxRuntimeEngine } from "../src/engine/index.js";
import { labelledBatch, meanGradients, readBert, withoutDropout } from "./bert-classifier.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

/** SwiftShader, the software GPU that comes with Debian's Chromium. */
const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** WebGPU on SwiftShader, or on what VK_ICD_FILENAMES names; undefined where there is neither. */
async function findWebgpu(): Promise<Engine | undefined> {
  if (existsSync(swiftShader)) process.env["VK_ICD_FILENAMES"] ??= swiftShader;
  try {
    if (process.env["VK_ICD_FILENAMES"]) return await onnxRuntimeEngine({ device: "webgpu" });
    console.info(`skipped: there is no ${swiftShader}, and VK_ICD_FILENAMES names nothing else`);
  } catch (error) {
    if (!(error instanceof BerthError) || error.code !== "DEVICE_MISSING") throw error;
    console.info(`skipped: ${error.message}`);
  }
  return undefined;
}

const webgpu = await findWebgpu();

test.skipIf(webgpu === undefined)(
  "a training step of a tiny BERT has the same loss and gradient norm on WebGPU, within 1e-3",
  async () => {
    const bert = await readBert(tinyBert, withoutDropout);
    const batch = labelledBatch(tinyExamples);
    const wanted = await meanGradients(bert, [batch]);
    const came = await meanGradients(bert, [batch], webgpu ? { engine: webgpu } : {});
    expect(Math.abs(came.loss - wanted.loss)).toBeLessThan(1e-3);
    expect(Math.abs(came.gradientNorm / wanted.gradientNorm - 1)).toBeLessThan(1e-3);
  },
);
