import { htmlUnescape, lowerCase, unicode } from "./characters.js";
import { segmented, simplified } from "./chinese.js";
import { duplicates } from "./duplicates.js";
import { empty, missing } from "./missing.js";
import { outliers } from "./outliers.js";
import { controlCharacters, emoji, hashtags, htmlTags, links, mentions } from "./replacements.js";
import { stem } from "./stem.js";
import type { StepKind } from "./step.js";
import { stopWords } from "./stop-words.js";
import { spaces } from "./white-space.js";

/** Every step, in the order of help. */
export const stepKinds: readonly StepKind[] = [
  unicode,
  htmlUnescape,
  htmlTags,
  lowerCase,
  mentions,
  links,
  hashtags,
  emoji,
  controlCharacters,
  spaces,
  simplified,
  segmented,
  stopWords,
  stem,
  missing,
  duplicates,
  outliers,
  empty,
];
