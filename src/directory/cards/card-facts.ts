import type { JsonObject } from "../../base/index.js";

/** What a model card tells. */
export interface ModelCardFacts {
  /** Name of the model: its folder's. */
  readonly name: string;
  /** The model it was fine-tuned from, as it was named. */
  readonly baseModel: string;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly maxLength: number;
  /** What is read of longer texts by choice; absent where the task has its own way. */
  readonly truncation?: "head" | "head-tail" | "windows" | undefined;
  /** Names of the steps that texts go through first. */
  readonly cleaning?: readonly string[];
  /** Settings that shaped the weights, by name. */
  readonly settings: JsonObject;
  /** Scores under the keys of `metrics.json`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What it reads at once. */
  readonly reads: "text" | "pair" | "question" | "choices";
  /** Whether its answer is a number, not a label. */
  readonly givesNumber?: boolean;
  /** Whether Hugging Face has a class for the head. */
  readonly hasStandardHead: boolean;
  /** Whether transformers.js has a class for the head, or one that reads it. */
  readonly hasScriptClass: boolean;
  /** Columns that the head reads beside the text. */
  readonly features?: readonly string[];
  /** How other programs must read the logits, in a paragraph; empty where that is the usual way. */
  readonly reading?: string;
  /** What pipelines call the task. */
  readonly pipelineTag: string;
  readonly labels: readonly string[];
  /** What the model does, after the word "that". */
  readonly purpose: string;
  /** Scores that are shown, with their headings. */
  readonly shownMetrics: Readonly<Record<string, string>>;
}
