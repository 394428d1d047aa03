import type { ResolvedRecipe } from "./recipe.js";

/** Scores of one evaluation, under the keys of `metrics.json` without a prefix: `loss`, `accuracy`, `f1`. */
export type Scores = Readonly<Record<string, number>>;

/** What is known once data and model are read, before the first step. */
export interface StartedEvent {
  readonly type: "started";
  readonly recipe: ResolvedRecipe;
  /** Sentences on what was guessed, resolved or noticed, in the order in which it happened. */
  readonly notes: readonly string[];
  readonly labels: readonly string[];
  /** Scores that a line of progress shows, with their headings. */
  readonly shownMetrics: Readonly<Record<string, string>>;
  /** One weight a class, in label order; absent where classes count the same. */
  readonly classWeights?: readonly number[];
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly parameters: { readonly total: number; readonly trained: number };
  readonly totalSteps: number;
  /** Steps already done: 0, or more after a resume. */
  readonly step: number;
  /** The first encoded examples, when `show` asks for them. */
  readonly shown: readonly ShownExample[];
}

/** One encoded example for people to look at. */
export interface ShownExample {
  readonly text: string;
  readonly label: string;
  readonly tokens: readonly string[];
  readonly ids: readonly number[];
}

/** Something that was noticed after the start. */
export interface NotedEvent {
  readonly type: "noted";
  readonly note: string;
}

/** Rows are made out of the training rows. Sent now and then, before the start. */
export interface AugmentingEvent {
  readonly type: "augmenting";
  /** Rows made so far, and how many are wanted; fewer come where rows yield nothing new. */
  readonly madeRows: number;
  readonly wantedRows: number;
}

/** What the frozen layers give is computed, once for all epochs. Sent after each batch of texts. */
export interface PrefixEvent {
  readonly type: "prefix";
  /** Texts done. */
  readonly textCount: number;
  readonly totalTexts: number;
}

/** One optimizer step. Sent for every step; readers thin it out. */
export interface StepEvent {
  readonly type: "step";
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** Wall seconds since the first step of this process. */
  readonly elapsedSeconds: number;
  /** Mean wall seconds of a step, evaluations included; those of a linear probe and those behind it apart. */
  readonly secondsPerStep: number;
  /** Wall seconds that the rest of the run will take at this pace; null in a linear probe: what follows is slower. */
  readonly remainingSeconds: number | null;
}

/**
 * Memory did not do for a step: from this step on micro-batches are split. The steps stay the same but
 * for dropout masks, which each micro-batch has of its own, and rounding.
 */
export interface MemoryShortEvent {
  readonly type: "memory-short";
  /** The step that is tried again, counted from 1. */
  readonly step: number;
  /** How often every micro-batch is split in two now. */
  readonly halvings: number;
  /** Rows of the largest micro-batch now. */
  readonly rows: number;
}

/** How far an evaluation is, or the scoring at the end of a run. Sent now and then. */
export interface EvaluatingEvent {
  readonly type: "evaluating";
  readonly step: number;
  /** Examples done, and how many there are; of a long text each window is one. */
  readonly exampleCount: number;
  readonly totalExamples: number;
}

/** One evaluation on the validation rows. */
export interface EvaluatedEvent {
  readonly type: "evaluated";
  readonly step: number;
  readonly epoch: number;
  /** Mean training loss since the evaluation before. */
  readonly trainLoss: number;
  readonly scores: Scores;
  /** Whether these are the best weights so far by the metric for the best model. */
  readonly best: boolean;
}

/** A complete checkpoint stands on disk; steps may have gone on while it was written. */
export interface SavedEvent {
  readonly type: "saved";
  readonly step: number;
  readonly directory: string;
}

/** One of several seeds begins, ends, or was finished by an earlier try. */
export interface SeedEvent {
  readonly type: "seed";
  readonly state: "begins" | "ends" | "known";
  readonly seed: number;
  /** Its place among all, counted from 1. */
  readonly number: number;
  readonly count: number;
  /** Its own run directory. */
  readonly directory: string;
  /** The content of its `metrics.json`; empty where it begins. */
  readonly metrics: Scores;
}

/** A seed whose run is complete. */
export interface FinishedSeed {
  readonly seed: number;
  /** Its run directory, by its name in the output: `seed-42`. */
  readonly directory: string;
  /** The content of its `metrics.json`. */
  readonly metrics: Scores;
  /** The classification report of its best weights. */
  readonly report: string;
}

/** What several seeds give together. */
export interface SeedSummary {
  /** The validation score that chose the best one, as `metrics.json` calls it: `eval_f1_macro`. */
  readonly metric: string;
  readonly bestSeed: number;
  readonly mean: Scores;
  /** The standard deviation of a sample: squares are shared among one less than there are seeds. */
  readonly deviation: Scores;
}

/** The run is over: the model directory is complete, unless a stop was asked for. */
export interface FinishedEvent {
  readonly type: "finished";
  readonly directory: string;
  readonly step: number;
  readonly bestEpoch: number;
  /** The content of `metrics.json`. */
  readonly metrics: Scores;
  /** The classification report of the best weights, as scikit-learn prints it. */
  readonly report: string;
  /** Why the run ended: all steps done, no improvement, or a stop was asked for. */
  readonly reason: "complete" | "early-stopping" | "interrupted";
  /** What each of several seeds gave, and all together; the rest is the best one's. */
  readonly seeds?: { readonly finished: readonly FinishedSeed[]; readonly summary: SeedSummary };
}

/** What the loop of steps yields. */
export type LoopEvent =
  | StepEvent
  | MemoryShortEvent
  | EvaluatingEvent
  | EvaluatedEvent
  | SavedEvent;

/**
 * What `finetune` yields, in order: `augmenting` while rows are made, then `started`, then what the frozen layers
 * give where that is computed once, then steps, evaluations and saves, then `finished`. With several seeds all of
 * these but `finished` come once for each, between `seed` events.
 */
export type TrainingEvent =
  | AugmentingEvent
  | StartedEvent
  | NotedEvent
  | PrefixEvent
  | LoopEvent
  | SeedEvent
  | FinishedEvent;
