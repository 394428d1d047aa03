import {
  type Graph,
  gradients,
  gradientsThrough,
  graph,
  input,
  type Tensor,
} from "../graph/index.js";
import type { Loss } from "./cross-entropy.js";
import { type DropoutSite, maskedDropout, noDropout } from "./dropout.js";
import { type Encoded, type EncodedContext, encodedFrom } from "./encoded.js";
import { embeddingsOutput, encoderLayers } from "./encoder.js";
import { type Frozen, isFrozen, isInFrozenPrefix } from "./frozen.js";
import { packedLayout, packedSizes } from "./layout.js";
import {
  gradientName,
  graphWeights,
  type ModelDefinition,
  type TrainingGraphOptions,
} from "./model-graphs.js";
import { embeddingTables } from "./parameters.js";

/** A part of a training step that runs on its own. Parts that do the same share their graphs. */
export interface Segment {
  /** From `hidden` to `next`. The last segment has none: it ends in the loss. */
  readonly forward: Graph | undefined;
  /**
   * From `hidden` and `gradient:next`, or the loss, to `gradient:hidden` and `gradient:<name>` of the
   * weights trained here. It computes the segment a second time. Absent where nothing is trained up to here.
   */
  readonly backward: Graph | undefined;
  /** The graphs name the weights of layer 0; those of this layer are meant. See `weightOfLayer`. */
  readonly layer: number;
  /** The graphs' own dropout sites. */
  readonly dropoutSites: readonly DropoutSite[];
  /** Number of the first of them among the sites of the whole training graph. */
  readonly firstSite: number;
}

/** Names of what goes from segment to segment: rows `[R, H]`. */
export const segmentNames = { hidden: "hidden", next: "next" } as const;

/** The weight that layer `layer` has in the place of a weight of layer 0. */
export function weightOfLayer(name: string, layer: number): string {
  return name.replace(/^encoder\.layer\.0\./, `encoder.layer.${layer}.`);
}

/**
 * The training graph in parts, so that only the rows between the layers need to be kept: each part is
 * computed again on the way back (Chen et al. 2016, "Training deep nets with sublinear memory cost").
 * Recomputation inside one graph would be found and merged again by the engine.
 *
 * Numbers, dropout sites and gradients are those of `trainingGraph`; parameters as there.
 *
 * @returns embeddings, all layers but the last one, and the last layer with head and loss, which has
 *   the outputs `loss` and `weight` too
 */
export function trainingSegments(
  model: ModelDefinition,
  objective: (encoded: Encoded) => Loss,
  parts: Frozen,
  { frozenDropout = false }: Pick<TrainingGraphOptions, "frozenDropout"> = {},
): Segment[] {
  const frozen = { ...parts, frozenDropout };
  const last = model.architecture.layerCount - 1;
  const builders = [embeddingsPart(model, frozen)];
  const kinds = new Map<string, Part>();
  for (let layer = 0; layer < last; layer++) {
    const kind = `${frozen.layers.has(layer)} ${isInFrozenPrefix(layer, frozen)}`;
    const part = kinds.get(kind) ?? layerPart(model, layer, frozen);
    kinds.set(kind, part);
    builders.push(part);
  }
  builders.push(lastPart(model, objective, frozen));
  let firstSite = 0;
  return builders.map((part, index) => {
    const segment = { ...part, layer: Math.max(0, index - 1), firstSite };
    firstSite += part.dropoutSites.length;
    return segment;
  });
}

type Part = Pick<Segment, "forward" | "backward" | "dropoutSites">;

interface FrozenParts extends Frozen {
  /** Whether the frozen prefix drops values all the same. */
  readonly frozenDropout: boolean;
}

interface PartContext extends EncodedContext {
  readonly hidden: Tensor;
  readonly dropoutSites: readonly DropoutSite[];
}

function partContext(model: ModelDefinition, frozen: FrozenParts, layer: number): PartContext {
  const { dropout, sites } = maskedDropout();
  const isStill = !frozen.frozenDropout && isInFrozenPrefix(layer, frozen);
  return {
    architecture: model.architecture,
    weights: graphWeights(model),
    layout: packedLayout(model.architecture.headCount),
    dropout: () => (isStill ? noDropout : dropout),
    headDropout: dropout,
    hidden: input(segmentNames.hidden, [packedSizes.rows, model.architecture.hiddenSize]),
    dropoutSites: sites,
  };
}

function embeddingsPart(model: ModelDefinition, frozen: FrozenParts): Part {
  const context = partContext(model, frozen, -1);
  const next = embeddingsOutput(context.hidden, context);
  const trained = trainedIn(model, frozen, "embeddings.LayerNorm.");
  return partOf(context, next, trained, !frozen.embeddings);
}

/** Built as layer 0, for every layer that is frozen or trained like this one. */
function layerPart(model: ModelDefinition, layer: number, frozen: FrozenParts): Part {
  const context = partContext(model, frozen, layer);
  const next = encoderLayers(context.hidden, { from: 0, to: 1 }, context);
  const trained = trainedIn(model, frozen, `encoder.layer.${layer}.`).map((name) =>
    name.replace(`encoder.layer.${layer}.`, "encoder.layer.0."),
  );
  return partOf(context, next, trained, !isInFrozenPrefix(layer, frozen));
}

function partOf(
  context: PartContext,
  next: Tensor,
  trained: readonly string[],
  hasBackward: boolean,
): Part {
  const { hidden, weights, dropoutSites } = context;
  const sources = [hidden, ...trained.map(weights)];
  const nextGradient = input(gradientName(segmentNames.next), next.shape);
  const found = hasBackward ? gradientsThrough(next, nextGradient, sources) : [];
  return {
    forward: graph({ [segmentNames.next]: next }),
    backward: hasBackward ? graph(named([segmentNames.hidden, ...trained], found)) : undefined,
    dropoutSites,
  };
}

function lastPart(
  model: ModelDefinition,
  objective: (encoded: Encoded) => Loss,
  frozen: FrozenParts,
): Part {
  const last = model.architecture.layerCount - 1;
  const context = partContext(model, frozen, last);
  const { sum, weight } = objective(encodedFrom(context.hidden, last, context));
  const below = new RegExp(`^(embeddings|encoder\\.layer\\.(?!${last}\\.))`);
  const trained = trainedIn(model, frozen, "").filter(
    (name) => !below.test(name) || (model.tiesWordTable && name === embeddingTables.word),
  );
  const names = [...trained];
  const sources = trained.map(context.weights);
  if (!isInFrozenPrefix(last - 1, frozen)) {
    names.push(segmentNames.hidden);
    sources.push(context.hidden);
  }
  const outputs = named(names, gradients(sum, sources));
  return {
    forward: undefined,
    backward: graph({ loss: sum, weight, ...outputs }),
    dropoutSites: context.dropoutSites,
  };
}

/** Trained weights whose names begin so. */
function trainedIn(
  { parameters }: ModelDefinition,
  frozen: FrozenParts,
  beginning: string,
): string[] {
  return parameters
    .map(({ name }) => name)
    .filter((name) => name.startsWith(beginning) && !isFrozen(name, frozen));
}

function named(names: readonly string[], found: readonly Tensor[]): Record<string, Tensor> {
  const entries = found.map((gradient, i) => [gradientName(names[i] ?? ""), gradient] as const);
  return Object.fromEntries(entries);
}
