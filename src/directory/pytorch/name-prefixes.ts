/** What programs put before every name: DataParallel, Lightning and the like, torch.compile. */
const prefixes = ["module.", "model.", "_orig_mod."];

/** Tensors under their names without the prefixes of training programs that all of them share. */
export function withoutPrefixes<Tensor>(
  tensors: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const names = [...tensors.keys()];
  let start = 0;
  for (;;) {
    const prefix = prefixes.find((text) => names.every((name) => name.startsWith(text, start)));
    if (prefix === undefined || names.length === 0) break;
    start += prefix.length;
  }
  if (start === 0) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(start), tensor]));
}
