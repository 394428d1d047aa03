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

/** An attention map as plain JSON: `attention[layer][head][from][to]`. */
export function attentionJson({ attention, layers, heads, ...told }: AttentionMap) {
  const size = told.tokens.length;
  const line = (start: number) => Array.from(attention.subarray(start, start + size), shortest);
  const ofSize = <Item>(count: number, item: (index: number) => Item): Item[] =>
    Array.from({ length: count }, (_, index) => item(index));
  return {
    ...told,
    attention: ofSize(layers, (layer) =>
      ofSize(heads, (head) =>
        ofSize(size, (from) => line(((layer * heads + head) * size + from) * size)),
      ),
    ),
  };
}

/** A float32 without the digits that it does not hold. */
const shortest = (value: number): number => Number(value.toPrecision(8));
