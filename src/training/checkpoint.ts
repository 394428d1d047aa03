import { join } from "node:path";
import type { TensorData } from "../base/index.js";
import {
  completeDirectory,
  readJson,
  readSafetensors,
  replaceDirectory,
  writeFileAtomic,
} from "../directory/index.js";
import type { PreparedRun } from "./prepared-run.js";
import type { RunState } from "./run-state.js";
import type { SaveMoment } from "./saves.js";
import type { Stepper, StepperPlan, StepperState } from "./stepper.js";
import type { Surroundings } from "./surroundings.js";
import { weightLayout } from "./weight-layout.js";
import {
  createMomentsFile,
  createWeightsFile,
  vocabularyIds,
  type WeightsFile,
} from "./weights-file.js";

const files = {
  weights: "model.safetensors",
  moments: "optimizer.safetensors",
  state: "run_state.json",
} as const;

/** Where a run keeps its checkpoint. */
export const lastDirectory = (output: string): string => join(output, "last");

/** What is written besides the numbers that the stepper holds. */
export interface CheckpointContent {
  readonly prepared: PreparedRun;
  readonly plan: StepperPlan;
  readonly run: RunState;
  readonly surroundings: Surroundings;
}

/**
 * Writes `last/` whole, beside the old one first, then in its place: weights, moments and state, enough
 * to go on exactly.
 *
 * @throws DISK_FULL when there is no room; the checkpoint before it survives
 */
export async function writeCheckpoint(
  { prepared, plan, run, surroundings }: CheckpointContent,
  stepper: Stepper,
  moment: SaveMoment,
): Promise<string> {
  const { parameters } = prepared.smallModel;
  const { ids } = prepared.vocabulary;
  const content = {
    weights: (file: string) => createWeightsFile(file, prepared, stepper, run.untouchedScale),
    moments: (file: string) => createMomentsFile(file, { parameters, ids }, plan, stepper),
    state: {
      run,
      surroundings,
      layout: weightLayout(prepared),
      stepCount: run.step - run.momentsFrom,
    },
  };
  return writeLast(prepared.recipe.output, content, moment);
}

/** What a checkpoint is made of. */
export interface LastContent {
  /** Creates the file of the weights, and that of the moments. */
  readonly weights: (file: string) => Promise<WeightsFile>;
  readonly moments: (file: string) => Promise<Pick<WeightsFile, "fill">>;
  readonly state: {
    readonly run: RunState;
    readonly surroundings: Surroundings;
    /** What the weights are of. */
    readonly layout: Surroundings;
    /** Updates that the moments have seen. */
    readonly stepCount: number;
  };
}

/** Writes `last/` of any kind of run; the rest as in `writeCheckpoint`. */
export async function writeLast(
  output: string,
  content: LastContent,
  { begun, before }: SaveMoment,
): Promise<string> {
  const target = lastDirectory(output);
  await replaceDirectory(target, async (fresh) => {
    const weights = await content.weights(join(fresh, files.weights));
    const moments = await content.moments(join(fresh, files.moments));
    const filling = Promise.all([weights.fill(), moments.fill()]);
    begun();
    await filling;
    // The state names the best weights: they must stand first.
    await before();
    await weights.fillWordTable();
    const { run, surroundings, layout, stepCount } = content.state;
    const optimizer = { step_count: stepCount };
    const state = JSON.stringify({ run, surroundings, layout, optimizer }, null, 2);
    await writeFileAtomic(join(fresh, files.state), `${state}\n`);
  });
  return target;
}

/** A checkpoint's parts on disk, weights still under the names of the model's file. */
export interface StoredCheckpoint {
  readonly run: RunState;
  readonly surroundings: Surroundings;
  /** Undefined where an older Berth wrote it. */
  readonly layout: Surroundings | undefined;
  readonly stepCount: number;
  readonly weights: ReadonlyMap<string, TensorData>;
  readonly moments: StepperState["moments"];
  /** Ids of the rows that the word table's moments are of; undefined where an older Berth wrote it. */
  readonly vocabularyIds: Int32Array | undefined;
}

interface StoredState {
  readonly run: RunState;
  readonly surroundings: Surroundings;
  readonly layout?: Surroundings;
  readonly optimizer: { readonly step_count: number };
}

const readState = async (directory: string): Promise<StoredState> =>
  (await readJson(join(directory, files.state))) as unknown as StoredState;

/** The steps that the newest complete checkpoint of a run has done; 0 where there is none. */
export async function storedStep(output: string): Promise<number> {
  const directory = await completeDirectory(lastDirectory(output));
  return directory === undefined ? 0 : (await readState(directory)).run.step;
}

/** What the weights of a run's newest complete checkpoint are of; undefined where it has none. */
export async function storedLayout(output: string): Promise<Surroundings | undefined> {
  const directory = await completeDirectory(lastDirectory(output));
  return directory === undefined ? undefined : (await readState(directory)).layout;
}

/**
 * Reads the newest complete checkpoint of a run.
 *
 * @returns undefined when the run has none
 */
export async function readCheckpoint(output: string): Promise<StoredCheckpoint | undefined> {
  const directory = await completeDirectory(lastDirectory(output));
  if (directory === undefined) return undefined;
  const stored = await readState(directory);
  const { tensors: weights } = await readSafetensors(join(directory, files.weights));
  const { tensors } = await readSafetensors(join(directory, files.moments));
  const moments: Record<string, Map<string, Float32Array>> = {};
  let ids: Int32Array | undefined;
  for (const [key, { data }] of tensors) {
    if (key === vocabularyIds) {
      ids = data as Int32Array;
      continue;
    }
    const [moment = "", name = ""] = key.split(":");
    moments[moment] ??= new Map();
    moments[moment].set(name, data as Float32Array);
  }
  const { run, surroundings, layout, optimizer } = stored;
  const stepCount = optimizer.step_count;
  return { run, surroundings, layout, stepCount, weights, moments, vocabularyIds: ids };
}
