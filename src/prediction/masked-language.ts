import { join } from "node:path";
import { BerthError, type TensorData, type Tokens } from "../base/index.js";
import { chooseRows, packBatch } from "../batches/index.js";
import { readConfig, readWeights } from "../directory/index.js";
import type { Engine, Precision } from "../engine/index.js";
import {
  bertArchitecture,
  forwardGraph,
  maskedLanguageLogits,
  maskedRowsName,
  matchWeights,
  pretrainingModel,
} from "../models/index.js";
import { compileGraph } from "./compiled-graph.js";
import { constantWeights } from "./constant-weights.js";
import { batchesByLength } from "./forward-batches.js";
import { loadForward } from "./forward-program.js";
import { requireTiedWords } from "./require-tied-words.js";

/** Tokens of which some are to be told, at places that are not the first. */
export interface Gapped extends Tokens {
  readonly places: readonly number[];
}

/** A token that may stand in a gap. */
export interface LikelyToken {
  readonly token: number;
  /** Probability over the whole vocabulary. */
  readonly score: number;
}

/** A model that tells hidden tokens. */
export interface MaskedLanguage {
  /** Longest sequence that the model has positions for, in tokens. */
  readonly positions: number;
  /**
   * The likeliest tokens of every gap.
   *
   * @param allows - tokens that may be told; all where absent. Scores stay those of the whole vocabulary.
   * @returns for each example, for each of its places, tokens with the likeliest first
   */
  likely(
    examples: readonly Gapped[],
    topK: number,
    allows?: (token: number) => boolean,
  ): Promise<LikelyToken[][][]>;
  close(): Promise<void>;
}

/** What computes. */
export interface MaskedLanguageCompute {
  readonly engine: Engine;
  readonly threads: number;
  readonly precision: Precision;
}

/**
 * Loads the masked-language head of a model directory with the encoder below it.
 *
 * @throws HEAD_MISSING when the directory has no such head
 */
export async function openMaskedLanguage(
  directory: string,
  { engine, ...options }: MaskedLanguageCompute,
): Promise<MaskedLanguage> {
  const config = await readConfig(directory);
  const architecture = bertArchitecture(config, { source: join(directory, "config.json") });
  const model = pretrainingModel(architecture, { tellsPairs: false });
  const { values, fresh } = matchWeights(model.parameters, await readWeights(directory), directory);
  if (fresh.length > 0) throw headMissing(directory);
  requireTiedWords(config, join(directory, "config.json"));
  const graph = forwardGraph(model, (encoded) => ({
    logits: maskedLanguageLogits(encoded.rowsAt(maskedRowsName), architecture, encoded.weights),
  }));
  const compiled = compileGraph(graph, constantWeights(graph, values));
  const program = await loadForward(engine, compiled, (name) => values.get(name), options);
  return {
    positions: architecture.positionCount,
    async likely(examples, topK, allows = () => true) {
      const found: LikelyToken[][][] = examples.map(() => []);
      const open = examples.map((example, row) => ({ ...example, row }));
      for (const positions of batchesByLength(open)) {
        const chosen = positions.flatMap((position) => examples[position] ?? []);
        const { logits } = await program.run(gappedBatch(chosen));
        const rows = rowsOf(logits as TensorData);
        for (const position of positions) {
          for (const _ of examples[position]?.places ?? []) {
            found[position]?.push(
              likeliest(rows.next().value ?? new Float32Array(0), topK, allows),
            );
          }
        }
      }
      return found;
    },
    close: () => program.close(),
  };
}

/** A packed batch with the rows of its gaps. */
function gappedBatch(examples: readonly Gapped[]) {
  const batch = packBatch(examples);
  const first = batch.first_rows.data;
  const rows = examples.flatMap(({ places }, index) =>
    places.map((place) => Number(first[index]) + place),
  );
  return { ...batch, ...chooseRows(maskedRowsName, rows, batch) };
}

function* rowsOf({ shape, data }: TensorData): Generator<Float32Array, undefined> {
  const [count = 0, width = 0] = shape;
  for (let row = 0; row < count; row++) {
    yield (data as Float32Array).subarray(row * width, (row + 1) * width);
  }
}

/** The highest logits as shares of all; equal ones in the order of their tokens. */
function likeliest(
  logits: Float32Array,
  topK: number,
  allows: (token: number) => boolean,
): LikelyToken[] {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) highest = Math.max(highest, logit);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - highest);
  const best: { token: number; logit: number }[] = [];
  for (const [token, logit] of logits.entries()) {
    const last = best[topK - 1];
    if ((last !== undefined && logit <= last.logit) || !allows(token)) continue;
    const at = best.findIndex((one) => one.logit < logit);
    best.splice(at < 0 ? best.length : at, 0, { token, logit });
    best.length = Math.min(best.length, topK);
  }
  return best.map(({ token, logit }) => ({ token, score: Math.exp(logit - highest) / total }));
}

function headMissing(directory: string): BerthError {
  return new BerthError(
    "HEAD_MISSING",
    `${directory}: this model has no masked-language head, so it cannot tell hidden words. Take one that has it, such as the output of berth pretrain; fine-tuning leaves the head out.`,
    { directory, head: "masked-language" },
  );
}
