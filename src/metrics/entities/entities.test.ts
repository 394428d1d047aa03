import { describe, expect, test } from "vitest";
import fixture from "../../../test/fixtures/entity-scores.json" with { type: "json" };
import { digest, SeededNumbers } from "../../../test/seeded-numbers.js";
import type { ClassScores } from "../class-scores.js";
import { entitiesOfTags, entityReport, entityScores, type TagReading } from "../index.js";

const shares = ({ precision, recall, f1 }: ClassScores): number[] => [precision, recall, f1];

/** As `sentences` in make_entity_scores.py. */
function sentences(
  seed: number,
  tags: readonly string[],
): Record<"truth" | "prediction", string[][]> {
  const numbers = new SeededNumbers(seed);
  const truth: string[][] = [];
  const prediction: string[][] = [];
  for (let count = 1 + numbers.below(3); count > 0; count--) {
    const row = numbers.list(1 + numbers.below(7), () => numbers.pick(tags));
    truth.push(row);
    prediction.push(row.map((tag) => (numbers.share() < 0.25 ? numbers.pick(tags) : tag)));
  }
  return { truth, prediction };
}

const modes = Object.entries(fixture).map(([mode, cases]) => ({
  mode: mode as TagReading,
  ...cases,
}));

describe.each(modes)("seqeval's numbers, $mode", ({ mode, tags, digests, reports }) => {
  const scoresOf = (truth: string[][], prediction: string[][]) =>
    entityScores(
      truth.map((row) => entitiesOfTags(row, mode)),
      prediction.map((row) => entitiesOfTags(row, mode)),
    );

  test("scores of generated sentences", () => {
    for (const [seed, expected] of digests.entries()) {
      const { truth, prediction } = sentences(seed, tags);
      const { types, micro, macro, weighted } = scoresOf(truth, prediction);
      const values = [
        ...[micro, macro, weighted].flatMap(shares),
        ...types.flatMap((type) => [...shares(type), type.support]),
      ];
      expect(digest(values), `seed ${seed}`).toBeCloseTo(expected ?? 0, 9);
    }
  });

  test.each(reports)("the report of case $seed, to the letter", (expected) => {
    const { seed, truth, prediction, digits, report } = expected;
    expect(sentences(seed, tags)).toEqual({ truth, prediction });
    expect(entityReport(scoresOf(truth, prediction), { digits })).toBe(report);
  });
});

test("texts without entities have scores of 0 and a report", () => {
  const scores = entityScores([[]], [[]]);
  expect(scores.micro).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  expect(scores.macro).toEqual(scores.micro);
  expect(entityReport(scores)).toContain("micro avg       0.00");
});

test("an entity given twice counts once, and the same place in another text is another", () => {
  const person = { type: "PER", start: 0, end: 4 };
  expect(entityScores([[person], []], [[person, person], [person]]).micro).toMatchObject({
    precision: 0.5,
    recall: 1,
    support: 1,
  });
});
