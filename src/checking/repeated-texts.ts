import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, type RowPlace, rowTally, shownText } from "./finding.js";
import { fingerprints, growingWords } from "./fingerprints.js";
import { cleanCommand, splitCommand } from "./mend.js";

/** Bits of the word that is kept of a distinct text, below the number of its first label. */
const seenIn = (part: number): number => 1 << part;
const SEEN = 0b111;
const CONFLICT = 0b1000;
const PART_SHIFT = 4;
const LABEL_SHIFT = 6;
/** No bits for the number -1 of no label. */
const labelBits = (labelId: number): number => (labelId + 1) << LABEL_SHIFT;

type FirstPlace = Pick<RowPlace, "part" | "row">;

/** Equal texts: repeated in a part, shared between parts, or with two labels. */
export interface RepeatedTexts extends Collector {
  /** Texts that differ, in all parts together. */
  readonly distinctCount: number;
  /** Texts that differ, in each part. */
  readonly distinctCounts: readonly number[];
  /** Texts that training shares with each part. */
  readonly sharedCounts: readonly number[];
  /** Rows of each part with such a text. */
  readonly sharedRowCounts: readonly number[];
  /** The row in which a text came first, by the number of the text as texts came. */
  firstPlace(number: number): FirstPlace;
}

/**
 * Finds equal texts by 64-bit fingerprints: no text is kept.
 *
 * @param labelName - the label that has a number
 */
export function repeatedTexts(
  files: CheckedFiles,
  labelName: (id: number) => string,
): RepeatedTexts {
  const known = fingerprints();
  const firstRows = growingWords();
  const states = growingWords();
  /** Where a text has its first label, for those whose first row has none. */
  const lateLabels = new Map<number, FirstPlace>();
  const repeated = rowTally();
  const conflicts = rowTally();
  let conflictWithin: number | undefined;
  const shared = rowTally();
  const { parts } = files;
  const distinctCounts = parts.map(() => 0);
  const sharedCounts = parts.map(() => 0);
  const sharedRowCounts = parts.map(() => 0);
  const increment = (counts: number[], part: number): void => {
    counts[part] = (counts[part] ?? 0) + 1;
  };
  const firstPlace = (place: number) => ({
    part: (states.get(place) >>> PART_SHIFT) & 0b11,
    row: firstRows.get(place),
  });
  const shownPlace = ({ part, row }: FirstPlace): string => {
    const file = parts.length > 1 ? `${parts[part]?.file ?? ""} ` : "";
    return `${file}row ${row + 1}`;
  };
  const column = files.textColumn;
  const takeRepeated = ({ part, row, text }: CheckedRow): void =>
    repeated.add(() => ({ part, row, column, value: shownText(text) }));
  const takeShared = ({ part, row, text }: CheckedRow, place: number, state: number): void => {
    increment(distinctCounts, part);
    if (state & seenIn(0)) increment(sharedCounts, part);
    // Counted once, when the second part comes.
    if ((state & SEEN) !== seenIn((state >>> PART_SHIFT) & 0b11)) return;
    const value = () => `${shownText(text)} (also ${shownPlace(firstPlace(place))})`;
    shared.add(() => ({ part, row, column, value: value() }));
  };
  /** The bits that a label adds: itself where it is the first of its text, a conflict where it is another. */
  const takeLabel = (
    { part, row, text, labelId }: CheckedRow,
    place: number,
    state: number,
  ): number => {
    if (labelId < 0) return 0;
    const firstLabel = (state >>> LABEL_SHIFT) - 1;
    if (firstLabel < 0) {
      lateLabels.set(place, { part, row });
      return labelBits(labelId);
    }
    if (labelId === firstLabel) return 0;
    const labelled = lateLabels.get(place) ?? firstPlace(place);
    if (labelled.part === part) conflictWithin ??= part;
    if (state & CONFLICT) return CONFLICT;
    const value = () =>
      `${labelName(labelId)}; ${shownPlace(labelled)} says ${labelName(firstLabel)}: ${shownText(text)}`;
    conflicts.add(() => ({ part, row, column: files.labelColumn, value: value() }));
    return CONFLICT;
  };

  return {
    get distinctCount() {
      return known.size;
    },
    distinctCounts,
    sharedCounts,
    sharedRowCounts,
    firstPlace,
    row(checked: CheckedRow) {
      const { part, row, text, labelId, facts } = checked;
      if (text === "") return;
      const place = known.placeOf(facts.low, facts.high);
      const state = states.get(place);
      if (state === 0) {
        firstRows.set(place, row);
        states.set(place, labelBits(labelId) | (part << PART_SHIFT) | seenIn(part));
        increment(distinctCounts, part);
        return;
      }
      if (part > 0 && state & seenIn(0)) increment(sharedRowCounts, part);
      if (state & seenIn(part)) takeRepeated(checked);
      else takeShared(checked, place, state);
      states.set(place, state | seenIn(part) | takeLabel(checked, place, state));
    },
    findings() {
      // Near-duplicates, which are looked for next, need the memory.
      known.forget();
      return [
        ...sharedFinding(files, shared, { sharedCounts, sharedRowCounts }),
        ...conflictFinding(files, conflicts, conflictWithin),
        ...repeatedFinding(files, repeated, known.size),
      ];
    },
  };
}

