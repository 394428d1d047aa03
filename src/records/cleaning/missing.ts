import type { CleaningRow, StepKind } from "./step.js";
import { joinSpaces } from "./white-space.js";

export const missing: StepKind = {
  name: "missing",
  does: "drop rows whose text or label is missing or blank, or fill these cells with a value",
  takes: "fill=TEXT:in=both|text|label",
  main: "fill",
  read(settings) {
    const column = settings.choice("in", ["both", "text", "label"]);
    const fill = settings.text("fill");
    if (fill !== undefined && isBlank(fill)) {
      settings.refuse('"fill" must be a value that is not blank; leave it out to drop the rows');
    }
    const looksAtText = column !== "label";
    const looksAtLabel = column !== "text";
    const lacks = ({ text, label }: CleaningRow): boolean =>
      (looksAtText && isBlank(text)) || (looksAtLabel && isBlank(label));
    const filled = (row: CleaningRow, value: string): CleaningRow => ({
      ...row,
      text: looksAtText && isBlank(row.text) ? value : row.text,
      label: looksAtLabel && isBlank(row.label) ? value : row.label,
    });
    return {
      on: "rows",
      settings: { in: column, ...(fill === undefined ? {} : { fill }) },
      usesLabel: looksAtLabel,
      everyPart: true,
      clean: (rows) =>
        fill === undefined
          ? rows.filter((row) => !lacks(row))
          : rows.map((row) => (lacks(row) ? filled(row, fill) : row)),
    };
  },
};

export const empty: StepKind = {
  name: "empty",
  does: "drop rows whose text is blank, such as a tweet of one link after links are gone",
  read: () => ({
    on: "rows",
    settings: {},
    usesLabel: false,
    everyPart: false,
    clean: (rows) => rows.filter(({ text }) => !isBlank(text)),
  }),
};

const isBlank = (cell: string | null): boolean => cell === null || joinSpaces(cell) === "";
