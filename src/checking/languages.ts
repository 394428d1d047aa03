import { randomStream } from "../base/index.js";
import { hashtag, mention, webAddress } from "../records/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { type Found, type RowPlace, shownText } from "./finding.js";

const SAMPLE = 500;
/** Shorter texts could be of many languages. */
const LEAST_LETTERS = 20;
const LETTERS_READ = 200;
/** A language that is named: a share below it may be texts that were taken for another. */
const LEAST_SHARE = 0.05;

export interface Languages extends Collector {
  /** Share of each language among the texts of the sample that could be told, the largest first. */
  shares(): Promise<Readonly<Record<string, number>>>;
}

/** The languages of a seeded sample of the texts, by the package `tinyld`. */
export function languages(files: CheckedFiles, seed: number): Languages {
  const random = randomStream(seed, "languages");
  const sample: { readonly text: string; readonly place: RowPlace }[] = [];
  let seen = 0;
  let told: Promise<ReadonlyMap<string, RowPlace[]>> | undefined;
  const byLanguage = () => {
    told ??= languagesOf(sample);
    return told;
  };
  const shares = async (): Promise<Record<string, number>> => {
    const found = [...(await byLanguage())];
    const total = found.reduce((sum, [, { length }]) => sum + length, 0);
    return Object.fromEntries(
      found
        .map(([language, { length }]) => [language, length / total] as const)
        .sort(([, a], [, b]) => b - a),
    );
  };
  return {
    shares,
    row({ part, row, text }: CheckedRow) {
      // Longer texts are weighed when they are drawn.
      if (text.length < LEAST_LETTERS / 2 && weightOf(lettersOf(text)) < LEAST_LETTERS) return;
      // Vitter's algorithm R.
      const slot = seen < SAMPLE ? seen : random.nextInteger(seen + 1);
      seen += 1;
      if (slot >= SAMPLE) return;
      const place = { part, row, column: files.textColumn, value: shownText(text) };
      sample[slot] = { text, place };
    },
    async findings() {
      const all = Object.entries(await shares());
      const [first, ...others] = all.filter(([, share]) => share >= LEAST_SHARE);
      if (first === undefined || others.length === 0) return [];
      const places = await byLanguage();
      const named = [first, ...others].map(
        ([language, share]) => `${languageName(language)} ${(100 * share).toFixed(0)} %`,
      );
      const found: Found = {
        code: "LANGUAGES_MIXED",
        count: others.length + 1,
        rows: others.flatMap(([language]) => places.get(language)?.slice(0, 1) ?? []).slice(0, 5),
        sentence: `texts seem to be in ${others.length + 1} languages: ${named.join(", ")} (by a sample of ${sample.length} rows); the model should know them all`,
        details: { shares: Object.fromEntries(all), sample: sample.length },
      };
      return [found];
    },
  };
}

async function languagesOf(
  sample: readonly { readonly text: string; readonly place: RowPlace }[],
): Promise<ReadonlyMap<string, RowPlace[]>> {
  const { detect } = await import("tinyld");
  const places = new Map<string, RowPlace[]>();
  for (const { text, place } of sample) {
    const letters = lettersOf(text);
    const language =
      weightOf(letters) < LEAST_LETTERS ? "" : detect(letters.slice(0, LETTERS_READ));
    if (language !== "") places.set(language, [...(places.get(language) ?? []), place]);
  }
  return places;
}

/** All that tells no language: links, names, topics, and what is no letter. */
const untelling = new RegExp(`${webAddress}|${mention}|${hashtag}|[^\\p{L}\\s]`, "giu");

function lettersOf(text: string): string {
  return text.replace(untelling, " ");
}

/** How much a text tells: a Chinese sign says as much as a few letters. */
function weightOf(letters: string): number {
  return letters.length + 3 * (letters.match(/\p{Script=Han}/gu)?.length ?? 0);
}

function languageName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
}
