import type { Example, JsonObject, TensorData } from "../base/index.js";
import type { Table } from "../records/index.js";
import type { Tokenizer } from "../tokenizer/index.js";
import type { Truncation } from "./truncations.js";

/** Columns by role, as a user named them. */
export interface ColumnNames {
  readonly textColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  /** The second text, where a task reads two: the context of a question. */
  readonly textPairColumn?: string | undefined;
  /** Whether two texts are read, in tasks that can do either; by the names of the columns where absent. */
  readonly readsPairs?: boolean | undefined;
}

/** Where a table keeps what a task reads. */
export interface TaskColumns {
  /** The text, or the first of several. */
  readonly text: number;
  /** What is to be learnt. */
  readonly label: number;
  /** Further columns by their role in the task, such as the second text of a pair. */
  readonly more?: Readonly<Record<string, number>>;
  /** Sentences that say what was guessed; none for what was named. */
  readonly notes: readonly string[];
}

/** The columns that a check of the data reads, and what they hold. */
export interface CheckNames
  extends Pick<ColumnNames, "textColumn" | "textPairColumn" | "labelColumn"> {
  /** What is marked in the texts: the tags of words, spans, or answers to questions. */
  readonly marks?: {
    readonly kind: "tags" | "spans" | "answers";
    readonly column: string | undefined;
  };
  /** The column of what is learnt where it is no class: no row may leave it empty. */
  readonly targetColumn?: string | undefined;
  /** The columns of all texts that no row may leave empty; that of the text where absent. */
  readonly requiredTexts?: readonly string[];
}

/** What a split of rows keeps in its share in every part. */
export interface Strata {
  /** Labels of each row: one, or any number of them. */
  readonly labels: readonly (readonly string[])[];
  /** How they are told, where they are no plain labels: `"10 bins of score"`. */
  readonly told?: string;
}

/** Some rows of a table. */
export interface TaskRows {
  readonly table: Table;
  readonly columns: TaskColumns;
  /** Places in the table, counted from 0. */
  readonly rows: Int32Array;
}

/** How rows are encoded. */
export interface EncodeSettings {
  /** Tokens of an example at most, special ones included. */
  readonly maxLength: number;
  /** What is read of texts that are longer; their head where absent. */
  readonly truncation?: Truncation | null | undefined;
  /** Tokens that neighbouring windows of a long text share. */
  readonly stride?: number | null | undefined;
  /** Whether tokens inside words are labelled too. */
  readonly labelAllTokens?: boolean | undefined;
  /** Whether a row is read with the other rows of its document around it. */
  readonly documentContext?: boolean | undefined;
  /** Whether the examples are learnt from: rows without a usable target are left out then. */
  readonly forTraining?: boolean | undefined;
  /** First and last tokens of answers that are tried in each window. */
  readonly nBest?: number | null | undefined;
  /** Tokens of an answer at most. */
  readonly maxAnswerLength?: number | null | undefined;
}

/**
 * Rows as a model reads them. A row may become several examples, such as the windows of a long text:
 * `Example.row` tells whose they are.
 */
export interface EncodedRows<Reference = unknown> {
  readonly examples: readonly Example[];
  /** What the scores are computed against, one for each row, in their order. */
  readonly references: readonly Reference[];
  /** What was left out or cut, in sentences. */
  readonly notes: readonly string[];
}

/** Scores by their name in `metrics.json`, without a prefix. */
export type TaskScores = Readonly<Record<string, number>>;

export interface ScoreSettings {
  /** Rows of a batch in `loss_batch_mean`. */
  readonly batchSize: number;
  /** `[L]` weight of each class; absent where all count the same. */
  readonly classWeights?: readonly number[] | undefined;
  readonly labelSmoothing?: number | undefined;
  /** `[L]` weight of each label that holds, against one that does not; absent where both count the same. */
  readonly positiveWeights?: readonly number[] | undefined;
}

/** What is decided on validation rows, and how. */
export interface TuneSettings {
  /** The least probability at which a label is given: a number, or to be found, one for all or one each. */
  readonly threshold: number | "tune" | "tune-per-label";
  /** Whether a temperature is found that the probabilities are computed with. */
  readonly calibrate: boolean;
}

/** What a model gave for encoded rows. */
export interface TaskOutputs<Reference = unknown> extends EncodedRows<Reference> {
  /**
   * One array for each example: its row of logits `[W]`, or, for tasks that label tokens, the rows
   * of its tokens `[S * W]`, special ones included.
   */
  readonly outputs: readonly Float32Array[];
  /** Names of the labels in the order of the logits; empty where the task has none. */
  readonly labels: readonly string[];
  /** What `tune` of the task decided on the validation rows; absent while it is not decided. */
  readonly tuned?: JsonObject | undefined;
  /** Weights that the numbers are read with, by name: those of `TaskModel.decodingWeights`. */
  readonly weights?: Readonly<Record<string, Float32Array>> | undefined;
}

/** One row of an evaluation, for people. */
export interface EvaluatedRow {
  /** Place in the rows that were evaluated, counted from 0. */
  readonly index: number;
  readonly truth: string;
  readonly prediction: string;
  /** One probability a label, in label order; empty where the task gives none. */
  readonly probabilities: readonly number[];
}

