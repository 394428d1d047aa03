import { join } from "node:path";
import { float32, type TensorData } from "../base/index.js";
import {
  completeDirectory,
  readJson,
  readSafetensors,
  replaceDirectory,
  writeFileAtomic,
  writeSafetensors,
} from "../directory/index.js";
import type { RunState } from "./run-state.js";
import type { StepperState } from "./stepper.js";
import type { Surroundings } from "./surroundings.js";

const files = {
  weights: "model.safetensors",
  moments: "optimizer.safetensors",
  state: "run_state.json",
} as const;

/** Where a run keeps its checkpoint. */
export const lastDirectory = (output: string): string => join(output, "last");

/** What is written: the weights under the names of the model's file, the moments under ours. */
export interface CheckpointContent {
  readonly run: RunState;
  readonly surroundings: Surroundings;
  readonly weights: Iterable<readonly [string, TensorData]>;
  readonly state: StepperState;
}

/**
 * Writes `last/` whole: beside the old one first, then in its place.
 *
 * @throws DISK_FULL when there is no room; the checkpoint before it survives
 */
export async function writeCheckpoint(output: string, content: CheckpointContent): Promise<string> {
  const target = lastDirectory(output);
  await replaceDirectory(target, async (fresh) => {
    await writeSafetensors(join(fresh, files.weights), content.weights);
    await writeSafetensors(join(fresh, files.moments), momentTensors(content.state));
    const { run, surroundings } = content;
    const optimizer = { step_count: content.state.stepCount };
    const state = JSON.stringify({ run, surroundings, optimizer }, null, 2);
    await writeFileAtomic(join(fresh, files.state), `${state}\n`);
  });
  return target;
}

function* momentTensors({ moments }: StepperState): Iterable<readonly [string, TensorData]> {
  for (const [moment, tensors] of Object.entries(moments)) {
    for (const [name, values] of tensors) {
      yield [`${moment}:${name}`, float32([values.length], values)];
    }
  }
}

/** A checkpoint's parts on disk, weights still under the names of the model's file. */
export interface StoredCheckpoint {
  readonly run: RunState;
  readonly surroundings: Surroundings;
  readonly stepCount: number;
  readonly weights: ReadonlyMap<string, TensorData>;
  readonly moments: StepperState["moments"];
}

/**
 * Reads the newest complete checkpoint of a run.
 *
 * @returns undefined when the run has none
 */
export async function readCheckpoint(output: string): Promise<StoredCheckpoint | undefined> {
  const directory = await completeDirectory(lastDirectory(output));
  if (directory === undefined) return undefined;
  const stored = (await readJson(join(directory, files.state))) as unknown as {
    run: RunState;
    surroundings: Surroundings;
    optimizer: { step_count: number };
  };
  const { tensors: weights } = await readSafetensors(join(directory, files.weights));
  const { tensors } = await readSafetensors(join(directory, files.moments));
  const moments: Record<string, Map<string, Float32Array>> = {};
  for (const [key, { data }] of tensors) {
    const [moment = "", name = ""] = key.split(":");
    moments[moment] ??= new Map();
    moments[moment].set(name, data as Float32Array);
  }
  const { run, surroundings, optimizer } = stored;
  return { run, surroundings, stepCount: optimizer.step_count, weights, moments };
}
