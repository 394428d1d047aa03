import { randomStream, unreachable } from "../../base/index.js";
import { contentOrder } from "../splitting/content-order.js";
import { replaceByContext, type SuggestWords } from "./contextual.js";
import { type AugmentMethod, edits } from "./edits.js";
import type { Thesaurus } from "./thesaurus.js";
import type { Passage } from "./words.js";

export interface AugmentSettings {
  /** Which edits are made, each row by one of them. */
  readonly methods: readonly AugmentMethod[];
  /** Share of a row's words that are edited, above 0 and below 1. */
  readonly rate: number;
  readonly seed: number;
  readonly thesaurus: Thesaurus;
  /** Is told how many rows are made so far, of how many; fewer come where rows yield nothing new. */
  readonly onMade?: ((rows: number, wanted: number) => void) | undefined;
  /** Says which words fit; the method `contextual` needs it. */
  readonly suggest?: SuggestWords | undefined;
}

/** How many rows are made: so many of each row, or until every label has as many as the largest. */
export interface AugmentPlan {
  /** The most rows that are made of one; without `labels`, how many. */
  readonly perRow?: number | undefined;
  /** Label of each row: rare labels are brought up to the most frequent one. */
  readonly labels?: readonly string[] | undefined;
}

/** A row that was made. */
export interface MadeRow {
  /** The row it was made of, counted from 0. */
  readonly source: number;
  readonly method: AugmentMethod;
  /** What the cells of the edited columns hold now. */
  readonly cells: readonly string[];
}

/** How often a row may yield nothing new before it is given up. */
const MOST_MISSES = 8;

/**
 * Makes new rows out of rows (Wei and Zou 2019). What is made of a row depends on the seed and on what
 * the row holds, never on the other rows. No made row equals its source, or another of the same source.
 *
 * @param passages - one a row
 * @returns made rows; those of one source stand together, sources in order
 *
 * @example
 * const passages = texts.map(textPassage);
 * const made = await augmentRows(passages, { perRow: 1 }, { methods: ["swap"], rate: 0.1, seed: 42, thesaurus });
 */
export async function augmentRows(
  passages: readonly Passage[],
  { perRow, labels }: AugmentPlan,
  settings: AugmentSettings,
): Promise<MadeRow[]> {
  let count = 0;
  let wanted = 0;
  const counted = () => settings.onMade?.(++count, wanted);
  const makers = passages.map((passage, source) => variants(passage, source, settings, counted));
  if (labels === undefined) {
    const each = perRow ?? 1;
    wanted = each * passages.length;
    settings.onMade?.(0, wanted);
    return (await Promise.all(makers.map((maker) => inTurns([maker], each, each)))).flat();
  }
  const lacking = wantedRows(passages, labels, settings.seed);
  wanted = lacking.reduce((sum, label) => sum + label.wanted, 0);
  settings.onMade?.(0, wanted);
  const ofLabels = lacking.map(({ rows, wanted: most }) =>
    inTurns(
      rows.map((row) => makers[row] as Maker),
      most,
      perRow ?? Number.POSITIVE_INFINITY,
    ),
  );
  const made = (await Promise.all(ofLabels)).flat();
  return made.sort((a, b) => a.source - b.source);
}

/** Makes rows of one source, one after another. */
type Maker = AsyncGenerator<MadeRow, undefined>;

/** For each label its rows in random order, and how many it lacks. */
function wantedRows(passages: readonly Passage[], labels: readonly string[], seed: number) {
  const contents = passages.map(({ words, write }) => write(words).join("\n"));
  const rowsOf = new Map<string, number[]>();
  for (const row of contentOrder(contents, seed)) {
    const label = labels[row] as string;
    const rows = rowsOf.get(label);
    if (rows) rows.push(row);
    else rowsOf.set(label, [row]);
  }
  const most = Math.max(0, ...[...rowsOf.values()].map(({ length }) => length));
  return [...rowsOf.values()].map((rows) => ({ rows, wanted: most - rows.length }));
}

/** Takes one from each maker in turn until there are enough, or none gives any more. */
async function inTurns(
  makers: readonly Maker[],
  wanted: number,
  mostOfEach: number,
): Promise<MadeRow[]> {
  const made: MadeRow[] = [];
  let open = makers;
  for (let turn = 0; turn < mostOfEach && open.length > 0; turn++) {
    const giving: Maker[] = [];
    for (let asked = 0; asked < open.length; ) {
      if (made.length === wanted) return made;
      // As many at once as could all be needed: what they ask a model is computed together.
      const some = open.slice(asked, asked + wanted - made.length);
      const given = await Promise.all(some.map((maker) => maker.next()));
      for (const [index, { value, done }] of given.entries()) {
        if (done) continue;
        made.push(value);
        giving.push(some[index] as Maker);
      }
      asked += some.length;
    }
    open = giving;
  }
  return made;
}

/** All that is made of a passage, one after another, without end as long as it yields something new. */
async function* variants(
  passage: Passage,
  source: number,
  settings: AugmentSettings,
  counted: () => void,
): Maker {
  const content = passage.write(passage.words).join("\n");
  const seen = new Set([content]);
  let misses = 0;
  for (let attempt = 0; misses < MOST_MISSES; attempt++) {
    const made = await variant(passage, content, attempt, settings);
    const text = made?.cells.join("\n") ?? content;
    if (made === undefined || seen.has(text)) {
      misses += 1;
      continue;
    }
    misses = 0;
    seen.add(text);
    counted();
    yield { source, ...made };
  }
}

/** One edit of a passage: the first of the methods, from a random one on, that changes it. */
async function variant(
  passage: Passage,
  content: string,
  attempt: number,
  { methods, rate, seed, thesaurus, suggest }: AugmentSettings,
): Promise<Pick<MadeRow, "method" | "cells"> | undefined> {
  const { words, write } = passage;
  const random = randomStream(seed, `augment\n${content}`, attempt);
  const first = random.nextInteger(methods.length);
  for (const place of methods.keys()) {
    const method = methods[(first + place) % methods.length] as AugmentMethod;
    const edited =
      method === "contextual"
        ? await replaceByContext(passage, { rate, random, suggest: suggest ?? noWords })
        : edits[method](words, { rate, thesaurus, random });
    const cells = edited && write(edited);
    if (cells && cells.join("\n") !== content) return { method, cells };
  }
  return undefined;
}

const noWords: SuggestWords = () =>
  unreachable("the method contextual without anything that suggests words");
