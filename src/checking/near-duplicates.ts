import { nearDuplicateClusters } from "../records/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, type RowPlace, rowTally, shownText } from "./finding.js";
import { shellWord } from "./mend.js";
import type { RepeatedTexts } from "./repeated-texts.js";

/** Texts that are compared in memory at most. */
const MOST_COMPARED = 500_000;

/**
 * Texts that are nearly equal: lower case, one space for any run of spaces, and 80 % of their shingles
 * in common. Equal texts are told by another check and stand here once.
 */
export function nearDuplicates(files: CheckedFiles, equal: RepeatedTexts): Collector {
  let texts: string[] = [];
  let places: RowPlace[] = [];
  let known = 0;
  let isTooMany = false;
  return {
    row({ part, row, text }: CheckedRow) {
      // The check for equal texts saw the row before this one did.
      const isNew = equal.distinctCount > known;
      known = equal.distinctCount;
      if (!isNew || isTooMany) return;
      texts.push(text);
      places.push({ part, row });
      if (texts.length <= MOST_COMPARED) return;
      isTooMany = true;
      texts = [];
      places = [];
    },
    findings() {
      if (isTooMany) return [leftOut()];
      const firsts = nearDuplicateClusters(texts);
      const alike = rowTally();
      const crossing = new Set<number>();
      const clusters = new Set<number>();
      for (const [index, first] of firsts.entries()) {
        const [place, original] = [places[index], places[first]];
        if (index === first || !place || !original) continue;
        clusters.add(first);
        if (place.part !== original.part) crossing.add(first);
        alike.add(() => ({
          ...place,
          column: files.textColumn,
          value: `${shownText(texts[index] ?? "")} (like ${files.parts[original.part]?.name} row ${original.row + 1})`,
        }));
      }
      return alike.count === 0 ? [] : [alikeFinding(files, alike, clusters.size, crossing.size)];
    },
  };
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

function leftOut(): Found {
  return {
    code: "CHECK_LEFT_OUT",
    count: 1,
    rows: [],
    sentence: `near-duplicates were not looked for: there are more than ${MOST_COMPARED.toLocaleString("en-US")} different texts; --limit checks the first rows`,
    details: { check: "near-duplicates" },
  };
}
