import type { Model } from "../prediction/index.js";
import type { TextInput } from "../tokenizer/index.js";
import { type TextSource, wordedTexts } from "./worded-texts.js";

/**
 * Says where the windows of texts share fewer tokens than the flags ask for, or than the run was trained with;
 * undefined where no text is longer than a window.
 *
 * @param inputs - the texts, as they were given
 */
export async function strideNoteOf(
  {
    task,
    encoding,
    tokenizer,
    maxLength: own,
  }: Pick<Model, "task" | "encoding" | "tokenizer" | "maxLength">,
  inputs: readonly TextInput[],
  {
    stride,
    maxLength = own,
    ...source
  }: TextSource & {
    readonly stride?: number | undefined;
    readonly maxLength?: number | undefined;
  },
): Promise<string | undefined> {
  if (!(task === "ner" || encoding.truncation === "windows")) return undefined;
  const { strideNote } = await import("../tasks/index.js");
  const note = await strideNote(tokenizer, {
    maxLength,
    stride: stride ?? encoding.stride,
  });
  if (note === undefined) return undefined;
  const isWorded = task === "ner";
  const texts = isWorded ? await wordedTexts(inputs.map(String), source) : undefined;
  const encoded = await tokenizer.encode(texts?.map(({ text }) => text) ?? inputs, { maxLength });
  return encoded.some(({ truncated }) => truncated) ? note : undefined;
}
