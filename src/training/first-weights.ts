import { BerthError, type JsonObject } from "../base/index.js";
import { readWeights } from "../directory/index.js";
import {
  type BertArchitecture,
  completeWeights,
  isInLastLayers,
  matchWeights,
  type TaskModel,
} from "../models/index.js";
import type { LabelBalance } from "./label-balance.js";
import type { ResolvedRecipe } from "./recipe.js";
import { type HeadPurpose, withoutOtherHead } from "./replaced-head.js";

/** The model that weights are wanted for, with what it started from. */
interface WeightedModel extends Omit<HeadPurpose, "task">, LabelBalance {
  readonly model: TaskModel;
  readonly baseConfig: JsonObject;
}

/** Weights by the names of a model's parameters, and sentences on where they are from. */
interface FirstWeights {
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Whether the pooler is a new one. */
  readonly drawsPooler: boolean;
  readonly notes: readonly string[];
}

/** What a run's parameters are at its first step, and sentences on where they are from. */
export async function firstWeights(
  directory: string,
  { model: { parameters, architecture, logitLayer }, ...purpose }: WeightedModel,
  { task, model, reinitLayers, seed }: ResolvedRecipe,
): Promise<FirstWeights> {
  const found = matchWeights(parameters, await readWeights(directory), model);
  const { values, notes } = withoutOtherHead(
    model,
    { values: found.values, notes: [found.note] },
    purpose.baseConfig,
    { ...purpose, task },
  );
  const kept = keptWeights(values, reinitLayers, architecture);
  const drawsPooler = parameters.some(({ name }) => name.startsWith("pooler.") && !kept.has(name));
  const weights = completeWeights(parameters, kept, seed);
  const { headBias, positiveWeights } = purpose;
  const isNew = ["weight", "bias"].some((end) => !kept.has(`${logitLayer}.${end}`));
  if (headBias === undefined || logitLayer === undefined || !isNew) {
    return { weights, drawsPooler, notes };
  }
  const name = `${logitLayer}.bias`;
  const weighed = positiveWeights === undefined ? "" : ", weighed by --pos-weight";
  const said = `${name}: begins with the log odds of the labels in the training rows${weighed}`;
  return {
    weights: new Map([...weights, [name, Float32Array.from(headBias)]]),
    drawsPooler,
    notes: [...notes, said],
  };
}

/**
 * The weights of a file but for those of the last layers, which are to be drawn anew (Zhang et al. 2020,
 * "Revisiting few-sample BERT fine-tuning").
 *
 * @throws ENCODER_LAYERS when there are no so many layers
 */
function keptWeights(
  values: ReadonlyMap<string, Float32Array>,
  count: number,
  { layerCount }: BertArchitecture,
): ReadonlyMap<string, Float32Array> {
  if (count > layerCount) {
    throw new BerthError(
      "ENCODER_LAYERS",
      `--reinit-layers ${count}: must be at most ${layerCount}, the layers of this model`,
      { wanted: count, layerCount },
    );
  }
  const isKept = ([name]: [string, Float32Array]) => !isInLastLayers(name, { layerCount, count });
  return new Map([...values].filter(isKept));
}
