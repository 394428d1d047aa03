import { type MaskedTokens, maskedBatch } from "../batches/index.js";
import type { BoundBatch } from "../prediction/index.js";
import { stepPositions } from "../training/step-batches.js";
import type { StepPlan } from "../training/step-plan.js";
import { type MaskSettings, maskTokens } from "./mask-tokens.js";
import { type SegmentSource, segmentsOf } from "./segments.js";

/** What sequences are made of, and how their tokens are hidden. */
export interface SequenceSource {
  readonly segments: SegmentSource;
  readonly masks: MaskSettings;
}

/** A piece of the corpus as a sequence with hidden tokens: a function of seed, epoch and piece. */
export function maskedSequence(
  piece: number,
  epoch: number,
  { segments, masks }: SequenceSource,
): MaskedTokens {
  return maskTokens(segmentsOf(piece, epoch, segments), { epoch, piece }, masks);
}

/** Makes the batches of steps. */
export interface StepSequences {
  /** The micro-batches of a step, counted from 0, each split in two `halvings` times. */
  batchesOf(step: number, halvings: number): Promise<BoundBatch[]>;
  /** Tokens of a step whose batches were made, special ones included; asked once. */
  tokensOf(step: number): number;
}

/**
 * The steps' batches over the training pieces. Their order is a function of seed and epoch alone.
 *
 * @param train - numbers of the pieces
 */
export function stepSequences(
  train: Int32Array,
  source: SequenceSource,
  recipe: {
    readonly seed: number;
    readonly batchSize: number;
    readonly gradientAccumulation: number;
  },
  plan: Pick<StepPlan, "place">,
): StepSequences {
  const tokens = new Map<number, number>();
  const positionsOf = stepPositions(train.length, recipe, plan);
  return {
    async batchesOf(step, halvings) {
      const { epoch } = plan.place(step);
      const parts = positionsOf(step, halvings).map((positions) =>
        Array.from(positions, (position) => maskedSequence(train[position] ?? 0, epoch, source)),
      );
      const all = parts.flat();
      tokens.set(
        step,
        total(all, ({ tokenIds }) => tokenIds.length),
      );
      return parts.map((part) => maskedBatch(part, pairScale(all, source)));
    },
    tokensOf(step) {
      const found = tokens.get(step) ?? 0;
      tokens.delete(step);
      return found;
    },
  };
}

/** How much a pair counts in the loss beside a hidden token, over all sequences of a step. */
function pairScale(
  sequences: readonly MaskedTokens[],
  { segments }: SequenceSource,
): { readonly pairScale?: number } {
  if (segments.pairs === "none") return {};
  return { pairScale: total(sequences, ({ places }) => places.length) / sequences.length };
}

function total<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}
