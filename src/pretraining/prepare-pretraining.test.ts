import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { preparePretraining } from "./prepare-pretraining.js";
import type { PretrainingRecipe } from "./recipe.js";
import { trainTokenizer } from "./train-tokenizer.js";

const path = temporaryFolder();

/** A word of its own for each number. */
const word = (number: number): string =>
  [...`${100 + number}`].map((digit) => "abcdefghij"[Number(digit)]).join("");

test("validation pairs are made of validation texts only, in both segments", async () => {
  // Each document has words of its own.
  const documents = Array.from({ length: 60 }, (_, at) =>
    Array.from({ length: 6 }, () => `${word(at)} `.repeat(5)).join(".\n"),
  );
  await mkdir(path("texts"));
  await writeFile(path("texts", "all.txt"), documents.join("\n\n"));
  await trainTokenizer({ data: path("texts"), vocabularySize: 500, output: path("tokenizer") });
  const sizes = { layers: 1, hiddenSize: 32, heads: 2, maxLength: 24 };
  const recipe: PretrainingRecipe = {
    ...{ corpus: [path("texts")], tokenizer: path("tokenizer"), output: path("run") },
    ...{ ...sizes, corpusCache: path("cache"), validationSplit: 0.2, maxSteps: 1 },
    pairs: "nsp",
    engine: "onnxruntime",
  };
  const preparing = preparePretraining(recipe, undefined, undefined);
  let next = await preparing.next();
  while (!next.done) next = await preparing.next();
  const { train, validation, sequences, corpus } = next.value;

  const documentsOf = new Map<number, Set<number>>();
  for (let at = 0; at < corpus.documents; at++) {
    for (const id of corpus.document(at).flatMap(({ ids }) => [...ids])) {
      documentsOf.set(id, (documentsOf.get(id) ?? new Set()).add(at));
    }
  }
  corpus.close();
  const { pieces } = sequences.segments;
  const learnt = new Set(Array.from(train, (piece) => pieces.document[piece]));

  const apart = validation.filter(({ pairLabel }) => pairLabel === 1);
  expect(apart.length).toBeGreaterThan(5);
  for (const { tokenIds, places, labels } of validation) {
    const hidden = new Map(Array.from(places, (place, at) => [place, labels[at]]));
    const texts = Array.from(tokenIds, (id, at) => documentsOf.get(hidden.get(at) ?? id));
    // Full stops are in many documents, special tokens in none.
    const own = texts.filter((found) => found?.size === 1).flatMap((found) => [...(found ?? [])]);
    expect(own.length).toBeGreaterThan(3);
    expect(own.filter((document) => learnt.has(document))).toEqual([]);
  }
});

test("a validation file that is learnt from too is named in a note", async () => {
  await mkdir(path("both"));
  const lines = Array.from({ length: 9 }, (_, at) => `${word(at)} `.repeat(20));
  for (const name of ["a.txt", "b.txt"]) await writeFile(path("both", name), lines.join("\n"));
  await writeFile(path("held.txt"), lines.join("\n"));
  await trainTokenizer({ data: path("both"), vocabularySize: 90, output: path("both-tokenizer") });
  const notesOf = async (...validation: string[]): Promise<string> => {
    const preparing = preparePretraining(
      {
        ...{ corpus: [path("both")], validation, tokenizer: path("both-tokenizer") },
        ...{ layers: 1, hiddenSize: 32, heads: 2, maxLength: 24, corpusCache: path("both-cache") },
        ...{ pairs: "none", output: path("both-run"), engine: "onnxruntime" },
      },
      undefined,
      undefined,
    );
    let next = await preparing.next();
    while (!next.done) next = await preparing.next();
    next.value.corpus.close();
    next.value.validationCorpus?.close();
    return next.value.notes.join("\n");
  };
  const told = "validates and is learnt from, so the scores are too good; leave it out of --corpus";
  expect(await notesOf(path("held.txt"))).not.toContain("validates");
  expect(await notesOf(path("both", "b.txt"))).toContain(`${path("both", "b.txt")}: ${told}`);
  expect(await notesOf(path("held.txt"), path("both"))).toContain("a.txt (and 1 more): ");
});

/** Files of a folder that this process holds open. */
const openFiles = (folder: string): string[] =>
  readdirSync("/proc/self/fd").flatMap((handle) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${handle}`);
      return file.startsWith(folder) ? [file] : [];
    } catch {
      return [];
    }
  });

test.skipIf(!existsSync("/proc/self/fd"))(
  "no corpus stays open where preparing fails, or its reader leaves off",
  async () => {
    await mkdir(path("few"));
    await writeFile(path("few", "a.txt"), "one two three");
    await trainTokenizer({ data: path("few"), vocabularySize: 60, output: path("few-tokenizer") });
    const recipe: PretrainingRecipe = {
      ...{ corpus: [path("few")], tokenizer: path("few-tokenizer"), output: path("few-run") },
      ...{ layers: 1, hiddenSize: 32, heads: 2, maxLength: 24, corpusCache: path("few-cache") },
      ...{ pairs: "none", maxSteps: 1, engine: "onnxruntime" },
    };
    const whole = async () => {
      for await (const _ of preparePretraining(recipe, undefined, undefined));
    };
    await expect(whole()).rejects.toMatchObject({ code: "CORPUS_EMPTY" });
    expect(openFiles(path("few-cache"))).toEqual([]);
    const again = { ...recipe, corpusCache: path("other-cache") };
    for await (const _ of preparePretraining(again, undefined, undefined)) break;
    expect(openFiles(path("other-cache"))).toEqual([]);
  },
);