/**
 * The data side of a task: what it reads, what its model must be told, and what the model's numbers
 * mean. The model side is `TaskModel` of the models room; `taskKinds` of the prediction room joins them.
 */
export interface Task<Reference = unknown> {
  readonly name: string;
  /** Whether what is learnt has places in the text: cleaning and edits in training would move them. */
  readonly readsPlaces?: boolean;
  /** Whether a model that names no labels is scored on those of the file: its outputs fit any number. */
  readonly takesLabelsOfFile?: boolean;
  /** Scores that may choose the best weights; the first does unless told otherwise. */
  readonly metrics: readonly string[];
  /** Scores that a line of progress shows, with their headings. */
  readonly shownMetrics: Readonly<Record<string, string>>;
  /** Ways to read single texts that are too long, the first unless told otherwise; absent where nothing is to choose. */
  readonly truncations?: readonly Truncation[];
  /** Tokens of an example at most where nothing is said; by the training rows where absent. */
  readonly maxLength?: number;
  /**
   * The columns that the task reads: those named, or else guessed.
   *
   * @throws COLUMN_MISSING, COLUMN_UNCLEAR
   */
  chooseColumns(table: Table, names: ColumnNames): TaskColumns;
  /**
   * Names of the labels in the order of their ids; none where the task has no labels.
   *
   * @param given - all names, where they were given and the task takes them
   * @throws the task's codes for labels that cannot be learnt
   */
  readLabels(
    table: Table,
    columns: TaskColumns,
    given?: readonly string[],
  ): Promise<readonly string[]>;
  /** Whether a row has any number of labels: then `given` names, weights and thresholds mean something. */
  readonly hasLabelSets?: boolean;
  /** How a check reads the rows. */
  checkNames(table: Table, columns: TaskColumns): CheckNames;
  /** What a split keeps in its share; undefined where rows are split at random. */
  strata(table: Table, columns: TaskColumns): Promise<Strata | undefined>;
  /** Whether rows with an empty text are left out by `encode`, and told, instead of being refused. */
  readonly skipsEmpty?: boolean;
  /** Columns of the texts that no row of a file may be without; that of the text alone where absent. */
  textColumns?(columns: TaskColumns): readonly number[];
  /** Rows that somebody labelled, ascending: a split shares out these; all rows where absent. */
  labelledRows?(table: Table, columns: TaskColumns): Int32Array;
  /** A group for every row: a split keeps each on one side; rows stand alone where absent. */
  groups?(
    table: Table,
    columns: TaskColumns,
    settings: Pick<EncodeSettings, "documentContext">,
  ): readonly string[] | undefined;
  /**
   * Encodes labelled rows, in their order.
   *
   * @throws the task's codes, at the first row that cannot be used
   */
  encode(
    rows: TaskRows,
    labels: readonly string[],
    tokenizer: Tokenizer,
    settings: EncodeSettings,
  ): Promise<EncodedRows<Reference>>;
  /**
   * What the loss reads beside the packed tokens, by the names of its graph inputs.
   *
   * @param batch - the packed examples: tokens end to end, filler rows behind
   */
  targets(
    examples: readonly Example[],
    batch: Readonly<Record<string, TensorData>>,
  ): Readonly<Record<string, TensorData>>;
  score(outputs: TaskOutputs<Reference>, settings: ScoreSettings): TaskScores;
  /** Whether what `tune` decides changes predictions: then every evaluation of a run tunes before it scores. */
  readonly tunesDecisions?: boolean;
  /**
   * Decides on validation rows what predictions need, such as a threshold; saved with the model where it is anything.
   *
   * @param learnt - the references of the training rows
   */
  tune?(
    outputs: TaskOutputs<Reference>,
    settings: TuneSettings,
    learnt?: readonly Reference[],
  ): JsonObject;
  /**
   * How much each label that holds counts in the loss; absent where that has no meaning.
   *
   * @throws POS_WEIGHT_COUNT when the numbers do not fit the labels
   */
  positiveWeights?(
    spec: "balanced" | readonly number[],
    examples: readonly Example[],
    labelCount: number,
  ): number[];
  /** `[L]` what the bias of a new head begins with; zeros, or what the head draws, where absent. */
  headBias?(
    examples: readonly Example[],
    labelCount: number,
    positiveWeights: readonly number[] | undefined,
  ): number[];
  /** What a model that learnt nothing would score, under its own names. */
  baseline(outputs: TaskOutputs<Reference>): TaskScores;
  /** The scores in detail, as a text for people. */
  report(outputs: TaskOutputs<Reference>): string;
  /** How many examples `encode` makes of every row, which a batch holds together; one where absent. */
  examplesPerRow?(labels: readonly string[]): number;
  /** Truth and prediction of every row. */
  evaluated(outputs: TaskOutputs<Reference>): EvaluatedRow[];
  /** Text that stands for a target in a shown example. */
  targetText(example: Example, labels: readonly string[]): string;
  /** Rows of each class, in label order; absent where class weights have no meaning. */
  countClasses?(rows: TaskRows, labels: readonly string[]): Promise<number[]>;
}
