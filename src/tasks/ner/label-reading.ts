import { type Tag, tagOf } from "./tags.js";

/** What a model's labels say in IOB2, whatever scheme and signs they are written in: `B_PER`, `S-PER`, `PER`. */
export interface LabelReading {
  /** The label that a tag of IOB2 is taught with; a type that no label begins has the one that goes on with it. */
  readonly ids: ReadonlyMap<string, number>;
  /** `[L]` for each label that goes on with an entity the id of the one that begins it, else itself. */
  readonly begins: Int32Array;
  /** `[L]` */
  readonly tags: readonly string[];
  /** Types that no label begins: there an entity begins where the word before is none of its type. */
  readonly neverBegun: ReadonlySet<string>;
}

/**
 * Reads labels as entities are read of them (`tagOf`).
 *
 * @example
 * labelReading(["O", "B_PER", "I_PER"]).ids.get("B-PER"); // 1
 */
export function labelReading(labels: readonly string[]): LabelReading {
  const read = labels.map(tagOf);
  const tags = read.map(tagText);
  const ids = new Map<string, number>();
  // `E-` and `S-` are read as `I-` and `B-`: where a model has those too, they are taught.
  const isPlain = (id: number): boolean => /^[BI][-_]/.test(labels[id] as string);
  const order = [...tags.keys()].sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)));
  for (const id of order) {
    const tag = tags[id] as string;
    if (!ids.has(tag)) ids.set(tag, id);
  }
  const unbegun = read.filter(({ prefix, type }) => prefix === "I" && !ids.has(`B-${type}`));
  const neverBegun = new Set(unbegun.map(({ type }) => type));
  for (const type of neverBegun) ids.set(`B-${type}`, ids.get(`I-${type}`) as number);
  const begins = Int32Array.from(read, ({ prefix, type }, id) =>
    prefix === "I" ? (ids.get(`B-${type}`) ?? id) : id,
  );
  return { ids, begins, tags, neverBegun };
}

const tagText = ({ prefix, type }: Tag): string => (prefix === "O" ? "O" : `${prefix}-${type}`);

/**
 * The tags in IOB2 of a text's words.
 *
 * @param words - the label id of each
 */
export function wordTags(
  words: readonly number[],
  { tags, neverBegun }: Pick<LabelReading, "tags" | "neverBegun">,
): string[] {
  let before: string | undefined;
  return words.map((label) => {
    const tag = tags[label] ?? "O";
    const type = tag === "O" ? undefined : tag.slice(2);
    const begins = type !== undefined && type !== before && neverBegun.has(type);
    before = type;
    return begins ? `B-${type}` : tag;
  });
}
