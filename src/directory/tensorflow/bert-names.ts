/** What a variable of Google's BERT is called in Hugging Face's. */
export interface MappedName {
  readonly name: string;
  /** Kernels are `[in, out]` in TensorFlow and `[out, in]` in PyTorch. */
  readonly isTransposed: boolean;
}

const roots = /^(bert|cls|output_weights|output_bias)(\/|$)/;
// Moments of the optimizer stand under the names of the weights.
const optimizers = /\/(adam_[mv]|AdamWeightDecayOptimizer(_1)?|Adam(_1)?)$/;

/** Beginnings and endings of the names, in the order in which they are replaced. */
const replaced: readonly (readonly [RegExp, string])[] = [
  [/^output_/, "classifier."],
  [/^cls\/squad\/output_/, "qa_outputs."],
  [/^cls\/predictions\/output_bias$/, "cls.predictions.bias"],
  [/^cls\/seq_relationship\/output_/, "cls.seq_relationship."],
  [/\/layer_(\d+)\//, "/layer/$1/"],
  [/\/gamma$/, "/weight"],
  [/\/beta$/, "/bias"],
  [/\/kernel$/, "/weight"],
  [/_embeddings$/, "_embeddings/weight"],
  [/\.weights$/, ".weight"],
  [/\//g, "."],
];

/**
 * The name in `BertForPreTraining`, or the head of a fine-tuned model, of a variable of
 * google-research/bert.
 *
 * @returns undefined for the optimizer's and whatever else is no weight of BERT
 *
 * @example
 * bertName("bert/encoder/layer_0/output/dense/kernel");
 * // { name: "bert.encoder.layer.0.output.dense.weight", isTransposed: true }
 */
export function bertName(variable: string): MappedName | undefined {
  if (!roots.test(variable) || optimizers.test(variable)) return undefined;
  return {
    name: replaced.reduce((name, [from, to]) => name.replace(from, to), variable),
    isTransposed: variable.endsWith("/kernel"),
  };
}
