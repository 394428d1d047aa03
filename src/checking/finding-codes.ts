/** How much a finding weighs. Errors are what training cannot use, or would get wrong without a word. */
export type Severity = "error" | "warning" | "note";

/**
 * Everything that a check can find: how much it weighs and what it means. The code is API; the
 * sentence shown beside it may improve. The table of `docs/data-check.md` is made from this one.
 */
export const findingCodes = {
  RECORD_REFUSED: {
    severity: "error",
    meaning: "Records that cannot be read: the reader's code and sentence say why.",
  },
  COLUMN_UNCLEAR: {
    severity: "error",
    meaning: "No column was named for the text or the label, and none looks like it.",
  },
  TEXT_EMPTY: {
    severity: "error",
    meaning:
      "Cells with nothing in them in a column of texts: of a pair either one, of choices any.",
  },
  LABEL_EMPTY: {
    severity: "error",
    meaning:
      "Cells with nothing in them in the column of what is learnt: a label, a number, a set of labels.",
  },
  ONE_CLASS: { severity: "error", meaning: "Every training row has the same label." },
  LABEL_UNKNOWN: {
    severity: "error",
    meaning: "Labels of validation or test rows that no training row has.",
  },
  SPAN_BROKEN: {
    severity: "error",
    meaning: "Cells of spans that are no list of `[start, end, label]`.",
  },
  SPAN_OUTSIDE: { severity: "error", meaning: "Spans that are empty or end behind their text." },
  TAGS_BROKEN: {
    severity: "error",
    meaning: "Words or tags that are no list, or are not equally many, or a tag that is none.",
  },
  ANSWER_BROKEN: {
    severity: "error",
    meaning: "Cells of answers that open as a list or a record of them and do not go on so.",
  },
  ANSWER_MISPLACED: {
    severity: "error",
    meaning: "Answers whose text does not stand at their place in the context, or nowhere in it.",
  },
  TEXTS_SHARED: {
    severity: "warning",
    meaning:
      "Texts that stand in training as well as in validation or test: scores come out too high.",
  },
  LABELS_CONFLICT: { severity: "warning", meaning: "The same text with different labels." },
  TEXTS_REPEATED: { severity: "warning", meaning: "Rows whose text stands in an earlier row." },
  TEXTS_ALIKE: {
    severity: "warning",
    meaning: "Rows whose text is nearly that of another row, by MinHash.",
  },
  LABELS_ALIKE: {
    severity: "warning",
    meaning: "Labels that differ only in case, spaces, hyphens or full-width signs.",
  },
  LABELS_MANY: {
    severity: "warning",
    meaning: "Nearly as many labels as rows: probably not the column of the label.",
  },
  LABEL_RARE: { severity: "warning", meaning: "Labels with fewer than ten training rows." },
  CLASSES_UNBALANCED: {
    severity: "warning",
    meaning: "The most frequent label has ten times the rows of the rarest, or more.",
  },
  CONTROL_CHARACTERS: {
    severity: "warning",
    meaning: "Texts with control characters or invisible ones, such as U+0007 or U+200B.",
  },
  REPLACEMENT_CHARACTERS: {
    severity: "warning",
    meaning: "Texts with U+FFFD: signs that were lost when the file was written.",
  },
  MOJIBAKE: {
    severity: "warning",
    meaning: "Texts that were read in a wrong encoding once, such as `cafÃ©` or `锟斤拷`.",
  },
  HTML: { severity: "warning", meaning: "Texts with HTML tags or entities such as `&amp;`." },
  TEXTS_CUT: {
    severity: "warning",
    meaning: "Texts with more tokens than `--max-length`, whose end is not read.",
  },
  TOKENS_UNKNOWN: {
    severity: "warning",
    meaning: "More than one token in a hundred is unknown to the model's vocabulary.",
  },
  SPANS_CROSSING: {
    severity: "warning",
    meaning: "Spans that overlap: one tag a token cannot say both.",
  },
  SPAN_BETWEEN_TOKENS: {
    severity: "warning",
    meaning: "Spans that begin or end inside a token of the model.",
  },
  TAG_UNKNOWN: {
    severity: "warning",
    meaning: "Tags of validation or test rows that no training row has.",
  },
  TEXT_OUTLIERS: {
    severity: "warning",
    meaning: "Texts far shorter or longer than the others.",
  },
  CLASS_OUTLIERS: {
    severity: "warning",
    meaning:
      "Texts that the model places far from the others of their label, on a sample of the rows.",
  },
  CHARACTERS_REPEATED: {
    severity: "note",
    meaning: "Texts with the same sign ten times in a row, or more.",
  },
  URLS: { severity: "note", meaning: "Texts with links." },
  CELLS_MISSING: {
    severity: "note",
    meaning: "Cells with nothing in them in columns that training does not use.",
  },
  LANGUAGES_MIXED: {
    severity: "note",
    meaning: "Texts in more than one language, on a sample of the rows.",
  },
  CHECK_LEFT_OUT: { severity: "note", meaning: "A check that was not made, or in part, and why." },
} as const satisfies Record<string, { severity: Severity; meaning: string }>;

export type FindingCode = keyof typeof findingCodes;
