import { BerthError } from "../../base/index.js";
import { type Passage, separator, type Word } from "./words.js";

/** A tag of a token: its name, or its number as Hugging Face's data sets have it. */
type Tag = string | number;

const isOutside = (tag: Tag | undefined): boolean => tag === "O" || tag === 0;

/**
 * Tokens with a tag each as words whose tags follow them. Tokens of entities stay as they are, nothing
 * is put between them, and no two entities come to touch; what is put in is tagged as outside. So valid
 * tags stay valid, in IOB2 as in IOB1 and IOBES.
 *
 * @param tokensCell - a JSON list of texts
 * @param tagsCell - a JSON list of as many tags, `"O"` or 0 outside
 * @param place - where the cells stand, for the sentence
 * @throws TAGS_BROKEN
 */
export function tokensPassage(tokensCell: string, tagsCell: string, place: string): Passage {
  const tokens = listOf(tokensCell, "tokens", place).map(String);
  const tags = listOf(tagsCell, "tags", place).map((tag) =>
    typeof tag === "number" ? tag : String(tag),
  );
  if (tokens.length !== tags.length) {
    refuse(`${place}: ${tokens.length} tokens need as many tags; there are ${tags.length}`);
  }
  const words = tokens.map((text, index): Word => {
    const fixed = !isOutside(tags[index]);
    const joined = fixed && index > 0 && !isOutside(tags[index - 1]);
    return { text, fixed, joined, from: index };
  });
  const outside: Tag = typeof tags[0] === "number" ? 0 : "O";
  const known = new Set(tokens);
  const write = (edited: readonly Word[]): string[] => {
    const written = edited.flatMap(({ text, from }) => {
      const tag = tags[from ?? -1] ?? outside;
      // A synonym of several words becomes several tokens.
      const parts = known.has(text) ? [text] : text.split(" ");
      return parts.map((part) => ({ part, tag }));
    });
    return [
      JSON.stringify(written.map(({ part }) => part)),
      JSON.stringify(written.map(({ tag }) => tag)),
    ];
  };
  return { words, write, text: runningText };
}

function runningText(words: readonly Word[]): string {
  return words.reduce((text, word) => text + (text && separator(text, word.text)) + word.text, "");
}

function listOf(cell: string, what: string, place: string): unknown[] {
  try {
    const list: unknown = JSON.parse(cell);
    if (Array.isArray(list)) return list;
  } catch {
    // Told below, as any other cell that is no list.
  }
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}...` : cell;
  return refuse(
    `${place}: the ${what} must be a JSON list such as ["a", "b"]; ${JSON.stringify(shown)} came`,
  );
}

function refuse(message: string): never {
  throw new BerthError("TAGS_BROKEN", `${message}. Correct the row`);
}
