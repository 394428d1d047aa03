const han = /[\u3040-\u30ff\u3400-\u9fff]/;
let segmenter: Intl.Segmenter | undefined;

/**
 * Words of a text: what spaces separate, and in Chinese and Japanese, which have no spaces, what
 * `Intl.Segmenter` takes for words.
 */
export function countWords(text: string): number {
  if (!han.test(text)) return spacedWords(text);
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count += 1;
  return count;
}

function spacedWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
