/** Activations that the feed-forward part of an encoder may use, under Hugging Face's names. */
export type Activation = "gelu" | "gelu_new" | "relu";

/** Families of encoders that Berth builds, as `model_type` of `config.json` names them. */
export type FamilyName = "bert" | "roberta" | "xlm-roberta" | "distilbert" | "electra" | "albert";

/** The sizes and settings of an encoder of the BERT family, as `config.json` gives them. */
export interface BertArchitecture {
  readonly family: FamilyName;
  readonly vocabularySize: number;
  /** Tokens of a text at most. */
  readonly positionCount: number;
  /** Rows at the beginning of the file's position table at which no token of a text stands. */
  readonly skippedPositions: number;
  /** 0 where tokens have no types. */
  readonly typeCount: number;
  /** Width of the embedding tables. */
  readonly embeddingSize: number;
  /** Whether a dense layer brings the embeddings to the hidden size. */
  readonly projectsEmbeddings: boolean;
  readonly hiddenSize: number;
  readonly layerCount: number;
  /** Groups of neighbouring layers that share their weights; absent where each layer has its own. */
  readonly layerGroups?: number | undefined;
  readonly headCount: number;
  readonly intermediateSize: number;
  readonly activation: Activation;
  readonly layerNormEpsilon: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  /** Dropout of the classification head. */
  readonly classifierDropout: number;
  /** Dropout in front of the layer that points at answers; none where absent. */
  readonly answerDropout?: number;
  /** Dropout of the head that chooses between texts; that of the classification head where absent. */
  readonly choiceDropout?: number;
  /** Standard deviation of newly drawn weights. */
  readonly initializerRange: number;
}
