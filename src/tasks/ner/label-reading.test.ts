import { expect, test } from "vitest";
import { tinyBert } from "../../../test/tiny-bert.js";
import { loadTokenizer } from "../../tokenizer/index.js";
import { ner } from "./ner.js";

const tokenizer = await loadTokenizer(tinyBert);
const rows = [
  ["our guide is near north room", '[[4,9,"PER"],[18,28,"LOC"]]'],
  ["the staff", '[[4,9,"PER"]]'],
];

/** The scores of a model with these labels that says them of the rows' words. */
async function scoresOf(labels: readonly string[], said: readonly (readonly string[])[]) {
  const table = { file: "a.csv", format: "csv", columns: ["text", "spans"], rows } as const;
  const part = { table, columns: { text: 0, label: 1, notes: [] }, rows: Int32Array.of(0, 1) };
  const encoded = await ner.encode(part, labels, tokenizer, { maxLength: 32 });
  const outputs = encoded.references.map(({ words, windows }, row) => {
    const skipped = windows[0]?.skipped ?? 0;
    const logits = new Float32Array((words.length + 2 * skipped) * labels.length);
    for (const [token, word] of words.entries()) {
      const label = labels.indexOf(said[row]?.[word] ?? "");
      logits[(skipped + token) * labels.length + label] = 20;
    }
    return logits;
  });
  return ner.score({ ...encoded, outputs, labels }, { batchSize: 2 });
}

const perfect = { f1: 1, f1_strict: 1, accuracy: 1, loss: expect.closeTo(0, 4) };

test.each([
  ["B-PER", "I-PER", "B-LOC", "I-LOC"],
  ["B_PER", "I_PER", "B_LOC", "I_LOC"],
])(
  "labels written as %s and %s are taught and scored alike",
  async (person, inPerson, place, inPlace) => {
    const labels = ["O", person, inPerson, place, inPlace];
    const right = [
      ["O", person, "O", "O", place, inPlace],
      ["O", person],
    ];
    expect(await scoresOf(labels, right)).toMatchObject(perfect);
    // One of six words of the first text is wrong, and an entity that begins with I is none when strict.
    const loose = [
      ["O", person, "O", "O", inPlace, inPlace],
      ["O", person],
    ];
    const scores = await scoresOf(labels, loose);
    expect(scores).toMatchObject({ f1: 1, accuracy: 7 / 8, f1_strict: 0.8 });
  },
);

test("labels without a prefix are taught to every word, and begin an entity where a run begins", async () => {
  const right = [
    ["O", "PER", "O", "O", "LOC", "LOC"],
    ["O", "PER"],
  ];
  expect(await scoresOf(["O", "LOC", "PER"], right)).toMatchObject(perfect);
  const wrong = [
    ["O", "O", "O", "O", "LOC", "LOC"],
    ["O", "PER"],
  ];
  const scores = await scoresOf(["O", "LOC", "PER"], wrong);
  expect(scores).toMatchObject({ f1: 0.8, f1_strict: 0.8, accuracy: 7 / 8 });
  expect(scores["loss"]).toBeGreaterThan(2);
});

test("labels of IOBES are scored by the entities that they tell", async () => {
  const labels = ["O", "S-PER", "B-PER", "I-PER", "E-PER", "S-LOC", "B-LOC", "I-LOC", "E-LOC"];
  const right = [
    ["O", "S-PER", "O", "O", "B-LOC", "E-LOC"],
    ["O", "S-PER"],
  ];
  expect(await scoresOf(labels, right)).toMatchObject({ f1: 1, f1_strict: 1, accuracy: 1 });
});
