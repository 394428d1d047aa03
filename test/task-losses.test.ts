import { test } from "vitest";
import type { Example } from "../src/base/index.js";
import { defaultRounding, packBatch } from "../src/batches/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import {
  bertArchitecture,
  type LossSettings,
  matchWeights,
  multiLabelClassifier,
  multipleChoice,
  regressor,
  type TaskModel,
} from "../src/models/index.js";
import { multiLabel, regression, type Task } from "../src/tasks/index.js";
import { multipleChoice as multipleChoiceTask } from "../src/tasks/multiple-choice.js";
import { meanGradients, withoutDropout } from "./bert-classifier.js";
import { expectTorch } from "./expect-torch.js";
import fixture from "./fixtures/task-losses.json" with { type: "json" };
import { headValues } from "./head-values.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const architecture = { ...bertArchitecture(await readConfig(tinyBert)), ...withoutDropout };

const withTargets = (targets: readonly ArrayLike<number>[]): Example[] =>
  tinyExamples.map((example, row) => ({
    ...example,
    target: Float32Array.from(targets[row] ?? []),
  }));

interface Case {
  readonly kind: "regression" | "multi_label" | "multi_label_weighted" | "multiple_choice";
  readonly model: TaskModel;
  readonly task: Task;
  readonly examples: readonly Example[];
  readonly loss?: LossSettings;
}

const numbers = withTargets(fixture.scores.map((score) => [score]));
const sets = withTargets(fixture.sets);
const choices = tinyExamples.map((example, place) => ({
  ...example,
  row: Math.floor(place / 2),
  target: Int32Array.of(fixture.choices[Math.floor(place / 2)] ?? 0),
}));
const ofSets = multiLabelClassifier(architecture, { kind: "linear" }, 3);
const cases: readonly Case[] = [
  {
    kind: "regression",
    model: regressor(architecture, { kind: "linear" }),
    task: regression as Task,
    examples: numbers,
  },
  { kind: "multi_label", model: ofSets, task: multiLabel as Task, examples: sets },
  {
    kind: "multi_label_weighted",
    model: ofSets,
    task: multiLabel as Task,
    examples: sets,
    loss: { positiveWeights: fixture.positive_weights },
  },
  {
    kind: "multiple_choice",
    model: multipleChoice(architecture, 2),
    task: multipleChoiceTask as Task,
    examples: choices,
  },
];

test.each(cases)(
  "$kind: PyTorch's loss and gradients",
  async ({ kind, model, task, examples, loss = {} }) => {
    const expected = fixture[kind];
    const { values } = matchWeights(
      model.parameters.filter(({ name }) => !name.startsWith("classifier")),
      await readWeights(tinyBert),
      tinyBert,
    );
    const packed = packBatch(examples, defaultRounding);
    const batch = { ...packed, ...task.targets(examples, packed) };
    const weights = new Map([...values, ...headValues(model)]);
    const came = await meanGradients({ model, weights }, [batch], { loss });
    expectTorch({ ...came, gradient: (name) => came.gradients.get(name) }, expected);
  },
);
