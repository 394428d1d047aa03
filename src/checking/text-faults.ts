import { htmlTag } from "../records/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, rowTally } from "./finding.js";
import type { FindingCode } from "./finding-codes.js";
import { cleanCommand } from "./mend.js";
import { traits } from "./text-facts.js";

/** A fault that a pattern finds, looked for only in texts with the trait that it needs. */
interface TextFault {
  readonly code: FindingCode;
  readonly trait: number;
  readonly pattern: RegExp;
  readonly what: string;
  readonly steps?: string;
}

/**
 * UTF-8 that was read as Latin-1 or Windows-1252: two signs for é, three for a Chinese sign. `ß“` and
 * `É»`, which real texts have, are left alone.
 */
const asLatin =
  /[ÂÃ][\u00a0-\u00ba\u00bc-\u00bf]|â€|ï»¿|(?:[\u00c3-\u00df][\u0080-\u00bf]){2}|(?:[\u00e3-\u00e9][\u0080-\u00bf\u0152-\u0153\u0160-\u0161\u0178\u017d-\u017e\u0192\u02c6\u02dc\u2013-\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039-\u203a\u20ac\u2122]{2}){2}/;
/** GBK that was read as Latin-1: nothing but high signs, in a row. */
const gbkAsLatin = /[\u00a1-\u00fe]{6}/;
/**
 * UTF-8 that was read as GBK. The signs are the 48 that come most often in Chinese texts read so (novels,
 * reviews, news) and hardly ever in the texts themselves: two of them near each other are in 97 of 100
 * such texts, and in 2 of 28,000 sound ones. 锟斤拷 is what becomes of U+FFFD, 烫 of memory nobody filled.
 */
const asGbk =
  /锟斤拷|烫烫烫|屯屯屯|[锛紝涓浜殑鐨銆屽鏈浠澶鍙涔杩鏄笉簡瀹鎴屼屾槸璇浣竴鍏鍚灏鏃寰鍒鏉嶅細鈥垜鍦湁岃傗紟濂傚繖勫佸鍗潵].{0,3}[锛紝涓浜殑鐨銆屽鏈浠澶鍙涔杩鏄笉簡瀹鎴屼屾槸璇浣竴鍏鍚灏鏃寰鍒鏉嶅細鈥垜鍦湁岃傗紟濂傚繖勫佸鍗潵]/;

const controlSign = /(?![\t\n\r])[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;

const faults: readonly TextFault[] = [
  {
    code: "CONTROL_CHARACTERS",
    trait: traits.control,
    pattern: controlSign,
    what: "control or invisible characters",
    // Those that are white space, such as U+000B, are left to the second.
    steps: "control-characters,spaces",
  },
  {
    code: "REPLACEMENT_CHARACTERS",
    trait: traits.replacement,
    pattern: /\ufffd/,
    what: "U+FFFD, which stands for signs that were lost",
  },
  {
    code: "MOJIBAKE",
    trait: traits.highLatin | traits.han,
    pattern: new RegExp(`${asLatin.source}|${gbkAsLatin.source}|${asGbk.source}`),
    what: "signs of a wrong encoding",
  },
  {
    code: "HTML",
    trait: traits.angle | traits.ampersand,
    pattern: new RegExp(`${htmlTag}|<!--|&(?:#\\d{1,7}|#x[\\da-f]{1,6}|[a-z][a-z0-9]{1,31});`, "i"),
    what: "HTML tags or entities",
    steps: "html-unescape,html-tags",
  },
  {
    code: "URLS",
    trait: traits.link,
    pattern: /[a-z][a-z\d+.-]*:\/\/\S|www\.\S/i,
    what: "links",
    steps: "links",
  },
];

const LONG_RUN = 10;
const runOfSign = /([^\s])\1{9}/;

/** Signs in texts that tell of an accident before the file was written, or that teach nothing. */
export function textFaults(files: CheckedFiles): Collector {
  const tallies = faults.map((fault) => ({ ...fault, tally: rowTally() }));
  const runs = rowTally();
  const { textColumn: column } = files;
  const take = (tally: typeof runs, { part, row, text }: CheckedRow, at: number): void =>
    tally.add(() => ({ part, row, column, value: excerpt(text, at) }));
  return {
    row(checked) {
      const { facts, text } = checked;
      if (facts.longestRun >= LONG_RUN) {
        take(runs, checked, Math.max(0, text.search(runOfSign)));
      }
      if (facts.traits === 0) return;
      for (const { trait, pattern, tally } of tallies) {
        if ((facts.traits & trait) === 0) continue;
        const at = text.search(pattern);
        if (at >= 0) take(tally, checked, at);
      }
    },
    findings() {
      const found = tallies.map(
        ({ code, what, steps, tally }): Found => ({
          code,
          count: tally.count,
          rows: tally.rows,
          sentence: `${counted(tally.count, "text")} ${tally.count === 1 ? "has" : "have"} ${what}`,
          mend:
            steps === undefined || files.readsPairs
              ? null
              : cleanCommand(files, tally.rows[0]?.part, "--steps", steps),
        }),
      );
      const repeated: Found = {
        code: "CHARACTERS_REPEATED",
        count: runs.count,
        rows: runs.rows,
        sentence: `${counted(runs.count, "text")} ${runs.count === 1 ? "has" : "have"} the same sign ${LONG_RUN} times in a row or more`,
      };
      return [...found, repeated].filter(({ count }) => count > 0);
    },
  };
}

/** The text around a place, with signs that do not show written as escapes. */
function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - 20);
  const piece = text.slice(from, at + 40);
  const shown = piece
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "")
    .replace(/\s/g, " ")
    .replace(new RegExp(controlSign, "gu"), escaped);
  return `${from > 0 ? "…" : ""}${shown}${at + 40 < text.length ? "…" : ""}`;
}

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
