/** Elements of HTML whose names are no words that texts put in angle brackets, such as `List<String>` or `<url>`. */
const elements =
  "a|abbr|acronym|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|main|mark|marquee|menu|meta|meter|nav|nobr|noframes|noscript|o:p|ol|optgroup|option|p|picture|pre|progress|q|rb|rp|rt|rtc|ruby|s|samp|script|section|select|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|wbr";
/** Elements whose names are such words too: told by an attribute, or where they close. */
const wordyElements = "address|data|link|map|object|output|param|source|time|track|var";

/** Attributes that stand without a value. */
const bare =
  "(?:allowfullscreen|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled|hidden|ismap|loop|multiple|muted|nohref|noresize|noshade|novalidate|nowrap|open|readonly|required|reversed|selected)";
// No two runs of spaces meet: a long one would be tried in every place.
const tagEnd = "\\s*(?:\\/\\s*)?>";
const attributes = `(?:\\s+${bare})*(?:\\s+${bare}${tagEnd}|\\s+[\\w:.-]+\\s*=[^<>]*>)`;

/** The pattern of a tag, for the flag `i`. In "if a <b and c> d" there is none. */
export const htmlTag = `<(?:(?:${elements})(?:${attributes}|${tagEnd})|(?:${wordyElements})${attributes}|\\/(?:${elements}|${wordyElements})\\s*>)`;

const commentStart = "<!--";
const commentEnd = "-->";

/** A text with something in place of every tag, and of every comment with all it holds; of a comment that is never closed only its start goes. */
export function withoutMarkup(text: string, substitute: string): string {
  const start = new RegExp(`${htmlTag}|${commentStart}`, "gi");
  // Looked for once, as in a text of many open comments each would look through all the rest.
  const lastEnd = text.lastIndexOf(commentEnd);
  const kept: string[] = [];
  let behind = 0;
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    kept.push(text.slice(behind, found.index));
    behind = start.lastIndex;
    if (found[0] === commentStart && behind <= lastEnd) {
      behind = text.indexOf(commentEnd, behind) + commentEnd.length;
      start.lastIndex = behind;
    }
  }
  kept.push(text.slice(behind));
  return kept.join(substitute);
}
