import { BerthError, type JsonObject } from "../base/index.js";

/** Activations that the feed-forward part of an encoder may use, under Hugging Face's names. */
export type Activation = "gelu" | "gelu_new" | "relu";

/** The sizes and settings of a BERT encoder, as `config.json` gives them. */
export interface BertArchitecture {
  readonly vocabularySize: number;
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
  /** Dropout in front of the linear classification head. */
  readonly classifierDropout: number;
  /** Standard deviation of newly drawn weights. */
  readonly initializerRange: number;
}

const activations: readonly string[] = ["gelu", "gelu_new", "relu"];

/**
 * Reads the architecture of a BERT encoder out of a parsed `config.json`.
 *
 * @param config - content of `config.json` in Hugging Face's keys
 * @param options.encoderLayers - use only the first so many layers
 * @param options.source - the file's name, for the sentences
 * @throws CONFIG_UNSUPPORTED when the file describes something that Berth does not build
 */
export function bertArchitecture(
  config: JsonObject,
  options: { readonly encoderLayers?: number | undefined; readonly source?: string } = {},
): BertArchitecture {
  const { encoderLayers, source = "config.json" } = options;
  const unsupported = (key: string, must: string): never => {
    const value = config[key] ?? null;
    const message = `${source}: "${key}" must be ${must}; got ${JSON.stringify(value)}`;
    throw new BerthError("CONFIG_UNSUPPORTED", message, { file: source, key, value });
  };
  const count = (key: string): number => {
    const value = config[key];
    return typeof value === "number" && Number.isInteger(value) && value > 0
      ? value
      : unsupported(key, "a whole number above 0");
  };
  const real = (key: string, absent: number): number => {
    const value = config[key] ?? absent;
    return typeof value === "number" && value >= 0 ? value : unsupported(key, "a number from 0");
  };

  if (config["model_type"] !== "bert") unsupported("model_type", '"bert"');
  if ((config["position_embedding_type"] ?? "absolute") !== "absolute") {
    unsupported("position_embedding_type", '"absolute"');
  }
  const activation = config["hidden_act"] ?? "gelu";
  if (typeof activation !== "string" || !activations.includes(activation)) {
    unsupported("hidden_act", `one of ${activations.join(", ")}`);
  }
  const hiddenSize = count("hidden_size");
  const headCount = count("num_attention_heads");
  if (hiddenSize % headCount !== 0) {
    unsupported("num_attention_heads", `a divisor of hidden_size (${hiddenSize})`);
  }
  const hiddenDropout = real("hidden_dropout_prob", 0.1);
  return {
    vocabularySize: count("vocab_size"),
    positionCount: count("max_position_embeddings"),
    typeCount: count("type_vocab_size"),
    hiddenSize,
    layerCount: firstLayers(count("num_hidden_layers"), encoderLayers),
    headCount,
    intermediateSize: count("intermediate_size"),
    activation: activation as Activation,
    layerNormEpsilon: real("layer_norm_eps", 1e-12),
    hiddenDropout,
    attentionDropout: real("attention_probs_dropout_prob", 0.1),
    classifierDropout: real("classifier_dropout", hiddenDropout),
    initializerRange: real("initializer_range", 0.02),
  };
}

function firstLayers(layerCount: number, wanted = layerCount): number {
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= layerCount) return wanted;
  throw new BerthError(
    "ENCODER_LAYERS",
    `--encoder-layers ${wanted}: must be a whole number from 1 to ${layerCount}, the layers of this model`,
    { wanted, layerCount },
  );
}
