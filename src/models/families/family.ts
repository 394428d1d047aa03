import type { JsonObject } from "../../base/index.js";
import type { BertArchitecture } from "../architecture.js";
import type { ConfigReader } from "../config-reader.js";

/** What is peculiar to a family of encoders: the rest of the room builds any of them. */
export interface Family {
  /** Begins the names of Hugging Face's classes. */
  readonly className: string;
  /** Hugging Face's class of the tokenizer that comes with the family. */
  readonly tokenizerClass: string;
  /** What Hugging Face's classes with a head call their encoder: begins its weights' names in files. */
  readonly prefix: string;
  /** Key of `config.json` that holds the number of layers. */
  readonly layerCountKey: string;
  /** Sizes and settings by the family's keys. */
  readConfig(config: ConfigReader): Omit<BertArchitecture, "family">;
  /** The name that files have for a weight of the encoder that Berth knows under BERT's name. */
  weightName(name: string): string;
  /** What counts positions in the exported model: places of the grid, or tokens that are no padding. */
  readonly positions: "places" | "tokens";
  /** Whether values are dropped behind a layer's attention, and behind its feed-forward part. */
  readonly drops: { readonly attention: boolean; readonly feedForward: boolean };
  /** Whether Hugging Face's class without a head ends in a pooler. */
  readonly hasPooler: boolean;
  /** The head of `...ForSequenceClassification`. */
  readonly sequenceHead: HeadForm;
  /** The head of `...ForMultipleChoice`. */
  readonly choiceHead: HeadForm;
  /** What `config.json` says of that head, where it may be built in other ways as well. */
  readonly choiceKeys?: JsonObject;
  /** The dropout in front of the layer of `...ForTokenClassification`. */
  readonly tokenDropout: "classifierDropout" | "hiddenDropout";
  /** The head of `...ForMaskedLM`. */
  readonly languageHead: LanguageHeadForm;
}

/** A dense layer with an activation, dropout, and a dense layer that gives the logits. */
export interface HeadForm {
  /** Name of the first layer, `[H, H]`. */
  readonly dense: string;
  readonly activation: "tanh" | "gelu" | "relu";
  /** Name of the layer that gives the logits, `[L, H]`. */
  readonly output: string;
  /** Whether values are dropped in front of the first layer as well. */
  readonly dropsInput: boolean;
}

/** A dense layer with an activation, a layer norm, and products with the word table. */
export interface LanguageHeadForm {
  /** Name of the dense layer, `[E, H]`. */
  readonly dense: string;
  /** That of the encoder's layers where absent. */
  readonly activation?: "gelu";
  /** Name of the layer norm, `[E]`. */
  readonly norm: string;
  /** Name of what is added to the products, `[V]`. */
  readonly bias: string;
}
