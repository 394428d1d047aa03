import { type Graph, gradients, graph, input, multiply, reduceSum } from "../graph/index.js";
import { encodedBatch } from "./encoded.js";
import { embeddedInput, embeddedName, gradientName, quietContext } from "./model-graphs.js";
import type { TaskModel } from "./task-model.js";

/** Name of the graph input `[B, L]` that says how much each logit counts: 1 for the class that is asked about. */
export const pickedName = "picked";

/** Name of the output with the attention weights of a layer. */
export const attentionName = (layer: number): string => `attention:${layer}`;

/**
 * A graph of the packed layout that differentiates logits by the embedded rows, without dropout.
 *
 * Outputs: `logits` `[B, L]`, and `gradient:embedded` `[R, E]` of the sum of the picked logits. As the embedded
 * rows are a sum, it is the gradient for the word embeddings as well.
 *
 * @param model - one whose logits are those of sequences
 */
export function attributionGraph(model: TaskModel): Graph {
  const embedded = embeddedInput(model);
  const logits = model.logits(encodedBatch(embedded, quietContext(model)));
  const picked = input(pickedName, logits.shape);
  const [gradient = embedded] = gradients(reduceSum(multiply(logits, picked), [0, 1]), [embedded]);
  return graph({ logits, [gradientName(embeddedName)]: gradient });
}

/**
 * A graph of the packed layout with the attention weights of every layer.
 *
 * Outputs: `logits` `[B, L]` or `[R, L]`, and `attention:0`, `attention:1`, ... `[N, lines, S, S]`: head, line of the
 * grid, token that looks, token that is looked at. One sequence alone fills its line.
 */
export function attentionGraph(model: TaskModel): Graph {
  const shares = new Map<string, ReturnType<typeof input>>();
  const encoded = encodedBatch(embeddedInput(model), {
    ...quietContext(model),
    seesShares: (layer, tensor) => shares.set(attentionName(layer), tensor),
  });
  // All rows of the last layer: the head alone would ask for those of first tokens.
  const tokens = encoded.tokens();
  const first = () => encoded.firstRows(tokens);
  const logits = model.logits({ ...encoded, first, tokens: () => tokens });
  return graph({ logits, ...Object.fromEntries(shares) });
}
