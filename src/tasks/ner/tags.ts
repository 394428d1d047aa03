/** A tag in its parts: `B` begins an entity, `I` goes on with one, `O` is none. */
export interface Tag {
  readonly prefix: "B" | "I" | "O";
  /** What kind of entity; empty for `O`. */
  readonly type: string;
}

/**
 * A model's label in its parts. One without a prefix, as some models have them, goes on with an
 * entity of its name, or begins one.
 *
 * @example
 * tagOf("B-PER"); // { prefix: "B", type: "PER" }
 */
export function tagOf(label: string): Tag {
  const [, letter, type] = /^([A-Z])[-_](.+)$/s.exec(label) ?? [];
  if (letter !== undefined && type !== undefined) {
    if ("BSU".includes(letter)) return { prefix: "B", type };
    if ("IELM".includes(letter)) return { prefix: "I", type };
  }
  return label === "O" ? { prefix: "O", type: "" } : { prefix: "I", type: label };
}

/**
 * A tag of IOB1, IOB2, IOBES, BILOU or BMES with the letters of IOBES, which tells where an entity
 * ends; undefined for what is no tag.
 */
export function readTag(written: string): string | undefined {
  const tag = written.trim();
  if (tag === "O") return tag;
  const [, letter = "", type = ""] = /^([BIESLUM])-(.+)$/s.exec(tag) ?? [];
  if (type === "") return undefined;
  return `${{ L: "E", M: "I", U: "S" }[letter] ?? letter}-${type}`;
}

/** The labels of entity types, in IOB2: `O`, then `B-` and `I-` of each type. */
export function labelsOfTypes(types: readonly string[]): string[] {
  return ["O", ...types.flatMap((type) => [`B-${type}`, `I-${type}`])];
}

/** Which labels may begin a text, and which may follow which. */
export interface Moves {
  /** `[L]` */
  readonly starts: readonly boolean[];
  /** `[L][L]`: from the first index to the second. */
  readonly follows: readonly (readonly boolean[])[];
}

/** The moves that IOB2 knows: an entity goes on only where one of its type is. */
export function labelMoves(labels: readonly string[]): Moves {
  const tags = labels.map(tagOf);
  return {
    starts: tags.map(({ prefix }) => prefix !== "I"),
    follows: tags.map((before) =>
      tags.map(({ prefix, type }) => prefix !== "I" || before.type === type),
    ),
  };
}
