/**
 * The name under which Berth knows a tensor of a weights file: without the `bert.` prefix, and
 * with today's names of the layer-norm weights. Undefined for tensors that hold no weights.
 */
export function parameterName(fileName: string): string | undefined {
  if (fileName.endsWith("embeddings.position_ids")) return undefined;
  return fileName
    .replace(/^bert\./, "")
    .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}

/** Whether a parameter belongs to `BertModel`: tensors of a whole model carry `bert.` before it. */
export function isEncoderName(name: string): boolean {
  return /^(embeddings|encoder|pooler)\./.test(name);
}
