import { entitiesOfTags, entityScores } from "../../metrics/index.js";
import { scoreClassification } from "../score-classification.js";
import type { ScoreSettings, TaskOutputs, TaskScores } from "../task.js";
import type { Crf } from "./best-labels.js";
import { chainLoss } from "./chain-loss.js";
import type { Entity } from "./entity.js";
import type { EntityReference } from "./entity-reference.js";
import { foundEntities } from "./found-entities.js";
import { type LabelReading, labelReading, wordTags } from "./label-reading.js";
import { mergedLogits } from "./merged-logits.js";
import { UNLABELLED } from "./token-labels.js";
import { type LabelledWord, wordLabels } from "./word-labels.js";

/** What a model gave for a text: the numbers of its tokens, and what they say. */
export interface ReadText {
  readonly reference: EntityReference;
  /** `[T * L]`, row-major. */
  readonly logits: Float32Array;
  readonly words: readonly LabelledWord[];
  readonly found: readonly Entity[];
}

/** Reads the entities of every text, each word labelled by its first token. */
export function readTexts(
  { outputs, references, labels }: TaskOutputs<EntityReference>,
  crf: Crf | undefined,
): ReadText[] {
  let next = 0;
  return references.map((reference) => {
    const windows = outputs.slice(next, next + reference.windows.length);
    next += reference.windows.length;
    const logits = mergedLogits(reference, windows, labels.length);
    const words = wordLabels(reference, logits, labels.length, { aggregation: "first", crf });
    const found = foundEntities(reference, words, labels).map(
      ({ entity_group: type, ...each }) => ({
        type,
        ...each,
      }),
    );
    return { reference, logits, words, found };
  });
}

/**
 * Scores of entities as seqeval's default mode counts them (`f1` and its parts are micro averages),
 * the same by its strict mode (`f1_strict`), the share of words with the right label, and the mean loss
 * of the labelled words; no loss where no word is labelled.
 */
export function scoreEntities(
  texts: readonly ReadText[],
  labels: readonly string[],
  { batchSize, labelSmoothing }: ScoreSettings,
  crf: Crf | undefined,
): TaskScores {
  const truth = texts.map(({ reference }) => reference.entities);
  const { micro, macro, weighted } = entityScores(
    truth,
    texts.map(({ found }) => found),
  );
  const reading = labelReading(labels);
  const strict = entityScores(
    truth,
    texts.map((text) => strictEntities(text, reading)),
  );
  const losses = texts.map((text) => textLoss(text, labels, labelSmoothing, crf));
  const batches = Array.from({ length: Math.ceil(losses.length / batchSize) }, (_, batch) =>
    mean(losses.slice(batch * batchSize, (batch + 1) * batchSize)),
  ).filter((loss) => !Number.isNaN(loss));
  return {
    ...(batches.length > 0 && {
      loss: mean(losses),
      loss_batch_mean: batches.reduce((sum, loss) => sum + loss, 0) / batches.length,
    }),
    accuracy: wordAccuracy(texts, reading),
    precision: micro.precision,
    recall: micro.recall,
    f1: micro.f1,
    f1_macro: macro.f1,
    f1_weighted: weighted.f1,
    f1_strict: strict.micro.f1,
  };
}

/** What remains where an entity must begin with `B-`, if the model has such a label for its type. */
function strictEntities({ reference, words }: ReadText, reading: LabelReading): Entity[] {
  const tags = wordTags(
    words.map(({ label }) => label),
    reading,
  );
  return entitiesOfTags(tags, "IOB2").map(({ type, start, end }) => ({
    type,
    start: reference.offsets[(words[start] as LabelledWord).first * 2] as number,
    end: reference.offsets[(words[end - 1] as LabelledWord).end * 2 - 1] as number,
  }));
}

interface TextLoss {
  readonly sum: number;
  readonly weight: number;
}

function textLoss(
  { reference: { labels: truth }, logits, words }: ReadText,
  labels: readonly string[],
  labelSmoothing: number | undefined,
  crf: Crf | undefined,
): TextLoss {
  const labelCount = labels.length;
  const labelled = words.filter(({ first }) => (truth?.[first] ?? UNLABELLED) !== UNLABELLED);
  if (labelled.length === 0) return { sum: 0, weight: 0 };
  const rows = new Float32Array(labelled.length * labelCount);
  for (const [index, { first }] of labelled.entries()) {
    rows.set(logits.subarray(first * labelCount, (first + 1) * labelCount), index * labelCount);
  }
  const targets = Int32Array.from(labelled, ({ first }) => truth?.[first] ?? 0);
  if (crf) return { sum: chainLoss(rows, targets, crf), weight: targets.length };
  const { loss } = scoreClassification(rows, targets, labels, {
    batchSize: targets.length,
    ...(labelSmoothing !== undefined && { labelSmoothing }),
  });
  return { sum: loss * targets.length, weight: targets.length };
}

function mean(losses: readonly TextLoss[]): number {
  const weight = losses.reduce((total, loss) => total + loss.weight, 0);
  return losses.reduce((total, { sum }) => total + sum, 0) / weight;
}

/** The share of words with the right label, or with one that says the same, as `S-` does for a single word. */
function wordAccuracy(texts: readonly ReadText[], { tags }: Pick<LabelReading, "tags">): number {
  let right = 0;
  let all = 0;
  for (const { reference, words } of texts) {
    for (const { first, label } of words) {
      const truth = reference.labels?.[first] ?? UNLABELLED;
      if (truth === UNLABELLED) continue;
      all += 1;
      if (tags[truth] === tags[label]) right += 1;
    }
  }
  return all === 0 ? 0 : right / all;
}
