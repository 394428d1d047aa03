import { type NearDuplicateFinder, nearDuplicateFinder } from "../records/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, ROWS_SHOWN, type RowPlace, shownText } from "./finding.js";
import { shellWord } from "./mend.js";
import type { RepeatedTexts } from "./repeated-texts.js";

export interface NearDuplicateSettings {
  /** Texts that are compared in memory at most; beyond it they are in a temporary folder. */
  readonly mostTexts?: number | undefined;
  /** Is called now and then while texts are compared. */
  readonly onProgress?: (() => void) | undefined;
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
      const alike = await guarded(async () => {
        const firsts = await finder.clusters(onProgress);
        return await alikeTexts(files, firsts, equal, finder);
      });
      return fault ? [leftOut(fault)] : (alike ?? []);
    },
    close: finder.close,
  };
}

async function alikeTexts(
  files: CheckedFiles,
  firsts: Int32Array,
  { firstPlace }: RepeatedTexts,
  { textsAt }: NearDuplicateFinder,
): Promise<Found[]> {
  const clusters = new Set<number>();
  const crossing = new Set<number>();
  const shown: number[] = [];
  let count = 0;
  for (let index = 0; index < firsts.length; index++) {
    const first = firsts[index] as number;
    if (first === index) continue;
    count += 1;
    clusters.add(first);
    if (firstPlace(index).part !== firstPlace(first).part) crossing.add(first);
    if (shown.length < ROWS_SHOWN) shown.push(index);
  }
  if (count === 0) return [];
  const texts = await textsAt(shown);
  const rows = shown.map((index, place): RowPlace => {
    const original = firstPlace(firsts[index] as number);
    const like = `like ${files.parts[original.part]?.name} row ${original.row + 1}`;
    const value = `${shownText(texts[place] ?? "")} (${like})`;
    return { ...firstPlace(index), column: files.textColumn, value };
  });
  return [alikeFinding(files, { count, rows }, clusters.size, crossing.size)];
}
function alikeFinding(
  { parts }: CheckedFiles,
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
    mend: `berth data split ${shellWord(parts.length > 1 ? "ALL-ROWS.csv" : (parts[0]?.file ?? ""))} --output parts --group-by near-duplicates`,
    details: { clusters, clustersInSeveralParts: crossing },
  };
}

/** What DuckDB and Node say where a disk is full. */
function isLackOfSpace(error: unknown): error is Error {
  return error instanceof Error && /^(?:IO|Out of Memory) Error|ENOSPC/.test(error.message);
}

function leftOut({ message }: Error): Found {
  const [reason = ""] = message.split("\n");
  return {
    code: "CHECK_LEFT_OUT",
    count: 1,
    rows: [],
    sentence: `near-duplicates were not looked for: the texts do not fit into the temporary folder (${reason}); --limit checks the first rows`,
    details: { check: "near-duplicates" },
  };
}
