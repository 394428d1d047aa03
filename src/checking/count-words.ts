import { wordCount } from "../records/index.js";

const han = /[\u3040-\u30ff\u3400-\u9fff]/;

/**
 * Words of a text: what spaces separate, and in Chinese and Japanese, which have no spaces, what
 * `Intl.Segmenter` takes for words.
 */
export function countWords(text: string): number {
  return han.test(text) ? wordCount(text) : (text.match(/\S+/g)?.length ?? 0);
}
