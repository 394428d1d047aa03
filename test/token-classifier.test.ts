import { expect, test } from "vitest";
import { packBatch } from "../src/batches/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import { bertArchitecture, matchWeights, tokenClassifier } from "../src/models/index.js";
import { exampleOutputs } from "../src/prediction/index.js";
import { labelMoves, labelsOfTypes } from "../src/tasks/ner/tags.js";
import { tokenTargets } from "../src/tasks/ner/token-targets.js";
import {
  type BertClassifier,
  meanGradients,
  stepperOf,
  withoutDropout,
} from "./bert-classifier.js";
import fixture from "./fixtures/token-labels.json" with { type: "json" };
import { worstDifference } from "./reference/compare.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const examples = tinyExamples.map((example, row) => ({
  ...example,
  target: Int32Array.from(fixture.labels[row] ?? []),
}));
const names = labelsOfTypes(["LOC", "PER"]);

async function labeller(head: "linear" | "crf" = "linear"): Promise<BertClassifier> {
  const architecture = { ...bertArchitecture(await readConfig(tinyBert)), ...withoutDropout };
  const moves = head === "crf" ? labelMoves(names) : undefined;
  const model = tokenClassifier(architecture, names.length, moves);
  const { values } = matchWeights(model.parameters, await readWeights(tinyBert), tinyBert);
  const ours = Object.entries(fixture.head).map(
    ([name, numbers]) => [name, Float32Array.from(numbers)] as const,
  );
  const scores = model.parameters
    .filter(({ name }) => name.startsWith("crf."))
    .map(({ name, shape }) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      return [name, Float32Array.from({ length: size }, (_, i) => Math.sin(i))] as const;
    });
  return { model, weights: new Map([...values, ...ours, ...scores]) };
}

const batchOf = (chosen: typeof examples) => ({ ...packBatch(chosen), ...tokenTargets(chosen) });

test("gives PyTorch's logits for every token, its loss and its gradients", async () => {
  const bert = await labeller();
  const stepper = await stepperOf(bert, {});
  const outputs = await exampleOutputs(examples, stepper.forward, bert.model.reads);
  await stepper.close();
  for (const [row, logits] of fixture.logits.entries()) {
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    expect(worstDifference(outputs[row] ?? [], logits, tolerance), `text ${row}`).toBeUndefined();
  }
  const { loss, gradients } = await meanGradients(bert, [batchOf(examples)]);
  expect(Math.abs(loss - fixture.loss)).toBeLessThan(1e-5);
  for (const [name, gradient] of gradients) {
    const key = name.startsWith("classifier.") ? name : `bert.${name}`;
    const theirs = fixture.gradients[key as keyof typeof fixture.gradients];
    const norm = Math.hypot(...gradient);
    expect(Math.abs(norm - theirs.norm), name).toBeLessThan(1e-6 + 1e-4 * theirs.norm);
    const values = Array.from({ length: 8 }, (_, place) =>
      Number(gradient[Math.floor((place * (gradient.length - 1)) / 7)]),
    );
    const tolerance = { absolute: 1e-6, relative: 1e-3 };
    expect(worstDifference(values, theirs.values, tolerance), name).toBeUndefined();
  }
  // The two key biases are not trained.
  expect(gradients.size).toBe(Object.keys(fixture.gradients).length - 2);
});

test.each(["linear", "crf"] as const)(
  "with a %s head micro-batches give the loss and gradients of the big batch",
  async (head) => {
    const bert = await labeller(head);
    const legal = examples.map((example) => ({
      ...example,
      // Labels that go on with an entity become ones that begin it.
      target: example.target.map((label) => (label === 2 || label === 4 ? label - 1 : label)),
    }));
    const whole = await meanGradients(bert, [batchOf(legal)]);
    const parts = [legal.slice(0, 1), legal.slice(1, 3), legal.slice(3)].map(batchOf);
    const summed = await meanGradients(bert, parts, { accumulates: true });
    expect(summed.loss).toBeCloseTo(whole.loss, 4);
    for (const [name, gradient] of whole.gradients) {
      const tolerance = { absolute: 1e-6, relative: 1e-3 };
      const difference = worstDifference(summed.gradients.get(name) ?? [], gradient, tolerance);
      expect(difference, name).toBeUndefined();
    }
    expect(whole.gradients.has("crf.transitions")).toBe(head === "crf");
  },
);
