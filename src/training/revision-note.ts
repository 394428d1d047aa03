/** A sentence where a revision was asked for of what is no model of the hub; empty otherwise. */
export function revisionNote(
  {
    model,
    revision,
  }: { readonly model?: string | undefined; readonly revision?: string | undefined },
  commit: string | undefined,
): string {
  if (revision === undefined || commit !== undefined) return "";
  const why = model === undefined ? "no --model is given" : `${model} is not of the hub`;
  return `--revision has no effect: ${why}`;
}
