import { expect, test } from "vitest";
import type { Example } from "../src/base/index.js";
import { defaultRounding, packBatch } from "../src/batches/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import { bertArchitecture, classifier, matchWeights, regressor } from "../src/models/index.js";
import type { Table } from "../src/records/index.js";
import {
  classification,
  featureWidth,
  fitFeatures,
  regression,
  type Task,
  withFeatures,
} from "../src/tasks/index.js";
import { meanGradients, stepperOf, withoutDropout } from "./bert-classifier.js";
import { expectTorch } from "./expect-torch.js";
import fixture from "./fixtures/features-head.json" with { type: "json" };
import { worstDifference } from "./reference/compare.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const architecture = { ...bertArchitecture(await readConfig(tinyBert)), ...withoutDropout };
const tolerance = { absolute: 1e-6, relative: 1e-3 };

const tableOf = (rows: readonly (readonly string[])[]): Table => ({
  file: "rows.csv",
  format: "csv",
  columns: ["text", "label", "count", "kind"],
  rows: rows.map((cells) => ["text", "label", ...cells]),
});
const partOf = (table: Table) => ({
  table,
  columns: { text: 0, label: 1, notes: [] },
  rows: Int32Array.from(table.rows.keys()),
});
const training = partOf(
  tableOf(fixture.numbers.map((number, row) => [number, fixture.kinds[row] ?? ""])),
);
const columns = await fitFeatures(["count", "kind"], training);
const examples = await withFeatures(tinyExamples, columns, training);

test("columns become what scikit-learn's scaler and encoder make of them", async () => {
  const flat = (made: readonly Example[]) => made.flatMap(({ features = [] }) => [...features]);
  expect(worstDifference(flat(examples), fixture.features.flat(), tolerance)).toBeUndefined();
  const others = partOf(tableOf(fixture.others));
  const unlike = await withFeatures(tinyExamples.slice(0, others.rows.length), columns, others);
  expect(worstDifference(flat(unlike), fixture.otherFeatures.flat(), tolerance)).toBeUndefined();
});

test.each(fixture.constants)(
  "numbers $numbers have scikit-learn's deviation, 1 where they are all one",
  async ({ numbers, deviation }) => {
    const part = partOf(tableOf(numbers.map((number) => [number, ""])));
    const [found] = await fitFeatures(["count"], part);
    expect(found).toMatchObject({ deviation: expect.closeTo(deviation, 12) });
  },
);

test("a column that is read as text already is refused", async () => {
  await expect(fitFeatures(["text"], training)).rejects.toMatchObject({ code: "SETTING_UNFIT" });
});

const features = featureWidth(columns);
const scored = examples.map((example, row) => ({
  ...example,
  target: Float32Array.of(fixture.scores[row] ?? 0),
}));

test.each([
  {
    kind: "linear",
    model: classifier(architecture, { kind: "linear", features }, 3),
    task: classification as Task,
    given: examples,
  },
  {
    kind: "mlp",
    model: classifier(architecture, { kind: "mlp", hidden: [5], dropout: 0, features }, 3),
    task: classification as Task,
    given: examples,
  },
  {
    kind: "regression",
    model: regressor(architecture, { kind: "linear", features }),
    task: regression as Task,
    given: scored,
  },
] as const)(
  "$kind: logits, loss and gradients are PyTorch's",
  async ({ kind, model, task, given }) => {
    const expected = fixture[kind];
    const isHead = (name: string): boolean => /^(classifier|head)\./.test(name);
    const encoder = model.parameters.filter(({ name }) => !isHead(name));
    const { values } = matchWeights(encoder, await readWeights(tinyBert), tinyBert);
    const head = model.parameters.flatMap(({ name, shape }): [string, Float32Array][] => {
      const size = shape.reduce((product, length) => product * length, 1);
      const valueAt = (index: number): number =>
        shape.length === 2 ? Math.sin(index * 0.7) * 0.2 : index * 0.1;
      return isHead(name)
        ? [[name, Float32Array.from({ length: size }, (_, index) => valueAt(index))]]
        : [];
    });
    const bert = { model, weights: new Map([...values, ...head]) };
    const packed = packBatch(given, defaultRounding);
    const stepper = await stepperOf(bert, {});
    const logits = (await stepper.forward(packed)).data as Float32Array;
    expect(worstDifference(logits, expected.logits, tolerance)).toBeUndefined();
    await stepper.close();
    const came = await meanGradients(bert, [{ ...packed, ...task.targets(given, packed) }]);
    expectTorch({ ...came, gradient: (name) => came.gradients.get(name) }, expected);
  },
);
