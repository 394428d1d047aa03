import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AutoModelForTokenClassification,
  AutoTokenizer,
  pipeline,
} from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/prediction/index.js";
import { worstDifference } from "../reference/compare.js";
import { inTransformersJs } from "./in-transformers-js.js";
import { berth, fixtures, hasPython, python } from "./programs.js";

/** What check_entities.py prints. */
interface Theirs {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly string[];
  readonly id2label: Readonly<Record<string, string>>;
  readonly logits: readonly (readonly number[])[];
  readonly entities: Readonly<Record<string, readonly (readonly Found[])[]>>;
}

interface Found {
  readonly score: number;
  readonly [key: string]: unknown;
}

const texts = [
  "Our guide is near the station, to be honest",
  "😀 the staff of the garden smelled 𠮷 ＡＢＣ 房间 awful!",
  "unbelievably lovely rooms near north station",
];

/** Words of reviews with made-up tags: the models shall differ, not be good. */
async function taggedRows(): Promise<string> {
  const rows = (await readFile(join(fixtures, "reviews/train.csv"), "utf8"))
    .split("\n")
    .slice(1, 120);
  const sentences = rows.map((row) => {
    const words = row.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
    return words.map((word) => {
      const kind = word.length % 2 === 0 ? "LOC" : "PER";
      return `${word} ${word.length < 4 ? "O" : `B-${kind}`}`;
    });
  });
  return sentences.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

const cases = [
  { family: "bert", head: "linear" },
  { family: "bert", head: "crf" },
  { family: "distilbert", head: "linear" },
] as const;

describe.each(cases)("a tiny $family that finds entities, $head head", ({ family, head }) => {
  let parent = "";
  let directory = "";
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-interop-"));
    directory = join(parent, "model");
    const file = join(parent, "train.conll");
    await writeFile(file, await taggedRows());
    const model = join(fixtures, `tiny-${family}`);
    const names = ["--train", file, "--model", model, "--output", directory];
    const settings = ["--max-steps", "40", "--learning-rate", "3e-3", "--head", head, "--quiet"];
    await berth("finetune", "--task", "ner", ...names, ...settings);
  }, 300_000);
  afterAll(() => rm(parent, { recursive: true }));

  const predicted = async (...flags: string[]): Promise<Found[][]> => {
    const words = ["predict", "--model", directory, ...texts, "--json", ...flags];
    return JSON.parse(await berth(...words));
  };

  /** The model's logits of every token of each text; of a CRF its emissions. */
  const logitsOf = async (): Promise<readonly Float32Array[]> => {
    const model = await loadModel(directory, { engine: "onnxruntime" });
    const encodings = await model.tokenizer.encode(texts, { maxLength: 64 });
    const logits = await model.outputs(encodings.map((encoding, row) => ({ ...encoding, row })));
    await model.close();
    return logits;
  };

  test.skipIf(!hasPython)("loads in transformers with the same logits", async () => {
    const file = join(parent, "texts.json");
    await writeFile(file, JSON.stringify(texts));
    const theirs = (await python("check_entities.py", directory, file)) as Theirs;
    const beside = ["crf.end_transitions", "crf.start_transitions", "crf.transitions"];
    expect(theirs).toMatchObject({
      missing: [],
      unexpected: head === "crf" ? beside : [],
      mismatched: [],
    });
    expect(Object.values(theirs.id2label)).toEqual(["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]);
    const ours = await logitsOf();
    for (const [row, logits] of theirs.logits.entries()) {
      const tolerance = { absolute: 1e-4, relative: 0 };
      expect(worstDifference(ours[row] ?? [], logits, tolerance), `text ${row}`).toBeUndefined();
    }
    if (head === "crf") return;
    for (const [aggregation, wanted] of Object.entries(theirs.entities)) {
      const flags = ["--aggregation", aggregation, "--offset-unit", "codepoint"];
      const found = (await predicted(...flags)).map((entities) =>
        entities.map(({ word, ...rest }) => rest),
      );
      const close = wanted.map((entities) =>
        entities.map((entity) => ({ ...entity, score: expect.closeTo(entity.score, 3) })),
      );
      expect(found, aggregation).toEqual(close);
    }
  });

  test("gives transformers.js the same logits", async () => {
    const name = inTransformersJs(directory);
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModelForTokenClassification.from_pretrained(name, { dtype: "fp32" });
    const ours = await logitsOf();
    for (const [row, text] of texts.entries()) {
      const { logits } = await model(await tokenizer(text));
      const tolerance = { absolute: 1e-4, relative: 0 };
      expect(worstDifference(ours[row] ?? [], logits.data, tolerance), text).toBeUndefined();
    }
    await model.dispose();
  });

  // It reads each token's label by itself, and a CRF's labels together.
  test.skipIf(head === "crf")("gives transformers.js the same tokens and scores", async () => {
    const name = inTransformersJs(directory);
    const find = await pipeline("token-classification", name, { dtype: "fp32" });
    const ours = await predicted("--aggregation", "none");
    for (const [row, text] of texts.entries()) {
      // transformers.js leaves out what the vocabulary does not know.
      if (/[^ -~]/.test(text)) continue;
      const theirs = (await find(text)) as unknown as Found[];
      expect(ours[row]?.map(({ entity, index }) => [entity, index])).toEqual(
        theirs.map(({ entity, index }) => [entity, index]),
      );
      for (const [place, { score }] of theirs.entries()) {
        expect(ours[row]?.[place]?.score).toBeCloseTo(score, 3);
      }
    }
    await find.dispose();
  });
});
