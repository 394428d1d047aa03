/** A run of tokens that is one thing: tokens `start` to before `end`. */
export interface TaggedEntity {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * How tags are read: `conlleval` as the script of the CoNLL shared tasks does, which takes any IOB or
 * IOBES tags and lets an entity begin with `I-`; `IOB2` and `IOBES` strictly: what breaks the scheme
 * is no entity.
 */
export type TagReading = "conlleval" | "IOB2" | "IOBES";

/**
 * The entities of one sentence's tags, as seqeval finds them: its default mode for `conlleval`, its
 * strict mode for `IOB2` and `IOBES`. A tag without a type has the type `_`.
 *
 * @param tags - `O`, or a letter, a hyphen and a type; one a token
 *
 * @example
 * entitiesOfTags(["B-PER", "I-PER", "O", "I-LOC"]);
 * // [{ type: "PER", start: 0, end: 2 }, { type: "LOC", start: 3, end: 4 }]
 * entitiesOfTags(["B-PER", "I-PER", "O", "I-LOC"], "IOB2"); // [{ type: "PER", start: 0, end: 2 }]
 */
export function entitiesOfTags(
  tags: readonly string[],
  reading: TagReading = "conlleval",
): TaggedEntity[] {
  const read = tags.map((tag) => ({ prefix: tag.charAt(0), type: typeOf(tag) }));
  return reading === "conlleval" ? looseEntities(read) : strictEntities(read, reading);
}

interface Tag {
  readonly prefix: string;
  readonly type: string;
}

const outside: Tag = { prefix: "O", type: "_" };

function typeOf(tag: string): string {
  return tag.slice(1).replace(/^-/, "") || "_";
}

function looseEntities(tags: readonly Tag[]): TaggedEntity[] {
  const entities: TaggedEntity[] = [];
  let start = 0;
  let previous = outside;
  for (const [token, tag] of [...tags, outside].entries()) {
    if (ends(previous, tag)) entities.push({ type: previous.type, start, end: token });
    if (starts(previous, tag)) start = token;
    previous = tag;
  }
  return entities;
}

function ends(previous: Tag, tag: Tag): boolean {
  if (previous.prefix === "O") return false;
  return "ES".includes(previous.prefix) || "BSO".includes(tag.prefix) || previous.type !== tag.type;
}

function starts(previous: Tag, tag: Tag): boolean {
  if (tag.prefix === "O") return false;
  return "BS".includes(tag.prefix) || "ESO".includes(previous.prefix) || previous.type !== tag.type;
}

/** IOB2: `B I*`. IOBES: `S` or `B I* E`. All of one type. */
function strictEntities(tags: readonly Tag[], scheme: "IOB2" | "IOBES"): TaggedEntity[] {
  const closes = scheme === "IOBES";
  const entities: TaggedEntity[] = [];
  for (const [start, { prefix, type }] of tags.entries()) {
    if (prefix === "S" && closes) entities.push({ type, start, end: start + 1 });
    if (prefix !== "B") continue;
    const continues = (token: number, as: string): boolean =>
      tags[token]?.prefix === as && tags[token]?.type === type;
    let end = start + 1;
    while (continues(end, "I")) end += 1;
    if (!closes) entities.push({ type, start, end });
    else if (continues(end, "E")) entities.push({ type, start, end: end + 1 });
  }
  return entities;
}
