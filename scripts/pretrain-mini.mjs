// Makes a model of models/: corpus, vocabulary and pre-training in one command, which goes on where it was stopped.
// Where there is an onward.yaml, a second pre-training goes on from the first with its settings.
//   npm run build && node scripts/pretrain-mini.mjs en|zh [--books ../shared/data/books-en] [--output runs/berth-mini-en]
// More words are settings of berth pretrain that replace those of models/berth-mini-*/*.yaml, such as --engine openvino.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { definitionCorpus } from "./wordnet-definitions.mjs";

const root = resolve(import.meta.dirname, "..");

/** What is read in each language: `fill` puts the corpus into a folder, `alphabet` is for the vocabulary alone. */
const languages = {
  en: {
    books: "books-en",
    fill(folder, books) {
      cpSync(join(books, "train.txt"), join(folder, "books.txt"));
      writeFileSync(join(folder, "definitions.txt"), definitionCorpus());
    },
    validation: (books) => ["--validation", join(books, "valid.txt")],
  },
  zh: {
    books: "books-zh",
    fill(folder, books) {
      for (const name of ["hongloumeng.txt", "sanguo-first60.txt"]) cpSync(join(books, name), join(folder, name));
    },
    validation: () => ["--validation-split", "0.05"],
    alphabet: chineseAlphabet,
  },
};

const { values, tokens, positionals } = parseArgs({
  options: { books: { type: "string" }, output: { type: "string" } },
  allowPositionals: true,
  strict: false,
  tokens: true,
});
const [name] = positionals;
const language = languages[name];
if (language === undefined) {
  console.error("usage: node scripts/pretrain-mini.mjs en|zh [--books FOLDER] [--output FOLDER]");
  process.exit(2);
}
const model = `berth-mini-${name}`;
const books = values.books ?? join(root, "../shared/data", language.books);
const output = values.output ?? join(root, "runs", model);
// A value that stands apart from its flag comes as a word of its own.
const more = tokens
  .filter(({ kind, name: flag, value }) =>
    kind === "option" ? !["books", "output"].includes(flag) : value !== name,
  )
  .map(({ rawName, value, inlineValue }) =>
    rawName === undefined ? value : inlineValue ? `${rawName}=${value}` : rawName,
  );

const corpus = join(output, "corpus");
const alphabet = join(output, "alphabet.txt");
const tokenizer = join(output, "tokenizer");

if (!existsSync(corpus)) {
  const fresh = `${corpus}.new`;
  mkdirSync(fresh, { recursive: true });
  language.fill(fresh, books);
  if (language.alphabet) writeFileSync(alphabet, language.alphabet());
  renameSync(fresh, corpus);
}
if (!existsSync(join(tokenizer, "tokenizer.json"))) {
  const data = language.alphabet ? [corpus, alphabet] : [corpus];
  berth("tokenizer", "train", "--data", ...data, "--vocab-size", "8192", "--output", tokenizer, "--force");
}
pretrain("recipe.yaml", "model", ["--tokenizer", tokenizer]);
if (existsSync(join(root, "models", model, "onward.yaml"))) {
  pretrain("onward.yaml", "onward", ["--model", join(output, "model")]);
}

function pretrain(settings, name, from) {
  berth(
    "pretrain",
    ...["--config", join(root, "models", model, settings)],
    ...["--corpus", corpus, ...language.validation(books), ...from],
    ...["--corpus-cache", join(output, "cache"), "--output", join(output, name), "--resume", ...more],
  );
}

/**
 * The characters of GB 2312, which modern texts use and old novels lack in part, and Latin letters and digits at the
 * beginning of a word and inside it.
 */
function chineseAlphabet() {
  const decoder = new TextDecoder("gbk");
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const characters = range(0xb0, 0xf7).flatMap((row) =>
    range(0xa1, 0xfe).map((cell) => decoder.decode(Uint8Array.of(row, cell))),
  );
  const known = characters.filter((character) => /^\p{Script=Han}$/u.test(character));
  const latin = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
  return `${known.join("")}\n${latin.join(" ")}\n${latin.map((letter) => `a${letter}`).join(" ")}\n`;
}

function berth(...words) {
  const program = [join(root, "dist/cli/main.js"), ...words];
  const { status } = spawnSync(process.execPath, program, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
