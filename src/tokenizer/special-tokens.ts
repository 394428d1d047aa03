import { BerthError, isJsonObject, type Json, type JsonObject } from "../base/index.js";

/** Ids of the tokens that are no text. */
export interface SpecialIds {
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  readonly unk: number;
  /** Models that were never trained to fill gaps have none. */
  readonly mask?: number;
}

/** The same tokens by how they are written. */
export type SpecialTokens = Readonly<Record<keyof SpecialIds, string>>;

/** How BERT writes them, and how RoBERTa does; ALBERT takes some of each. */
const usual: Readonly<Record<keyof SpecialIds, readonly [string, string]>> = {
  cls: ["[CLS]", "<s>"],
  sep: ["[SEP]", "</s>"],
  pad: ["[PAD]", "<pad>"],
  unk: ["[UNK]", "<unk>"],
  mask: ["[MASK]", "<mask>"],
};

const kinds = Object.keys(usual) as (keyof SpecialIds)[];

/** BERT's special tokens. */
export const bertTokens = specialTokens([], () => false);

/**
 * How the special tokens are written: as the first of the configurations says, or in the usual way that
 * the vocabulary knows.
 */
export function specialTokens(
  configurations: readonly JsonObject[],
  isKnown: (token: string) => boolean,
): SpecialTokens {
  const written = (kind: keyof SpecialIds): string => {
    const found = configurations.map((configuration) => tokenText(configuration[`${kind}_token`]));
    const named = found.find((text) => text !== undefined);
    return named ?? usual[kind].find(isKnown) ?? usual[kind][0];
  };
  return Object.fromEntries(kinds.map((kind) => [kind, written(kind)])) as SpecialTokens;
}

/** A token is given as its text, or as an object that holds it. */
export function tokenText(token: Json | undefined): string | undefined {
  if (typeof token === "string") return token;
  const content = isJsonObject(token) ? token["content"] : undefined;
  return typeof content === "string" ? content : undefined;
}

/**
 * Ids of the special tokens.
 *
 * @throws TOKENIZER_BROKEN when the vocabulary lacks one, mask aside
 */
export function specialIds(
  file: string,
  tokens: SpecialTokens,
  idOf: (token: string) => number | null,
): SpecialIds {
  const required = (kind: keyof SpecialIds): number => {
    const id = idOf(tokens[kind]);
    if (id !== null) return id;
    throw new BerthError(
      "TOKENIZER_BROKEN",
      `${file}: the vocabulary must hold the special token "${tokens[kind]}"; it does not. Say in tokenizer_config.json how "${kind}_token" is written, or copy the model's files again`,
      { file, token: tokens[kind] },
    );
  };
  const mask = idOf(tokens.mask);
  return {
    cls: required("cls"),
    sep: required("sep"),
    pad: required("pad"),
    unk: required("unk"),
    ...(mask === null ? {} : { mask }),
  };
}
