import { type MaskedTokens, maskedBatch } from "../batches/index.js";
import { pretrainingSumNames } from "../models/index.js";
import { batchesByLength } from "../prediction/index.js";
import type { OnExamples } from "../training/evaluation-progress.js";
import type { Scores } from "../training/events.js";
import type { Stepper } from "../training/stepper.js";
import type { PairKind } from "./segments.js";
import { maskedSequence, type SequenceSource } from "./step-sequences.js";

/** The epoch whose hidden tokens every evaluation takes, so that evaluations can be compared. */
const EVALUATION_EPOCH = 2 ** 32 - 1;

/** Validation pieces as sequences, the same in every evaluation. */
export function validationSequences(
  pieces: Int32Array,
  source: SequenceSource,
): readonly MaskedTokens[] {
  return Array.from(pieces, (piece) => maskedSequence(piece, EVALUATION_EPOCH, source));
}

/**
 * Scores of the weights of now: `loss` (of both heads), `mlm_loss`, `perplexity` (its exponential) and
 * `mlm_accuracy` over the hidden tokens, and loss and accuracy of the pairs, `nsp_...` or `sop_...`.
 */
export async function evaluateSequences(
  sequences: readonly MaskedTokens[],
  stepper: Pick<Stepper, "forward">,
  pairs: PairKind,
  onExamples: OnExamples,
): Promise<Scores> {
  const sums = new Map<string, number>();
  const rows = sequences.map((sequence, row) => ({ ...sequence, row }));
  for (const positions of batchesByLength(rows)) {
    const chosen = positions.flatMap((position) => sequences[position] ?? []);
    const batch = maskedBatch(chosen, pairs === "none" ? {} : { pairScale: 1 });
    const { data } = await stepper.forward(batch);
    for (const [index, name] of pretrainingSumNames.entries()) {
      sums.set(name, (sums.get(name) ?? 0) + Number(data[index]));
    }
    onExamples(chosen.length);
  }
  const mean = (name: string, count: string): number =>
    (sums.get(name) ?? 0) / (sums.get(count) ?? 0);
  const maskedLoss = mean("maskedLoss", "maskedCount");
  const masked = {
    mlm_loss: maskedLoss,
    perplexity: Math.exp(maskedLoss),
    mlm_accuracy: mean("maskedCorrect", "maskedCount"),
  };
  if (pairs === "none") return { loss: maskedLoss, ...masked };
  const pairLoss = mean("pairLoss", "pairCount");
  return {
    loss: maskedLoss + pairLoss,
    ...masked,
    [`${pairs}_loss`]: pairLoss,
    [`${pairs}_accuracy`]: mean("pairCorrect", "pairCount"),
  };
}
