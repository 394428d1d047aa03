/**
 * Renames the weights of BERT's layers; other names stay.
 *
 * @param prefix - what stands before the names of a layer's weights
 * @param names - of the weights' places in a layer, by BERT's
 */
export function layerRenaming(
  prefix: (layer: string) => string,
  names: Readonly<Record<string, string>>,
): (name: string) => string {
  return (name) => {
    const [, layer, place = "", kind] = /^encoder\.layer\.(\d+)\.(.+)\.(\w+)$/.exec(name) ?? [];
    return layer === undefined ? name : `${prefix(layer)}.${names[place] ?? place}.${kind}`;
  };
}
