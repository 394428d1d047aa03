import { BerthError } from "../../base/index.js";
import type { CleaningPipeline, CleaningRow, StepKind } from "./step.js";

export const duplicates: StepKind = {
  name: "duplicates",
  does: "keep the first of rows with the same text, or the same text and label; majority gives it their most frequent label",
  takes: "rule=text|text-and-label|majority",
  main: "rule",
  read(settings) {
    const rule = settings.choice("rule", ["text", "text-and-label", "majority"]);
    return {
      on: "rows",
      settings: { rule },
      usesLabel: rule !== "text",
      everyPart: false,
      clean(rows) {
        const groups = groupRows(rows, rule === "text-and-label");
        return groups.flatMap(([first, ...others]) => {
          if (first === undefined || rule !== "majority") return first ?? [];
          const label = majorityLabel([first, ...others]);
          return label === labelOf(first) ? first : { ...first, label };
        });
      },
    };
  },
};

/**
 * Refuses to drop rows of several texts by one of them.
 *
 * @param advice - what can be done, a sentence
 * @throws CLEANING_SETTING
 */
export function refuseDuplicates(file: string, { steps }: CleaningPipeline, advice: string): void {
  if (!steps.some(({ step }) => step === "duplicates")) return;
  const message = `${file}: the step "duplicates" compares one text, and these rows have more; it would drop rows that differ. ${advice}`;
  throw new BerthError("CLEANING_SETTING", message, { file, step: "duplicates" });
}

const labelOf = ({ label }: CleaningRow): string => label?.trim() ?? "";

/** Rows of the same text, but for spaces around it, in groups, groups and rows in file order. A row without a text is alone. */
function groupRows(rows: readonly CleaningRow[], withLabel: boolean): CleaningRow[][] {
  const groups = new Map<string | CleaningRow, CleaningRow[]>();
  for (const row of rows) {
    const label = withLabel ? labelOf(row) : "";
    const text = row.text?.trim() ?? "";
    const key = text === "" ? row : JSON.stringify([text, label]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

/** The most frequent label, of equals the one that comes first; rows without one do not count. */
function majorityLabel(rows: readonly CleaningRow[]): string {
  const counts = new Map<string, number>();
  for (const label of rows.map(labelOf).filter((label) => label !== "")) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? "";
}
