import { unreachable } from "../base/index.js";
import { input, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Dropout } from "./dropout.js";
import {
  type EncoderContext,
  embeddingsOutput,
  encode,
  encodeChosen,
  encoderLayers,
} from "./encoder.js";
import type { FrozenPrefix } from "./frozen.js";
import { packedSizes } from "./layout.js";
import type { Weights } from "./weight-inputs.js";

/** The encoder's outputs in a graph under construction, for a head to stand on. */
export interface Encoded {
  readonly architecture: BertArchitecture;
  readonly weights: Weights;
  /** Dropout for the head: drops while training only. */
  readonly dropout: Dropout;
  /** `[B, H]` last hidden state of each sequence's first token; the rest of the last layer is not computed. */
  first(): Tensor;
  /**
   * `[M, H]` last hidden state of the rows that `chooseRows` of the batches room chose under this
   * name; the rest of the last layer is not computed. In packed graphs only.
   */
  rowsAt(name: string): Tensor;
  /** `[R, H]` last hidden state of every token. */
  tokens(): Tensor;
  /**
   * `[R, H]` each: the output of the embeddings, then that of every layer. In graphs that begin with the
   * embeddings only.
   */
  outputs(): Tensor[];
  /** `[R, H]` to `[B, H]`: the rows of the first tokens, for a head that needs `tokens()` as well. */
  firstRows(tokens: Tensor): Tensor;
}

/**
 * Name of the output of a frozen prefix, and of the input of the graphs that begin behind it: `[R, H]`,
 * or `[B, H]` where only first tokens are kept.
 */
export const hiddenName = "hidden";

/** What the encoder and the head on it are built from. */
export interface EncodedContext extends EncoderContext {
  readonly headDropout: Dropout;
}

type EncodedRows = Pick<Encoded, "first" | "rowsAt" | "tokens" | "outputs">;

/** The outputs of a whole encoder. */
export function encodedBatch(embedded: Tensor, context: EncodedContext): Encoded {
  return encodedFrom(embeddingsOutput(embedded, context), 0, context);
}

/** The same outputs, built on `hidden` `[R, H]`, which layer `from` reads. */
export function encodedFrom(hidden: Tensor, from: number, context: EncodedContext): Encoded {
  const rowsAt = (name: string): Tensor =>
    encodeChosen(hidden, { from, choice: context.layout.choice(name) }, context);
  return encodedOf(context, {
    first: () => rowsAt("first"),
    rowsAt,
    tokens: () => encode(hidden, from, context),
    outputs() {
      if (from > 0) return unreachable("outputs behind a frozen prefix");
      const outputs = [hidden];
      for (let layer = 0; layer < context.architecture.layerCount; layer++) {
        const below = outputs[layer] as Tensor;
        outputs.push(encoderLayers(below, { from: layer, to: layer + 1 }, context));
      }
      return outputs;
    },
  });
}

/** The same outputs, built on what a frozen prefix gave. */
export function encodedBehind({ layers, keeps }: FrozenPrefix, context: EncodedContext): Encoded {
  const size = context.architecture.hiddenSize;
  if (keeps === "tokens") {
    return encodedFrom(input(hiddenName, [packedSizes.rows, size]), layers, context);
  }
  const first = input(hiddenName, [packedSizes.sequences, size]);
  const others = () => unreachable("a prefix that keeps first tokens only");
  return encodedOf(context, {
    first: () => first,
    rowsAt: others,
    tokens: others,
    outputs: others,
  });
}

function encodedOf(context: EncodedContext, rows: EncodedRows): Encoded {
  return {
    architecture: context.architecture,
    weights: context.weights,
    dropout: context.headDropout,
    ...rows,
    firstRows: (tokens) => context.layout.choice("first").pick(tokens),
  };
}
