import { join } from "node:path";
import { BerthError, isJsonObject, type Json, type JsonObject } from "../base/index.js";
import { readJsonFile } from "./read-json-file.js";
import { tokenText } from "./special-tokens.js";
import { type PlacedToken, specialRules, type TokenRules } from "./tokenizer-definition.js";

/** Tokens that a `vocab.txt` tokenizer keeps whole beside BERT's own. */
export interface AddedTokens {
  /** The file that gives them their ids. */
  readonly file: string;
  /** Tokens with ids, in the order of these. */
  readonly placed: readonly PlacedToken[];
  /** Tokens that are named as special; their ids are those of `placed`, or of the vocabulary. */
  readonly named: readonly PlacedName[];
}

type PlacedName = Omit<PlacedToken, "id">;

/**
 * What was added to a tokenizer without `tokenizer.json`: `added_tokens_decoder` of
 * `tokenizer_config.json`, or else `added_tokens.json`, as in transformers; and the further special
 * tokens that the configurations name.
 *
 * @throws TOKENIZER_BROKEN, FILE_UNREADABLE
 */
export async function readAddedTokens(
  directory: string,
  config: JsonObject,
  map: JsonObject,
): Promise<AddedTokens> {
  const named = [config, map].flatMap(namedTokens);
  const decoder = config["added_tokens_decoder"];
  if (isJsonObject(decoder)) {
    const file = join(directory, "tokenizer_config.json");
    const placed = Object.entries(decoder).map(([id, token]) => decoded(file, id, token));
    return { file, placed: byId(placed), named };
  }
  const file = join(directory, "added_tokens.json");
  const special = new Set(named.map(({ content }) => content));
  const placed = Object.entries((await readJsonFile(file)) ?? {}).map(([content, id]) => ({
    id: wholeId(file, content, id),
    content,
    rules: special.has(content) ? specialRules : plainRules,
  }));
  return { file, placed: byId(placed), named };
}

/** The configuration that is saved: it names the further special tokens that its neighbour file named. */
export function withNamedTokens(config: JsonObject, map: JsonObject): JsonObject {
  const tokens = map["additional_special_tokens"];
  const isNamed = listKeys.some((key) => config[key] !== undefined);
  if (isNamed || !Array.isArray(tokens) || tokens.length === 0) return config;
  return { ...config, additional_special_tokens: tokens };
}

/** `added_tokens.json`, which readers of `vocab.txt` look for; none where nothing was added. */
export function addedTokensFile(definition: JsonObject): Record<string, string> {
  const { model, added_tokens: added } = definition as Readonly<Record<string, Json>>;
  const vocabulary = isJsonObject(model) ? model["vocab"] : undefined;
  if (!isJsonObject(vocabulary) || !Array.isArray(added)) return {};
  const beyond = added.flatMap((token): [string, Json][] => {
    const content = isJsonObject(token) ? token["content"] : undefined;
    if (typeof content !== "string" || Object.hasOwn(vocabulary, content)) return [];
    return [[content, (token as JsonObject)["id"] ?? null]];
  });
  if (beyond.length === 0) return {};
  return { "added_tokens.json": `${JSON.stringify(Object.fromEntries(beyond), null, 2)}\n` };
}

/** The key of `tokenizer_config.json`, where it stood there: transformers reads it before `tokenizer.json`. */
export function addedTokensDecoder(config: JsonObject, definition: JsonObject): JsonObject {
  const added = definition["added_tokens"];
  if (config["added_tokens_decoder"] === undefined || !Array.isArray(added)) return {};
  const entries = (added as readonly JsonObject[]).map(({ id, ...token }) => [id, token]);
  return { added_tokens_decoder: Object.fromEntries(entries) };
}

/** How transformers finds a token that is added as ordinary text. */
const plainRules: TokenRules = { ...specialRules, normalized: true, special: false };

const listKeys = ["additional_special_tokens", "extra_special_tokens"] as const;
const roleKeys = ["bos", "eos", "cls", "sep", "pad", "unk", "mask"].map((role) => `${role}_token`);

/** The special tokens that a configuration names: those of its roles, and further ones. */
export function namedTokens(configuration: JsonObject): PlacedName[] {
  const listed = listKeys.flatMap((key) => {
    const list = configuration[key];
    return typeof list === "object" && list !== null ? Object.values<Json>(list) : [];
  });
  const roles = roleKeys.map((key) => configuration[key]);
  return [...listed, ...roles].flatMap((token) => {
    const content = tokenText(token);
    if (content === undefined) return [];
    return [{ content, rules: { ...rulesOf(token, specialRules), special: true } }];
  });
}

function decoded(file: string, id: string, token: Json): PlacedToken {
  const content = tokenText(token);
  if (content === undefined) {
    throw broken(file, `"added_tokens_decoder" must give ${id} a token with its "content"`);
  }
  const isSpecial = isJsonObject(token) && token["special"] === true;
  const rules = rulesOf(token, isSpecial ? specialRules : plainRules);
  return { id: wholeId(file, content, /^\d+$/.test(id) ? Number(id) : id), content, rules };
}

function rulesOf(token: Json | undefined, usual: TokenRules): TokenRules {
  if (!isJsonObject(token)) return usual;
  const written = Object.keys(usual).filter((rule) => typeof token[rule] === "boolean");
  return { ...usual, ...Object.fromEntries(written.map((rule) => [rule, token[rule]])) };
}

function wholeId(file: string, content: string, id: Json): number {
  if (Number.isSafeInteger(id) && (id as number) >= 0) return id as number;
  throw broken(
    file,
    `the id of the added token "${content}" must be a whole number from 0 on; ${JSON.stringify(id)} came`,
  );
}

const byId = (tokens: readonly PlacedToken[]): PlacedToken[] =>
  tokens.toSorted((one, other) => one.id - other.id);

function broken(file: string, what: string): BerthError {
  return new BerthError("TOKENIZER_BROKEN", `${file}: ${what}. Copy the model's files again`, {
    file,
  });
}
