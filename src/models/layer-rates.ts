/**
 * What the learning rate of a weight is multiplied by where lower layers learn more slowly: 1 for head,
 * pooler and the last layer, and `decay` times less from layer to layer below, embeddings last (Sun et
 * al. 2019, "How to fine-tune BERT for text classification", section 5.3.4).
 *
 * @param decay - above 0, at most 1
 *
 * @example
 * layerRate("encoder.layer.4.output.dense.bias", { layerCount: 6, decay: 0.95 }); // 0.95
 */
export function layerRate(
  name: string,
  { layerCount, decay }: { readonly layerCount: number; readonly decay: number },
): number {
  const layer = layerOf(name);
  return layer === undefined ? 1 : decay ** (layerCount - 1 - layer);
}

/** Whether a weight is of the last `count` layers or of the pooler above them. */
export function isInLastLayers(
  name: string,
  { layerCount, count }: { readonly layerCount: number; readonly count: number },
): boolean {
  if (count === 0) return false;
  if (name.startsWith("pooler.")) return true;
  const layer = layerOf(name) ?? -1;
  return layer >= layerCount - count;
}

/** The layer of a weight, -1 for the embeddings; undefined above the layers. */
function layerOf(name: string): number | undefined {
  if (name.startsWith("embeddings.")) return -1;
  const layer = /^encoder\.layer\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? undefined : Number(layer);
}
