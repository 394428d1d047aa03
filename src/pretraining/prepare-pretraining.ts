import { join } from "node:path";
import { BerthError, type JsonObject, withProgress } from "../base/index.js";
import type { MaskedTokens } from "../batches/index.js";
import { userCacheDirectory } from "../directory/index.js";
import { choosePrecision, type Precision } from "../engine/index.js";
import type { PretrainingModel } from "../models/index.js";
import { revisionNote } from "../training/revision-note.js";
import { planSteps, type StepPlan } from "../training/step-plan.js";
import { sharedFiles } from "./corpus/corpus-files.js";
import { type Corpus, type CorpusSource, openCorpus } from "./corpus/index.js";
import { validationSequences } from "./evaluate-pieces.js";
import type { CorpusEvent } from "./events.js";
import type { MaskSettings } from "./mask-tokens.js";
import { firstWeights, type ModelSource, modelSource } from "./model-source.js";
import { pairNotes } from "./pair-notes.js";
import type { PretrainingRecipe, ResolvedPretraining } from "./recipe.js";
import { resolvePretraining } from "./resolve-recipe.js";
import { fewestTokens, type SegmentSource, specialCount } from "./segments.js";
import { cutPieces, type Pieces } from "./sequence-plan.js";
import type { SequenceSource } from "./step-sequences.js";
import { numbersTo, validationPieces } from "./validation-pieces.js";

/** A pre-training with everything read and decided, before the first step. */
export interface PreparedPretraining {
  readonly recipe: ResolvedPretraining;
  readonly notes: readonly string[];
  readonly source: ModelSource;
  readonly model: PretrainingModel;
  /** First values; handed over to the step worker. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly corpus: Corpus;
  readonly validationCorpus: Corpus | undefined;
  /** What the sequences of a step are made of. */
  readonly sequences: SequenceSource;
  /** Numbers of the pieces to learn from. */
  readonly train: Int32Array;
  readonly validation: readonly MaskedTokens[];
  readonly evaluationPrecision: Precision;
  readonly plan: StepPlan;
}

/**
 * Reads model, tokenizer and corpus, and decides every setting.
 *
 * @param config - content of a model's `config.json` that was given
 * @throws the codes of `modelSource`, `openCorpus` and `resolvePretraining`; CORPUS_EMPTY for one
 *   that is a single sequence
 */
