import { type StepKind, textStep } from "./step.js";

/**
 * White space as Python's `str.split()` and `\s` know it. JavaScript's `\s` lacks U+001C to U+001F and
 * U+0085, and has U+FEFF.
 */
export const whiteSpace =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const run = new RegExp(`[${whiteSpace}]+`, "g");
const outer = new RegExp(`^[${whiteSpace}]|[${whiteSpace}]$`, "g");

/** One space for every run of white space, none at the ends: Python's `" ".join(text.split())`. */
export const joinSpaces = (text: string): string => text.replace(run, " ").replace(outer, "");

export const spaces: StepKind = {
  name: "spaces",
  does: "join runs of white space, line breaks too, into one space and trim the ends",
  read: () => textStep(joinSpaces),
};
