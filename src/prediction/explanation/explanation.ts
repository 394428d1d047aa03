/** A token of an explained text. */
export interface ExplainedToken {
  /** As the tokenizer writes it, such as `##ing`. */
  readonly token: string;
  /** `text.slice(start, end)` is what the token stands for, in UTF-16 units; both 0 for special tokens. */
  readonly start: number;
  readonly end: number;
  /** Which of two texts it is of, 0 or 1; -1 for special tokens. */
  readonly sequence: number;
}

/** What every explanation tells. */
export interface Explanation {
  readonly text: string | readonly [string, string];
  /**
   * The predicted label, of several that may hold the most probable one, and its probability; for a regression the
   * number. Absent where the model says nothing of the text as a whole.
   */
  readonly label?: string;
  readonly score?: number;
  /** Whether the model read a part of the text only. */
  readonly truncated: boolean;
  /** Which part, where it did. */
  readonly part?: "beginning" | "end";
}

/** How much each token speaks for a label, or for a larger number: gradient times input. */
export interface Attribution extends Explanation {
  readonly label: string;
  readonly score: number;
  /** The label that is asked about, and its logit. */
  readonly explained: string;
  readonly logit: number;
  /** `score` above 0 speaks for the label, below 0 against it. */
  readonly tokens: readonly (ExplainedToken & { readonly score: number })[];
}

/** How much each token looks at each other one, in every head of every layer. */
export interface AttentionMap extends Explanation {
  readonly tokens: readonly ExplainedToken[];
  readonly layers: number;
  readonly heads: number;
  /** `[layers, heads, S, S]` row-major: a line for each token that looks, which sums to 1. */
  readonly attention: Float32Array;
}

/** An attribution as plain JSON. */
export const attributionJson = ({ tokens, ...told }: Attribution) => ({
  ...told,
  tokens: tokens.map((token) => ({ ...token, score: shortest(token.score) })),
});

/**
 * An attention map as JSON, `attention[layer][head][from][to]`, head by head: of a large model and a long text the
 * whole does not fit in a string.
 */
export function* attentionJson({
  attention,
  layers,
  heads,
  ...told
}: AttentionMap): Generator<string> {
  const size = told.tokens.length;
  const line = (start: number) => Array.from(attention.subarray(start, start + size), shortest);
  yield `${JSON.stringify(told).slice(0, -1)},"attention":[`;
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) {
      const begin = (layer * heads + head) * size * size;
      const matrix = Array.from({ length: size }, (_, from) => line(begin + from * size));
      const before = head > 0 ? "," : layer > 0 ? ",[" : "[";
      yield `${before}${JSON.stringify(matrix)}${head === heads - 1 ? "]" : ""}`;
    }
  }
  yield "]}";
}

/** A float32 without the digits that it does not hold. */
const shortest = (value: number): number => Number(value.toPrecision(8));
