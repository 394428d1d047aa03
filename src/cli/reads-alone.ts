/**
 * What is said where the texts of a model that learnt with `--document-context` are read without their documents.
 *
 * @param name - the model, as it was named
 */
export function readsAlone(name: string, why = "here"): string {
  return `${name} learnt with a document's other texts around each (--document-context); ${why} each text is read alone`;
}
