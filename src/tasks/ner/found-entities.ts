import type { EntityReference } from "./entity-reference.js";
import { tagOf } from "./tags.js";
import type { LabelledWord } from "./word-labels.js";

/** An entity that a model found, in Hugging Face's pipeline shape. */
export interface FoundEntity {
  readonly entity_group: string;
  /** Mean probability of its words' labels. */
  readonly score: number;
  /** `text.slice(start, end)`, as it is written there. */
  readonly word: string;
  /** In UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Where the text came as words: the number of its first, from 0, and of the one behind its last. */
  readonly words?: readonly [number, number];
}

/** A token with a label, in Hugging Face's pipeline shape. */
export interface FoundToken {
  readonly entity: string;
  readonly score: number;
  /** Number of the token in the text, from 1. */
  readonly index: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** As in `FoundEntity`: the word that it is a part of. */
  readonly words?: readonly [number, number];
}

type Source = Pick<EntityReference, "text" | "offsets">;

/** Words of one type in a row, as Hugging Face groups them: a `B-` begins anew, and so does another type. */
export function foundEntities(
  { text, offsets }: Source,
  words: readonly LabelledWord[],
  labels: readonly string[],
): FoundEntity[] {
  const groups: { readonly type: string; readonly words: LabelledWord[] }[] = [];
  let open: string | undefined;
  for (const word of words) {
    const { prefix, type } = tagOf(labels[word.label] ?? "O");
    if (prefix === "O") open = undefined;
    else if (prefix === "I" && type === open) groups.at(-1)?.words.push(word);
    else {
      groups.push({ type, words: [word] });
      open = type;
    }
  }
  return groups.map(({ type, words: members }) => {
    const start = offsets[(members[0] as LabelledWord).first * 2] as number;
    const end = offsets[(members.at(-1) as LabelledWord).end * 2 - 1] as number;
    const score = members.reduce((sum, member) => sum + member.score, 0) / members.length;
    return { entity_group: type, score, word: text.slice(start, end), start, end };
  });
}

/** Every token that is not outside, by itself. */
export function foundTokens(
  { text, offsets }: Source,
  words: readonly LabelledWord[],
  labels: readonly string[],
): FoundToken[] {
  return words.flatMap(({ first, end: behind, label, score }) => {
    const entity = labels[label] ?? "O";
    if (tagOf(entity).prefix === "O") return [];
    const start = offsets[first * 2] as number;
    const end = offsets[behind * 2 - 1] as number;
    return [{ entity, score, index: first + 1, word: text.slice(start, end), start, end }];
  });
}
