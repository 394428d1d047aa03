import { entitiesOfTags } from "../../metrics/index.js";
import type { TaggedText } from "./entity.js";
import { joinedWords } from "./joined-words.js";
import { readCellList } from "./read-cell-list.js";
import { readTag } from "./tags.js";

/**
 * A row of words and tags: IOB1, IOB2, IOBES, BILOU or BMES, read as conlleval does.
 *
 * @param tokens - cell with a list of words
 * @param tags - cell with as many tags; null where nothing is tagged
 * @returns the text, or what is wrong with the row
 */
export function readTags(tokens: string | null, tags: string | null): TaggedText | string {
  const words = readCellList(tokens);
  if (words !== undefined && tags === null) return { ...joinedWords(words), entities: [] };
  return tagWords(words, readCellList(tags));
}

type List = readonly string[] | undefined;

/**
 * The lists of a row that is tagged; as in `readTags`.
 *
 * @param words - undefined where their cell holds no list
 * @param written - the tags, or undefined likewise
 */
export function tagWords(words: List, written: List): TaggedText | string {
  if (words === undefined) return 'its words must be a list, such as ["Ada", "met", "Bob"]';
  if (written === undefined) return 'its tags must be a list, such as ["B-PER", "O", "B-PER"]';
  if (written.length !== words.length) {
    return `it has ${words.length} words and ${written.length} tags`;
  }
  const read = written.map(readTag);
  const unknown = read.indexOf(undefined);
  if (unknown !== -1) {
    return `its tag ${JSON.stringify(written[unknown])} is none of O, B-TYPE, I-TYPE, E-TYPE, S-TYPE (or L, U, M)`;
  }
  const joined = joinedWords(words);
  const entities = entitiesOfTags(read.map((tag) => tag ?? "O")).map(({ type, start, end }) => ({
    type,
    start: joined.words[start * 2] as number,
    end: joined.words[end * 2 - 1] as number,
  }));
  return { ...joined, entities };
}