export async function* preparePretraining(
  given: PretrainingRecipe,
  config: JsonObject | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<CorpusEvent, PreparedPretraining> {
  const source = await modelSource(given, config);
  const opening: Opening = { signal, notes: [] };
  const corpora = yield* openCorpora(given, source, opening);
  try {
    return await prepared(given, source, corpora, opening.notes);
  } catch (error) {
    corpora.corpus.close();
    corpora.validationCorpus?.close();
    throw error;
  }
}

type Corpora = Pick<PreparedPretraining, "corpus" | "validationCorpus">;

/** Decides all with the corpora at hand. */
async function prepared(
  given: PretrainingRecipe,
  source: ModelSource,
  { corpus, validationCorpus }: Corpora,
  openingNotes: readonly string[],
): Promise<PreparedPretraining> {
  const singles = corpus.documentStarts.reduce(
    (sum, start, at) => sum + Number((corpus.documentStarts[at + 1] ?? 0) - start === 1),
    0,
  );
  const facts = { architecture: source.architecture, documents: corpus.documents, singles };
  const { recipe, notes } = await resolvePretraining({ ...given, revision: source.commit }, facts);
  const { tokenizer } = source;
  const masks: MaskSettings = {
    rate: recipe.maskRate,
    wholeWords: recipe.wholeWords,
    seed: recipe.seed,
    vocabularySize: tokenizer.vocabularySize,
    specialIds: tokenizer.specialIds,
    special: new Set(tokenizer.allSpecialIds),
  };
  const room = recipe.maxLength - specialCount(recipe.pairs);
  const { pairs, seed } = recipe;
  const piecesOf = (texts: Corpus): Pieces => cutPieces(texts, room, fewestTokens(pairs));
  const pieces = piecesOf(corpus);
  const parts =
    validationCorpus === undefined
      ? validationPieces(pieces, recipe.validationSplit, seed)
      : { train: numbersTo(pieces.count), validation: new Int32Array(0) };
  const segments: SegmentSource = { corpus, pieces, others: parts.train, pairs, seed };
  const sequences = { segments, masks };
  // Second segments come out of the validation part as well: nothing of it is learnt.
  const held: SegmentSource =
    validationCorpus === undefined
      ? { ...segments, others: parts.validation }
      : wholeSource(validationCorpus, piecesOf(validationCorpus), segments);
  const validation = validationSequences(held.others, { segments: held, masks });
  if (parts.train.length === 0 || (validationCorpus === undefined && validation.length === 0)) {
    throw tooSmall(given, corpus);
  }
  if (validation.length === 0) throw noSequence(given);
  if (validation.every(({ places }) => places.length === 0)) throw unknownTexts(given);
  const { model, weights, note } = firstWeights(source, recipe);
  const planned = { ...recipe, freeze: null, linearProbeFirst: 0, linearProbeRate: null };
  const plan = planSteps(planned, parts.train.length);
  return {
    // Steps that are given have the epochs that they reach into.
    recipe: { ...recipe, epochs: Math.ceil(plan.totalSteps / plan.stepsPerEpoch) },
    notes: [
      ...source.notes,
      ...openingNotes,
      revisionNote(given, source.commit),
      ...notes,
      ...pairNotes(segments, held),
      note,
    ].filter((line) => line !== ""),
    source,
    model,
    weights,
    corpus,
    validationCorpus,
    sequences,
    train: parts.train,
    validation,
    evaluationPrecision: await choosePrecision(given.precision ?? "auto", {
      engine: recipe.engine,
      purpose: "inference",
    }),
    plan,
  };
}

/** All of a corpus of its own. */
function wholeSource(corpus: Corpus, pieces: Pieces, base: SegmentSource): SegmentSource {
  return { ...base, corpus, pieces, others: numbersTo(pieces.count) };
}

/** How corpora are opened. */
interface Opening {
  readonly signal: AbortSignal | undefined;
  /** Receives what was found out about the files. */
  readonly notes: string[];
}

async function* openCorpora(
  given: PretrainingRecipe,
  source: ModelSource,
  opening: Opening,
): AsyncGenerator<CorpusEvent, Corpora> {
  const corpus = yield* openTexts(given.corpus, given, source, opening);
  if (given.validation === undefined) return { corpus, validationCorpus: undefined };
  let validationCorpus: Corpus | undefined;
  try {
    opening.notes.push(await sharedNote(given.validation, given));
    validationCorpus = yield* openTexts(given.validation, given, source, opening);
    return { corpus, validationCorpus };
  } finally {
    if (validationCorpus === undefined) corpus.close();
  }
}

/** Tells of validation texts that are learnt from; empty where there are none. */
async function sharedNote(
  validation: readonly string[],
  { corpus, textColumn }: PretrainingRecipe,
): Promise<string> {
  const shared = await sharedFiles(
    { paths: validation, textColumn },
    { paths: corpus, textColumn },
  );
  const [first] = shared;
  if (first === undefined) return "";
  const more = shared.length > 1 ? ` (and ${shared.length - 1} more)` : "";
  return `${first}${more}: validates and is learnt from, so the scores are too good; leave it out of --corpus`;
}

async function* openTexts(
  paths: readonly string[],
  recipe: PretrainingRecipe,
  { tokenizer }: ModelSource,
  { signal, notes }: Opening,
): AsyncGenerator<CorpusEvent, Corpus> {
  const { textColumn, format, delimiter, quote, header, encoding } = recipe;
  const texts: CorpusSource = {
    paths,
    ...(textColumn === undefined ? {} : { textColumn }),
    read: { format, delimiter, quote, header, encoding },
  };
  const cacheFolder = recipe.corpusCache ?? join(userCacheDirectory(), "berth", "corpus");
  let opened: Promise<Corpus> | undefined;
  let isHandedOver = false;
  try {
    const corpus = yield* withProgress<CorpusEvent, Corpus>((tell, stops) => {
      opened = openCorpus(texts, {
        tokenizer,
        cacheFolder,
        signal: stops,
        onNote: (note) => notes.push(note),
        onProgress: ({ phase, bytes, totalBytes, tokens }) =>
          tell({ type: "corpus", phase, bytes, totalBytes, tokens }),
      });
      return opened;
    }, signal);
    isHandedOver = true;
    return corpus;
  } finally {
    // The reader may leave off when all is read.
    if (!isHandedOver) {
      await opened?.then(
        (corpus) => corpus.close(),
        () => undefined,
      );
    }
  }
}

function tooSmall({ corpus: paths }: PretrainingRecipe, { tokens }: Corpus): BerthError {
  return new BerthError(
    "CORPUS_EMPTY",
    `${paths.join(", ")}: ${tokens} tokens fill one sequence only, and validation needs one more. Give more text, a shorter --max-length, or --validation.`,
    { paths, tokens },
  );
}

function noSequence({ validation: paths = [] }: PretrainingRecipe): BerthError {
  return new BerthError(
    "CORPUS_EMPTY",
    `${paths.join(", ")}: validation texts must fill at least one sequence, with pairs one of two tokens or more; they do not. Give more text with --validation, or leave it out.`,
    { paths },
  );
}

function unknownTexts({ corpus, validation: paths = corpus }: PretrainingRecipe): BerthError {
  return new BerthError(
    "CORPUS_EMPTY",
    `${paths.join(", ")}: validation texts must hold tokens that can be hidden; all are unknown to the tokenizer, or special. Take a tokenizer of the language of the texts, such as berth tokenizer train makes of them.`,
    { paths },
  );
}
