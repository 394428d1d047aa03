import { whiteSpace } from "./white-space.js";

/**
 * A web address, as a pattern for the flags `iu`. It ends where Chinese text goes on, and before the punctuation
 * of its sentence.
 */
export const webAddress = "(?:https?://|\\bwww\\.)[!-~]*[A-Za-z0-9/=&#%_~+-]";

const letter = "[\\p{L}\\p{M}\\p{N}_]";
const name = `${letter}(?:${letter}|-(?=${letter}))*`;

/** An `@name`, as a pattern for the flag `u`: Chinese names too; not the domain of an e-mail address. */
export const mention = `(?<![A-Za-z0-9._%+-])[@＠]${name}`;

const topic = `[^${whiteSpace}#＃]`;

/**
 * A `#topic`, as a pattern for the flag `u`. Weibo closes its topics, `#话题#`; elsewhere a topic ends with its
 * word. "#1" is a number.
 */
export const hashtag = `(?<![&A-Za-z0-9_/])[#＃](?:(?=${topic}*?\\p{Script=Han})${topic}+[#＃]|(?=[\\p{N}_]*\\p{L})${letter}+)`;
