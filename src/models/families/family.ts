import type { BertArchitecture } from "../architecture.js";
import type { ConfigReader } from "../config-reader.js";

/** What is peculiar to a family of encoders: the rest of the room builds any of them. */
export interface Family {
  /** Begins the names of Hugging Face's classes. */
  readonly className: string;
  /** What Hugging Face's classes with a head call their encoder: begins its weights' names in files. */
  readonly prefix: string;
  /** Key of `config.json` that holds the number of layers. */
  readonly layerCountKey: string;
  /** Sizes and settings by the family's keys. */
  readConfig(config: ConfigReader): Omit<BertArchitecture, "family">;
  /** Whether Hugging Face's class without a head ends in a pooler. */
  readonly hasPooler: boolean;
  /** The head of `...ForSequenceClassification`. */
  readonly sequenceHead: HeadForm;
}

/** A dense layer with an activation, dropout, and a dense layer that gives the logits. */
export interface HeadForm {
  /** Name of the first layer, `[H, H]`. */
  readonly dense: string;
  readonly activation: "tanh";
  /** Name of the layer that gives the logits, `[L, H]`. */
  readonly output: string;
}