type Tally = Pick<Found, "count" | "rows">;

function sharedFinding(
  files: CheckedFiles,
  { count, rows }: Tally,
  { sharedCounts, sharedRowCounts }: Pick<RepeatedTexts, "sharedCounts" | "sharedRowCounts">,
): Found[] {
  if (count === 0) return [];
  const { parts } = files;
  const told = parts.flatMap(({ name }, part) =>
    part > 0 && sharedCounts[part]
      ? [`${sharedCounts[part]} in ${counted(sharedRowCounts[part] ?? 0, "row")} of ${name}`]
      : [],
  );
  const inTraining = told.length > 0 ? ` (with training: ${told.join(", ")})` : "";
  return [
    {
      code: "TEXTS_SHARED",
      count,
      rows,
      sentence: `${counted(count, "text")} ${count === 1 ? "stands" : "stand"} in more than one part${inTraining}; scores on them say little about new texts`,
      mend: splitCommand(files, false),
      details: {
        withTraining: Object.fromEntries(
          parts.slice(1).map(({ name }, index) => [name, sharedCounts[index + 1] ?? 0]),
        ),
      },
    },
  ];
}

/**
 * @param within - the first file of which two rows disagree; undefined where only rows of different
 *   files do, which cleaning one of them does not mend
 */
function conflictFinding(
  files: CheckedFiles,
  { count, rows }: Tally,
  within: number | undefined,
): Found[] {
  if (count === 0) return [];
  return [
    {
      code: "LABELS_CONFLICT",
      count,
      rows,
      sentence: `${counted(count, "text")} ${count === 1 ? "has" : "have"} different labels in different rows; no model can learn both`,
      mend:
        files.readsPairs || within === undefined
          ? null
          : cleanCommand(files, within, "--drop-duplicates", "majority"),
    },
  ];
}

function repeatedFinding(
  files: CheckedFiles,
  { count, rows }: Tally,
  distinctCount: number,
): Found[] {
  if (count === 0) return [];
  const isSplit = files.parts.length > 1;
  const hint = isSplit ? "" : "; a random split would put copies on both sides";
  const mend = (): string | null =>
    isSplit
      ? cleanCommand(files, rows[0]?.part, "--drop-duplicates", "text")
      : splitCommand(files, true);
  return [
    {
      code: "TEXTS_REPEATED",
      count,
      rows,
      sentence: `${counted(count, "row")} ${count === 1 ? "repeats" : "repeat"} the text of an earlier row (${counted(distinctCount, "distinct text")})${hint}`,
      mend: files.readsPairs ? null : mend(),
      details: { distinctTexts: distinctCount },
    },
  ];
}
