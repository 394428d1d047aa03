import { expect, test } from "vitest";
import fixture from "../../test/fixtures/calibration.json" with { type: "json" };
import { decodeLabelSets } from "./multi-label/decode-label-sets.js";
import { multiLabel } from "./multi-label/multi-label.js";
import { multipleChoice } from "./multiple-choice.js";
import { pair } from "./pair.js";
import type { Task, TaskOutputs } from "./task.js";

interface Case {
  readonly labelCount: number;
  readonly logits: readonly number[];
  readonly temperature: number;
  readonly eceBefore: number;
  readonly ece: number;
  readonly probabilities: readonly (readonly number[])[];
}

const settings = { threshold: 0.5, calibrate: true } as const;
const scoring = { batchSize: 8 };

function outputsOf<Reference>(
  { labelCount, logits }: Pick<Case, "labelCount" | "logits">,
  references: readonly Reference[],
): TaskOutputs<Reference> {
  const outputs = references.map((_, row) =>
    Float32Array.from(logits.slice(row * labelCount, (row + 1) * labelCount)),
  );
  const labels = Array.from({ length: labelCount }, (_, id) => `label ${id}`);
  const nothing = new Int32Array(0);
  const examples = references.map((_, row) => ({ row, tokenIds: nothing, typeIds: nothing }));
  return { examples, references, notes: [], labels, outputs };
}

/** The numbers that a task gives once it has calibrated itself are those of the fixture. */
function expectCalibrated<Reference>(
  task: Task<Reference>,
  outputs: TaskOutputs<Reference>,
  wanted: Case,
): void {
  const tuned = task.tune?.(outputs, settings) ?? {};
  // The loss is flat where it is least: SciPy's minimum of it has half the digits of the slope's root.
  expect(tuned["temperature"]).toBeCloseTo(wanted.temperature, 5);
  const scores = task.score({ ...outputs, tuned }, scoring);
  expect(scores["ece_before"]).toBeCloseTo(wanted.eceBefore, 6);
  expect(scores["ece"]).toBeCloseTo(wanted.ece, 5);
  const plain = task.score(outputs, scoring);
  expect(plain).not.toHaveProperty("ece");
  expect(scores).toMatchObject(plain);
  for (const [row, { probabilities }] of task.evaluated({ ...outputs, tuned }).entries()) {
    for (const [label, probability] of probabilities.entries()) {
      expect(probability).toBeCloseTo(wanted.probabilities[row]?.[label] ?? Number.NaN, 5);
    }
  }
}

test.each(fixture.classes)(
  "of $labelCount classes is PyTorch's and SciPy's temperature scaling",
  (wanted) => {
    expectCalibrated(pair, outputsOf(wanted, wanted.targets), wanted);
  },
);

test("choices are calibrated like classes", () => {
  const [wanted] = fixture.classes;
  if (wanted === undefined) throw new Error("no case");
  const outputs = outputsOf(wanted, wanted.targets);
  expect(multipleChoice.tune?.(outputs, settings)).toEqual(pair.tune?.(outputs, settings));
  expectCalibrated(multipleChoice, outputs, wanted);
});

test.each(fixture.labelSets)(
  "of sets of $labelCount labels is PyTorch's and SciPy's temperature scaling",
  (wanted) => {
    const sets = wanted.sets.map((ids) => Int32Array.from(ids));
    expectCalibrated(multiLabel, outputsOf(wanted, sets), wanted);
  },
);

test("thresholds are of the calibrated probabilities: predictions are those that were tuned", () => {
  for (const wanted of fixture.labelSets) {
    const sets = wanted.sets.map((ids) => Int32Array.from(ids));
    const outputs = outputsOf(wanted, sets);
    const tuned = multiLabel.tune?.(outputs, { threshold: "tune", calibrate: true }) ?? {};
    const decoded = decodeLabelSets(Float32Array.from(wanted.logits), outputs.labels, {
      scores: "probabilities",
      tuned,
    });
    const told = multiLabel.evaluated({ ...outputs, tuned });
    for (const [row, found] of decoded.entries()) {
      const names = found.map(({ label }) => label).sort();
      expect(JSON.parse(told[row]?.prediction ?? "[]")).toEqual(names);
    }
    const bare = multiLabel.tune?.(outputs, { threshold: "tune", calibrate: false }) ?? {};
    const f1 = (decided: typeof tuned) => multiLabel.score({ ...outputs, tuned: decided }, scoring);
    // A temperature moves probabilities and thresholds together.
    expect(f1(tuned)["f1"]).toBeCloseTo(f1(bare)["f1"] ?? Number.NaN, 10);
  }
});

test("rows that are all right, or told worse than by guessing, fix no temperature", () => {
  const right = outputsOf({ labelCount: 2, logits: [3, 0, 0, 2] }, [0, 1]);
  expect(pair.tune?.(right, settings)).toEqual({ temperature: 1 });
  const wrong = outputsOf({ labelCount: 2, logits: [3, 0, 0, 2] }, [1, 0]);
  expect(pair.tune?.(wrong, settings)).toEqual({ temperature: 1 });
  expect(pair.tune?.(wrong, { ...settings, calibrate: false })).toEqual({});
});
