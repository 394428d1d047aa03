// Makes models/berth-mini-en: corpus, vocabulary and pre-training in one command, which goes on where it was stopped.
//   npm run build && node scripts/pretrain-mini-en.mjs [--books ../shared/data/books-en] [--output runs/berth-mini-en]
// More words are settings of berth pretrain that replace those of models/berth-mini-en/recipe.yaml, such as --engine openvino.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { wordnetDefinitions } from "./wordnet-definitions.mjs";

const root = resolve(import.meta.dirname, "..");
const { values, tokens } = parseArgs({
  options: {
    books: { type: "string", default: join(root, "../shared/data/books-en") },
    output: { type: "string", default: join(root, "runs/berth-mini-en") },
  },
  strict: false,
  tokens: true,
});
const ours = ["books", "output"];
// A value that stands apart from its flag comes as a word of its own.
const more = tokens
  .filter(({ kind, name }) => kind !== "option" || !ours.includes(name))
  .map(({ rawName, value, inlineValue }) =>
    rawName === undefined ? value : inlineValue ? `${rawName}=${value}` : rawName,
  );

const corpus = join(values.output, "corpus");
const tokenizer = join(values.output, "tokenizer");
const model = join(values.output, "model");

if (!existsSync(corpus)) {
  const fresh = `${corpus}.new`;
  mkdirSync(fresh, { recursive: true });
  cpSync(join(values.books, "train.txt"), join(fresh, "books.txt"));
  writeFileSync(join(fresh, "definitions.txt"), definitionTexts());
  renameSync(fresh, corpus);
}
if (!existsSync(join(tokenizer, "tokenizer.json"))) {
  berth("tokenizer", "train", "--data", corpus, "--vocab-size", "8192", "--output", tokenizer, "--force");
}
berth(
  "pretrain",
  ...["--config", join(root, "models/berth-mini-en/recipe.yaml")],
  ...["--corpus", corpus, "--validation", join(values.books, "valid.txt"), "--tokenizer", tokenizer],
  ...["--corpus-cache", join(values.output, "cache"), "--output", model, "--resume", ...more],
);

/** Each definition as a document: the words and what they mean, then the examples. */
function definitionTexts() {
  return wordnetDefinitions()
    .filter(({ isHeldOut }) => !isHeldOut)
    .map(({ words, definition, examples }) => {
      const sentences = [`${words.join(", ")}: ${definition}`, ...examples];
      return sentences.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join("\n");
    })
    .join("\n\n");
}

function berth(...words) {
  const program = [join(root, "dist/cli/main.js"), ...words];
  const { status } = spawnSync(process.execPath, program, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
