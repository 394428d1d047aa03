import { availableParallelism } from "node:os";
import { BerthError } from "../base/index.js";
import { chooseEngine, choosePrecision } from "../engine/index.js";
import type { BertArchitecture } from "../models/index.js";
import { idleSettings } from "./idle-settings.js";
import type { PretrainingRecipe, ResolvedPretraining } from "./recipe.js";
import type { PairKind } from "./segments.js";

/** What the defaults depend on. */
export interface PretrainingFacts {
  readonly architecture: BertArchitecture;
  readonly documents: number;
  /** Documents of one sentence. */
  readonly singles: number;
}

/** Defaults that depend on nothing. */
const constants = {
  validation: null,
  textColumn: null,
  corpusCache: null,
  format: null,
  delimiter: null,
  quote: null,
  header: null,
  encoding: null,
  model: null,
  revision: null,
  tokenizer: null,
  preset: null,
  maskRate: 0.15,
  wholeWords: true,
  epochs: 3,
  maxSteps: null,
  batchSize: 32,
  gradientAccumulation: 1,
  gradientCheckpointing: false,
  lrScheduler: "linear",
  weightDecay: 0.01,
  maxGradNorm: 1,
  seed: 42,
  earlyStopping: 0,
  evalSteps: null,
  saveSteps: null,
  loggingSteps: 50,
} as const satisfies Partial<ResolvedPretraining>;

/**
 * Decides every setting.
 *
 * @throws SEQUENCE_TOO_LONG when the length is above the model's positions
 * @throws SENTENCES_TOO_FEW when pairs are asked for and most documents have one sentence
 */
export async function resolvePretraining(
  recipe: PretrainingRecipe,
  facts: PretrainingFacts,
): Promise<{ readonly recipe: ResolvedPretraining; readonly notes: readonly string[] }> {
  const { architecture } = facts;
  const { name: engine, device } = await chooseEngine({
    engine: recipe.engine ?? "auto",
    device: recipe.device ?? "auto",
  });
  const idle = idleSettings(recipe);
  const notes = idle.map(({ note }) => note);
  const unused = ["resume", "resumeInexact", ...idle.map(({ name }) => name)];
  const given = Object.fromEntries(
    Object.entries(recipe).filter(([name, value]) => value !== undefined && !unused.includes(name)),
  ) as Omit<PretrainingRecipe, "resume" | "resumeInexact">;
  const { warmupSteps, warmupRatio = ratioOf(warmupSteps) ?? 0.1 } = given;
  const resolved = {
    ...constants,
    learningRate: recipe.model === undefined ? scratchRate(architecture) : 5e-5,
    threads: availableParallelism(),
    ...given,
    validationSplit: recipe.validation === undefined ? (recipe.validationSplit ?? 0.05) : 0,
    layers: architecture.layerCount,
    hiddenSize: architecture.hiddenSize,
    heads: architecture.headCount,
    intermediateSize: architecture.intermediateSize,
    positions: architecture.positionCount,
    dropout: architecture.hiddenDropout,
    pairs: decidePairs(recipe.pairs, facts, notes),
    maxLength: decideLength(recipe.maxLength, architecture),
    warmupRatio,
    warmupSteps: stepsOf(warmupSteps),
    engine,
    device,
    precision: await choosePrecision(recipe.precision ?? "auto", { engine, purpose: "training" }),
  } as ResolvedPretraining;
  const { positions, maxLength } = resolved;
  if (recipe.model === undefined && maxLength < positions) {
    notes.push(
      `positions ${positions}: no sequence is longer than ${maxLength} tokens, so the positions behind them are not learnt; a longer --max-length learns them`,
    );
  }
  return { recipe: resolved, notes };
}

const scratchRate = ({ hiddenSize }: BertArchitecture): number => (hiddenSize < 768 ? 5e-4 : 1e-4);

/** Below 1 the setting is a ratio. */
const ratioOf = (steps: number | undefined): number | undefined =>
  steps !== undefined && steps > 0 && steps < 1 ? steps : undefined;

const stepsOf = (steps: number | undefined): number | null =>
  steps === undefined || ratioOf(steps) !== undefined ? null : steps;

function decideLength(wanted: number | undefined, { positionCount }: BertArchitecture): number {
  if (wanted === undefined) return Math.min(128, positionCount);
  if (wanted <= positionCount) return wanted;
  throw new BerthError(
    "SEQUENCE_TOO_LONG",
    `--max-length ${wanted}: the model has ${positionCount} positions. Use --max-length ${positionCount}, or more --positions for a model from scratch.`,
    { maxLength: wanted, positions: positionCount },
  );
}

function decidePairs(
  wanted: PairKind | undefined,
  { architecture: { typeCount }, documents, singles }: PretrainingFacts,
  notes: string[],
): PairKind {
  if (wanted === undefined && typeCount < 2) {
    notes.push("pairs none: the tokens of the model are of one type");
    return "none";
  }
  const areFew = 2 * singles > documents;
  const told = `${singles.toLocaleString("en-US")} of ${documents.toLocaleString("en-US")} documents have one sentence`;
  if (wanted === undefined) {
    if (areFew) notes.push(`pairs none: ${told}`);
    return areFew ? "none" : "nsp";
  }
  if (wanted === "none" || !areFew) return wanted;
  throw new BerthError(
    "SENTENCES_TOO_FEW",
    `--pairs ${wanted}: a pair takes two sentences of a document, and ${told}. Use --pairs none, or write several sentences of a text one after another: a blank line ends a document.`,
    { pairs: wanted, documents, singles },
  );
}
