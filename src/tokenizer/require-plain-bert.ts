import { join } from "node:path";
import { BerthError, type Json, type JsonObject } from "../base/index.js";
import { readJsonFile } from "./read-json-file.js";

/** Classes of transformers that cut words as BERT's does and put its special tokens around. */
const plainClasses: ReadonlySet<string> = new Set(
  [
    "Bert",
    "ConvBert",
    "DistilBert",
    "Electra",
    "LayoutLM",
    "Lxmert",
    "MobileBert",
    "Realm",
    "RetriBert",
    "SqueezeBert",
  ].map((family) => `${family}Tokenizer`),
);

/** What BertJapaneseTokenizer says of itself where no class is named, and what of it is as in BERT. */
const plainSettings: Readonly<Record<string, string>> = {
  word_tokenizer_type: "basic",
  subword_tokenizer_type: "wordpiece",
};

/**
 * Refuses a `vocab.txt` that is of another kind of tokenizer than BERT's WordPiece: it looks the same, and
 * its words would be cut otherwise than in training.
 *
 * @throws TOKENIZER_BROKEN, FILE_UNREADABLE
 */
export async function requirePlainBert(directory: string, config: JsonObject): Promise<void> {
  const file = join(directory, "tokenizer_config.json");
  for (const [setting, plain] of Object.entries(plainSettings)) {
    const value = config[setting];
    if (typeof value === "string" && value !== plain) throw otherKind(file, setting, value);
  }
  const named = config["tokenizer_class"];
  if (typeof named === "string") {
    requirePlainClass(file, named);
  } else {
    const modelFile = join(directory, "config.json");
    requirePlainClass(modelFile, (await readJsonFile(modelFile))?.["tokenizer_class"]);
  }
}

function requirePlainClass(file: string, named: Json | undefined): void {
  if (typeof named !== "string" || plainClasses.has(named.replace(/Fast$/, ""))) return;
  throw otherKind(file, "tokenizer_class", named);
}

function otherKind(file: string, setting: string, value: string): BerthError {
  return new BerthError(
    "TOKENIZER_BROKEN",
    `${file}: "${setting}" is "${value}", another kind of tokenizer than BERT's WordPiece, and vocab.txt alone does not say how it cuts words. Save a tokenizer.json beside it, with AutoTokenizer.from_pretrained(DIR, use_fast=True).save_pretrained(DIR) of transformers where the class has a fast form, or take a model that comes with a tokenizer.json`,
    { file, setting, value },
  );
}
