import {
  type NearDuplicateFinder,
  nearDuplicateFinder,
  type TextClusters,
} from "../records/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, ROWS_SHOWN, type RowPlace, shownText } from "./finding.js";
import { splitCommand } from "./mend.js";
import type { RepeatedTexts } from "./repeated-texts.js";

export interface NearDuplicateSettings {
  /** Texts that are compared in memory at most; beyond it they are in a temporary folder. */
  readonly mostTexts?: number | undefined;
  /** Is told now and then, while texts are compared, which share of that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Texts that are nearly equal: lower case, one space for any run of spaces, and 80 % of their shingles
 * in common. Equal texts are told by another check and stand here once.
 */
export function nearDuplicates(
  files: CheckedFiles,
  equal: RepeatedTexts,
  { mostTexts, onProgress }: NearDuplicateSettings = {},
): Collector {
  const finder = nearDuplicateFinder(mostTexts === undefined ? {} : { mostTexts });
  let fresh: string[] = [];
  let known = 0;
  let fault: Error | undefined;
  /** A full disk must not take the rest of the report with it. */
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (fault) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!isLackOfSpace(error)) throw error;
      fault = error;
      return undefined;
    }
  };
  return {
    row({ text }: CheckedRow) {
      // The check for equal texts saw the row before this one did.
      if (equal.distinctCount > known) fresh.push(text);
      known = equal.distinctCount;
    },
    async settle() {
      await guarded(() => finder.add(fresh));
      fresh = [];
    },
    async findings() {
      const found = await guarded(async () => {
        const clusters = await finder.clusters(onProgress);
        return [...alikeTexts(files, clusters, equal, finder), ...partlyCompared(clusters)];
      });
      return fault ? [leftOut(fault)] : (found ?? []);
    },
    close: finder.close,
  };
}

/** What is known of a cluster, at its first text. */
const SEEN = 1;
const CROSSING = 2;

function alikeTexts(
  files: CheckedFiles,
  { firsts }: TextClusters,
  { firstPlace }: RepeatedTexts,
  finder: NearDuplicateFinder,
): Found[] {
  const states = new Uint8Array(firsts.length);
  const shown: number[] = [];
  let count = 0;
  for (let index = 0; index < firsts.length; index++) {
    const first = firsts[index] as number;
    if (first === index) continue;
    count += 1;
    const isCrossing = firstPlace(index).part !== firstPlace(first).part;
    states[first] = (states[first] as number) | SEEN | (isCrossing ? CROSSING : 0);
    if (shown.length < ROWS_SHOWN) shown.push(index);
  }
  if (count === 0) return [];
  const rows = shown.map((index): RowPlace => {
    const original = firstPlace(firsts[index] as number);
    const like = `like ${files.parts[original.part]?.name} row ${original.row + 1}`;
    const value = `${shownText(finder.text(index))} (${like})`;
    return { ...firstPlace(index), column: files.textColumn, value };
  });
  const having = (bit: number): number =>
    states.reduce((sum, state) => sum + Number((state & bit) > 0), 0);
  return [alikeFinding(files, { count, rows }, having(SEEN), having(CROSSING))];
}

function alikeFinding(
  files: CheckedFiles,
  { count, rows }: Pick<Found, "count" | "rows">,
  clusters: number,
  crossing: number,
): Found {
  const between =
    crossing > 0 ? `, ${crossing.toLocaleString("en-US")} of them in more than one part` : "";
  return {
    code: "TEXTS_ALIKE",
    count,
    rows,
    sentence: `${counted(count, "text")} ${count === 1 ? "is" : "are"} nearly the same as another (${counted(clusters, "group")}${between})`,
    mend: splitCommand(files, files.parts.length === 1),
    details: { clusters, clustersInSeveralParts: crossing },
  };
}

/** Files of one template: comparing every pair would never end. */
function partlyCompared({ partlyCompared: count }: TextClusters): Found[] {
  if (count === 0) return [];
  return [
    {
      code: "CHECK_LEFT_OUT",
      count,
      rows: [],
      sentence: `near-duplicates: ${counted(count, "text")} share much with more than 32 others that are not in their group, as texts of one template do; each was compared with some of these only, so that near-duplicates among them may be missing`,
      details: { check: "near-duplicates", partlyCompared: count },
    },
  ];
}

function isLackOfSpace(error: unknown): error is NodeJS.ErrnoException {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT";
}

function leftOut({ message }: Error): Found {
  return {
    code: "CHECK_LEFT_OUT",
    count: 1,
    rows: [],
    sentence: `near-duplicates were not looked for: the texts do not fit into the temporary folder (${message}); --limit checks the first rows`,
    details: { check: "near-duplicates" },
  };
}
