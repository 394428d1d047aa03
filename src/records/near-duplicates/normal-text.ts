import { webAddress } from "../cleaning/links-and-names.js";

/** What two texts may differ in and still be the same. */
export interface Masks {
  /** Leaves links out: copies of a post often carry links of their own. */
  readonly maskLinks?: boolean;
  /** Leaves mentions such as `@name` out. */
  readonly maskMentions?: boolean;
}

/** With the punctuation behind, or a text of one link and a full stop would be left with the stop. */
const link = new RegExp(`${webAddress}[!-~]*`, "giu");
const mention = /[@＠][\p{L}\p{N}_]+/gu;

/**
 * A text as it is compared: lower case, one space for any run of spaces, masked parts left out. A text
 * of nothing but masked parts stays whole, or all such texts would be the same.
 */
export function normalText(text: string, { maskLinks, maskMentions }: Masks): string {
  const withoutLinks = maskLinks ? text.replace(link, " ") : text;
  const masked = maskMentions ? withoutLinks.replace(mention, " ") : withoutLinks;
  return plainSpaces(masked) || plainSpaces(text);
}

const plainSpaces = (text: string): string => text.toLowerCase().replace(/\s+/g, " ").trim();
