import { join } from "node:path";
import fc from "fast-check";
import { unreachable } from "../src/base/index.js";
import { loadTokenizer, type Tokenizer } from "../src/tokenizer/index.js";

/** A text of words whose places are known, and one of them. */
interface KnownWord {
  readonly text: string;
  readonly words: readonly string[];
  /** Which of them. */
  readonly chosen: number;
  readonly start: number;
  readonly end: number;
}

/** Words in whose offsets programs go wrong: more than a unit a sign, signs that normalisers join, split or drop. */
const signs = [
  ...["soup", "a-b", "bread,", "naïve", "e\u0301te\u0301", "İstanbul", "ﬁne", "ＦＵＬＬ", "１２"],
  ...[
    "😀",
    "👩‍👩‍👧",
    "🇨🇳",
    "❤\ufe0f",
    "𠮷野家",
    "房间很好",
    "カタカナ",
    "ไทย",
    "한국",
    "\u{20000}x",
    "𝒜𝒷",
  ],
];

/** Texts of such words with one space between. */
export const knownWords: fc.Arbitrary<KnownWord> = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 40 })
  .chain((words) => fc.tuple(fc.constant(words), fc.nat(words.length - 1)))
  .map(([words, chosen]) => {
    const word = words[chosen] ?? unreachable("a word");
    const start = words.slice(0, chosen).reduce((size, one) => size + one.length + 1, 0);
    return { text: words.join(" "), words, chosen, start, end: start + word.length };
  });

/** Tokens of a text that stand for a word. */
interface WordTokens {
  /** A token that is the space in front, where there is one; else as `first`. */
  readonly space: number;
  readonly first: number;
  readonly last: number;
}

/** The tokens of the chosen word: counted, without any offset, by the tokens of the words before it. */
export async function tokensOfWord(
  tokenizer: Tokenizer,
  { words, chosen }: KnownWord,
): Promise<WordTokens> {
  const upTo = async (count: number): Promise<readonly string[]> => {
    const [encoding] = await tokenizer.encode([words.slice(0, count).join(" ")], {
      maxLength: 2 ** 30,
    });
    return tokenizer.tokens(encoding?.tokenIds ?? []).slice(1, -1);
  };
  const before = await upTo(chosen);
  const own = (await upTo(chosen + 1)).slice(before.length);
  const space = before.length;
  const first = own[0] === "▁" || own[0] === "Ġ" ? space + 1 : space;
  return { space, first, last: space + own.length - 1 };
}

/** A border of a span that stands between the two units of one sign; a lone half of the text is no such sign. */
export function splitsSign(text: string, border: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(border - 1, border + 1));
}

/** WordPiece, byte-level BPE and Unigram. */
export const tokenizerNames = ["tiny-bert", "tiny-roberta", "tiny-xlm-roberta"] as const;

/** The tokenizer of a fixture. */
export const fixtureTokenizer = (name: string): Promise<Tokenizer> =>
  loadTokenizer(join(import.meta.dirname, "fixtures", name));
