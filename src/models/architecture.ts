/** Activations that the feed-forward part of an encoder may use, under Hugging Face's names. */
export type Activation = "gelu" | "gelu_new" | "relu";

/** Families of encoders that Berth builds, as `model_type` of `config.json` names them. */
export type FamilyName = "bert";

/** The sizes and settings of an encoder of the BERT family, as `config.json` gives them. */
export interface BertArchitecture {
  readonly family: FamilyName;
  readonly vocabularySize: number;
  /** Tokens of a text at most. */
  readonly positionCount: number;
  readonly typeCount: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly intermediateSize: number;
  readonly activation: Activation;
  readonly layerNormEpsilon: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  /** Dropout of the classification head. */
  readonly classifierDropout: number;
  /** Standard deviation of newly drawn weights. */
  readonly initializerRange: number;
}
