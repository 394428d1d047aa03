import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();
const minilm = resolve(import.meta.dirname, "../../../shared/models/minilm-l6-en");
const hasMinilm = existsSync(minilm);
if (!hasMinilm) console.info(`skipped: the model is not at ${minilm}`);

const henson = "[PAD] [UNK] [CLS] [SEP] [MASK] a jim henson was puppet ##eer who ? 木 偶";

beforeAll(async () => {
  await mkdir(place.path("henson"));
  await place.write("henson/vocab.txt", `${henson.replaceAll(" ", "\n")}\n`);
  await mkdir(place.path("books", "deep"), { recursive: true });
  await place.write("books/one.txt", "The cat sat on the mat.\n\nThe cats sat.\n");
  await place.write("books/deep/two.txt", "Ein Café, zwei Cafés.\r\n我爱木偶。\n");
  await place.write("books/notes.md", "QQQQ is not read\n");
  await place.write("books/empty.txt", "");
});

const encode = (...words: string[]) => place.berth("tokenizer", "encode", ...words);
const decode = (...words: string[]) => place.berth("tokenizer", "decode", ...words);
const train = (...words: string[]) => place.berth("tokenizer", "train", ...words);

describe("encode", () => {
  test("shows the tutorial's sentence as a table, filled up to ten tokens", async () => {
    const sentence = "Jim Henson was a puppeteer";
    const { status, stdout, stderr } = await encode(
      ...["--model", "henson", sentence, "--max-length", "10", "--pad"],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "position  token   id  segment  mask  offsets  text
             0  [CLS]    2        0     1
             1  jim      6        0     1      0-3  "Jim"
             2  henson   7        0     1     4-10  "Henson"
             3  was      8        0     1    11-14  "was"
             4  a        5        0     1    15-16  "a"
             5  puppet   9        0     1    17-23  "puppet"
             6  ##eer   10        0     1    23-26  "eer"
             7  [SEP]    3        0     1
             8  [PAD]    0        0     0
             9  [PAD]    0        0     0
      "
    `);
  });

  test.skipIf(!hasMinilm)("gives the tutorial's ids with the vocabulary it uses", async () => {
    const words = ["Jim Henson was a puppeteer", "--max-length", "10", "--pad", "--json"];
    const { stdout } = await encode("--model", minilm, ...words);
    expect(JSON.parse(stdout)).toEqual({
      tokens: "[CLS] jim henson was a puppet ##eer [SEP] [PAD] [PAD]".split(" "),
      input_ids: [101, 3958, 27227, 2001, 1037, 13997, 11510, 102, 0, 0],
      token_type_ids: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      attention_mask: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
      offset_mapping: "0-0 0-3 4-10 11-14 15-16 17-23 23-26 0-0 0-0 0-0"
        .split(" ")
        .map((range) => range.split("-").map(Number)),
    });
  });

  test("reads two texts together; offsets are those of each, past emoji too", async () => {
    const { stdout } = await encode("--model", "henson", "🙂 who?", "𠀀木偶", "--json");
    const { tokens, token_type_ids, offset_mapping } = JSON.parse(stdout);
    expect(tokens).toEqual("[CLS] [UNK] who ? [SEP] [UNK] 木 偶 [SEP]".split(" "));
    expect(token_type_ids).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(offset_mapping.slice(1, 4)).toEqual([
      [0, 2],
      [3, 6],
      [6, 7],
    ]);
    expect(offset_mapping.slice(6, 8)).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  test("says when a text is cut, and asks for the length that --pad needs", async () => {
    const cut = await encode("--model", "henson", "a a a a a", "--max-length", "4");
    expect(cut.stderr).toBe("The text was cut at 4 tokens\n");
    expect(cut.stdout.split("\n")).toHaveLength(6);
    const { status, stderr } = await encode("--model", "henson", "a", "--pad");
    expect(status).toBe(2);
    expect(stderr).toMatchInlineSnapshot(`
      "USAGE  --max-length: must be given with --pad: the tokenizer's files name no length
      "
    `);
  });
});

describe("decode", () => {
  const ids = ["2", "6", "7", "8", "5", "9", "10", "3", "0", "0"];

  test("turns ids back into the tutorial's text", async () => {
    const { stdout } = await decode("--model", "henson", ...ids);
    expect(stdout).toBe("[CLS] jim henson was a puppeteer [SEP] [PAD] [PAD]\n");
    const skipped = await decode(
      "--model",
      "henson",
      `[${ids.join(", ")}]`,
      "--skip-special-tokens",
    );
    expect(skipped.stdout).toBe("jim henson was a puppeteer\n");
  });

  test.each(["15", "1.5", "jim"])("refuses %s, which is no id", async (word) => {
    const { status, stderr } = await decode("--model", "henson", "2", word);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `TOKEN_UNKNOWN  id 2: must be a whole number from 0 to 14, an id of the vocabulary; "${word}" came\n`,
    );
  });
});

describe("train", () => {
  test("learns from the .txt files of folders, and says with what settings", async () => {
    const words = [
      "--data",
      "books",
      "--vocab-size",
      "60",
      "--output",
      "tok",
      "--max-length",
      "64",
    ];
    const { status, stdout, stderr } = await train(...words);
    expect(status).toBe(0);
    expect(`${stderr}${stdout}`).toMatchInlineSnapshot(`
      "Settings
        data            books
        text-column     -
        kind            wordpiece
        vocab-size      60
        min-frequency   2
        cased           false
        special-tokens  -
        max-length      64
        output          tok
      The corpus gives 42 tokens, fewer than the 60 asked for: no other pair stands together 2 times. A smaller --min-frequency or more text gives more
      The tokenizer is in tok: tokenizer.json, tokenizer_config.json, special_tokens_map.json, vocab.txt
      words                          22, 17 different
      tokens                         42
      special tokens and characters  34
      "
    `);
    expect((await place.read("tok/vocab.txt")).split("\n").slice(0, 6)).toEqual([
      ...["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
      ",",
    ]);
    const { stdout: shown } = await encode("--model", "tok", "the CAFÉ 木偶", "--json");
    expect(JSON.parse(shown).tokens.slice(1, 2)).toEqual(["the"]);
    expect(await place.readJson("tok/tokenizer_config.json")).toMatchObject({
      tokenizer_class: "BertTokenizer",
      do_lower_case: true,
      model_max_length: 64,
    });
  });

  test("keeps capital letters, and further tokens whole", async () => {
    const words = [
      "--data",
      "books/one.txt",
      "books/deep/two.txt",
      "--cased",
      "--vocab-size",
      "70",
    ];
    await train(...words, "--output", "cased", "--special-tokens", "[USER], [URL], ");
    const { stdout } = await encode("--model", "cased", "[USER] Café [URL]", "--json");
    const { tokens } = JSON.parse(stdout);
    expect([tokens[1], tokens.at(-2)]).toEqual(["[USER]", "[URL]"]);
    expect(tokens.join("").replaceAll("##", "")).toContain("Café");
  });

  test("learns BPE over bytes from a column, and decodes any text to itself", async () => {
    const words = ["--data", "train.csv", "--text-column", "text", "--kind", "bpe", "--json"];
    const { stdout } = await train(...words, "--vocab-size", "400", "--output", "bytes", "--cased");
    expect(JSON.parse(stdout)).toMatchObject({ vocabularySize: 400, initialTokens: 261 });
    const text = "Ünseen 😀 𠀀 text\n";
    const encoded = JSON.parse((await encode("--model", "bytes", text, "--json")).stdout);
    const ids = encoded.input_ids.map(String);
    const back = await decode("--model", "bytes", ...ids, "--skip-special-tokens");
    expect(back.stdout).toBe(` ${text}\n`);
    expect(encoded.offset_mapping.slice(1, -1).flat().at(0)).toBe(0);
  });

  test("learns Unigram pieces, which stand in the text with the space before them", async () => {
    const words = ["--data", "train.csv", "--text-column", "text", "--kind", "unigram"];
    const refused = await train(...words, "--output", "pieces", "--min-frequency", "2");
    expect(refused.stderr).toContain("USAGE  --min-frequency: is for wordpiece and bpe");
    const { status } = await train(...words, "--output", "pieces", "--vocab-size", "120");
    expect(status).toBe(0);
    const encoded = await encode("--model", "pieces", "The  Soup was cold", "--json");
    const { tokens, input_ids: ids } = JSON.parse(encoded.stdout);
    expect(tokens.slice(1, -1).join("")).toBe("▁the▁soup▁was▁cold");
    const back = await decode("--model", "pieces", ...ids.map(String), "--skip-special-tokens");
    expect(back.stdout).toBe("the soup was cold\n");
  });

  test("touches nothing that is there, unless --force says so", async () => {
    await train("--data", "books", "--vocab-size", "60", "--output", "kept");
    const before = await place.hashes("kept");
    const words = ["--data", "books", "--output", "kept", "--kind", "bpe", "--vocab-size", "300"];
    const { status, stderr } = await train(...words);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "OUTPUT_EXISTS  kept: already holds tokenizer.json, vocab.txt, tokenizer_config.json, special_tokens_map.json; nothing was touched.",
    );
    expect(await place.hashes("kept")).toEqual(before);
    expect((await train(...words, "--force")).status).toBe(0);
    expect(Object.keys(await place.hashes("kept"))).not.toContain("vocab.txt");
  });

  test("says when the corpus gives fewer tokens than asked for", async () => {
    const { stderr } = await train("--data", "books/one.txt", "--output", "few");
    expect(stderr).toMatch(/The corpus gives \d+ tokens, fewer than the 30,000 asked for/);
  });
});

describe("train refuses", () => {
  // No text in any encoding: every byte, without an order.
  const noise = Uint8Array.from({ length: 4096 }, (_, place) => (place * place * 31 + 137) >> 3);
  const utf8 = new TextEncoder();
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ["empty.txt", "", "CORPUS_EMPTY  empty.txt: the corpus must hold text; there is none."],
    [
      "blank.txt",
      "\n \n\t\n",
      "CORPUS_EMPTY  blank.txt: the corpus must hold text; there is none.",
    ],
    [
      "noise.txt",
      noise,
      "FILE_ENCODING  noise.txt line 1: the file must be UTF-8; byte 7 of the line, 0x9c, is not.",
    ],
    [
      "zero.txt",
      utf8.encode("first\nsécond \0 line\n"),
      "NULL_BYTE  zero.txt line 2: byte 9 of the line is a null byte (0x00).",
    ],
    [
      "rows.csv",
      "text\na\n",
      "COLUMN_UNCLEAR  rows.csv: the file has columns, by its name; say with --text-column which of them holds the texts",
    ],
    [
      "letters.txt",
      "abcdefghijklmnopqrstuvwxyz",
      "VOCABULARY_TOO_SMALL  --vocab-size: must have room for the 5 special tokens and the 51 characters of the corpus, 56 together; 40 came.",
    ],
  ];

  test.each(cases)("%s", async (name, content, message) => {
    await place.write(name, content);
    const { status, stderr } = await train("--data", name, "--vocab-size", "40", "--output", "no");
    expect(stderr).toContain(message);
    expect(status).toBe(message.startsWith("VOCABULARY") ? 2 : 1);
    expect(existsSync(place.path("no"))).toBe(false);
  });

  test("what is not there, and a folder without text", async () => {
    const missing = await train("--data", "nowhere", "--output", "no");
    expect(missing.stderr).toContain("FILE_MISSING  nowhere: there is no such file or folder");
    await mkdir(place.path("bare"));
    const bare = await train("--data", "bare", "--output", "no");
    expect(bare.stderr).toContain("CORPUS_EMPTY  bare: a folder of a corpus must hold .txt files");
  });

  test("a full disk", async ({ skip }) => {
    await mkdir(place.path("disk"));
    const words = ["-t", "tmpfs", "-o", "size=8k", "tmpfs", place.path("disk")];
    skip(spawnSync("mount", words).status !== 0, "needs the right to mount a file system");
    try {
      const words = ["--data", "books", "--vocab-size", "60", "--output", "disk/tok"];
      const { status, stderr } = await train(...words);
      expect(status).toBe(1);
      expect(stderr).toContain("DISK_FULL  disk/tok");
    } finally {
      spawnSync("umount", [place.path("disk")]);
    }
  });
});
