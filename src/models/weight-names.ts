/**
 * The name under which Berth knows a tensor of a weights file: without the `bert.` prefix, and
 * with today's names of the layer-norm weights. Undefined for tensors that hold no weights of their
 * own: positions, and the decoder of a masked language model, which is the word table again.
 */
export function parameterName(fileName: string): string | undefined {
  if (/(embeddings\.position_ids|cls\.predictions\.decoder\.(weight|bias))$/.test(fileName)) {
    return undefined;
  }
  return fileName
    .replace(/^bert\./, "")
    .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}

/** Whether a parameter belongs to `BertModel`: tensors of a whole model carry `bert.` before it. */
export function isEncoderName(name: string): boolean {
  return /^(embeddings|encoder|pooler)\./.test(name);
}

/** The name of a parameter in the file of a model with heads of Hugging Face: `bert.` stands before the encoder's. */
export function wholeModelName(name: string): string {
  return isEncoderName(name) ? `bert.${name}` : name;
}
