import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Example, float32, type TensorData, unreachable } from "../src/base/index.js";
import { type PackedBatch, packBatch, padBatch } from "../src/batches/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import {
  answerPointer,
  type BertArchitecture,
  bertArchitecture,
  exportGraph,
  fileTensors,
  matchWeights,
  multipleChoice,
  type TaskModel,
  tokenClassifier,
} from "../src/models/index.js";
import { lowerGraph } from "../src/onnx/index.js";
import { exampleOutputs } from "../src/prediction/index.js";
import { answerGrid } from "../src/tasks/index.js";
import { multipleChoice as choiceTask } from "../src/tasks/multiple-choice.js";
import { tokenTargets } from "../src/tasks/ner/token-targets.js";
import { meanGradients, stepperOf, withoutDropout } from "./bert-classifier.js";
import { worstDifference } from "./reference/compare.js";
import { runOnnx } from "./run-onnx.js";

/** What PyTorch computes with one head; see make_family_heads.py. */
interface Head {
  readonly labels?: readonly (readonly number[])[];
  readonly answers?: readonly (readonly number[])[];
  /** Of each question, whose two choices are texts that follow each other. */
  readonly right?: readonly number[];
  /** Of each text, row-major. */
  readonly logits: readonly (readonly number[])[];
  readonly head: Readonly<Record<string, readonly number[]>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly norms: Readonly<Record<string, number>>;
}

const kinds = ["tokens", "answers", "choices"] as const;
type Kind = (typeof kinds)[number];

/** Models, and what a batch tells the loss, by the kind of head. */
const made: Record<
  Kind,
  {
    readonly model: (architecture: BertArchitecture) => TaskModel;
    readonly targets: (
      examples: readonly Example[],
      batch: PackedBatch,
    ) => Record<string, TensorData>;
    readonly outputs: readonly string[];
  }
> = {
  tokens: {
    model: (architecture) => tokenClassifier(architecture, 5),
    targets: tokenTargets,
    outputs: ["logits"],
  },
  answers: {
    model: answerPointer,
    targets: answerGrid,
    outputs: ["start_logits", "end_logits"],
  },
  choices: {
    model: (architecture) => multipleChoice(architecture, 2),
    targets: (examples, batch) => choiceTask.targets(examples, batch),
    outputs: ["logits"],
  },
};

const fixtures = join(import.meta.dirname, "fixtures");
const read = (name: string) => JSON.parse(readFileSync(join(fixtures, name), "utf8"));
const heads: Record<string, Record<Kind, Head>> = read("family-heads.json");
const cases = Object.keys(heads).flatMap((family) => kinds.map((kind) => ({ family, kind })));

describe.each(cases)("$kind of the family $family", ({ family, kind }) => {
  const folder = join(fixtures, `tiny-${family}`);
  const wanted = heads[family]?.[kind] ?? unreachable("a head");
  const { right = [] } = wanted;
  const targets = wanted.labels ?? wanted.answers ?? right.flatMap((one) => [[one], [one]]);
  const texts: { input_ids: number[] }[] = read(`tiny-${family}/reference.json`).texts;
  const examples: readonly Example[] = texts.map(({ input_ids: ids }, row) => ({
    row: kind === "choices" ? Math.floor(row / 2) : row,
    tokenIds: Int32Array.from(ids),
    typeIds: new Int32Array(ids.length),
    // Of a question's choices, each is an example of the same row.
    target: Int32Array.from(targets[row] ?? []),
  }));
  const batchOf = (some: readonly Example[]) => {
    const batch = packBatch(some);
    return { ...batch, ...made[kind].targets(some, batch) };
  };
  const stored = (async () => {
    const architecture = { ...bertArchitecture(await readConfig(folder)), ...withoutDropout };
    const model = made[kind].model(architecture);
    const { values } = matchWeights(model.parameters, await readWeights(folder), folder);
    const places = fileTensors(model, { isWhole: true });
    const parameterOf = (name: string): string =>
      places.find((place) => place.name === name)?.parts[0]?.parameter ?? unreachable(name);
    const drawn = Object.entries(wanted.head).map(
      ([name, numbers]) => [parameterOf(name), Float32Array.from(numbers)] as const,
    );
    return { model, weights: new Map([...values, ...drawn]) };
  })();
  const tolerance = { absolute: 1e-5, relative: 1e-5 };

  test("gives PyTorch's logits", async () => {
    const bert = await stored;
    const stepper = await stepperOf(bert, {});
    const outputs = await exampleOutputs(examples, stepper.forward, bert.model.reads);
    await stepper.close();
    for (const [row, logits] of wanted.logits.entries()) {
      expect(worstDifference(outputs[row] ?? [], logits, tolerance), `text ${row}`).toBeUndefined();
    }
  });

  test("gives PyTorch's loss, the gradients of the head and the size of all others", async () => {
    const bert = await stored;
    const { loss, gradients } = await meanGradients(bert, [batchOf(examples)]);
    expect(Math.abs(loss - wanted.loss)).toBeLessThan(1e-5);
    const places = fileTensors(bert.model, { isWhole: true });
    for (const [name, gradient] of Object.entries(wanted.gradients)) {
      const close = { absolute: 1e-6, relative: 1e-3 };
      const [part] = places.find((place) => place.name === name)?.parts ?? [];
      const own = gradients.get(part?.parameter ?? "") ?? [];
      expect(worstDifference(own, gradient, close), name).toBeUndefined();
    }
    const compared = places.filter(({ name }) => !(name in wanted.gradients));
    expect(compared.map(({ name }) => name).sort()).toEqual(Object.keys(wanted.norms).sort());
    for (const { name, parts } of compared) {
      // Key biases have no gradient that matters: they are not trained.
      const own = parts.map(({ parameter }) => gradients.get(parameter) ?? new Float32Array(0));
      const norm = Math.hypot(...own.map((part) => Math.hypot(...part)));
      const theirs = wanted.norms[name] ?? 0;
      expect(Math.abs(norm - theirs), name).toBeLessThan(1e-6 + 1e-4 * theirs);
    }
  });

  test("exports a graph that gives PyTorch's logits for a padded batch", async () => {
    const { model, weights } = await stored;
    const initializers = Object.fromEntries(
      model.parameters.map(({ name, shape }): [string, TensorData] => [
        name,
        float32(shape, weights.get(name) ?? unreachable(name)),
      ]),
    );
    const bytes = lowerGraph(exportGraph(model, model.outputs), {
      dialect: "standard",
      initializers,
    });
    const results = await runOnnx(bytes, padBatch(examples));
    for (const [side, name] of made[kind].outputs.entries()) {
      const data = results[name]?.data ?? unreachable(name);
      const size = data.length / examples.length;
      for (const row of examples.keys()) {
        const all = wanted.logits[row] ?? [];
        const theirs = kind === "answers" ? all.filter((_, index) => index % 2 === side) : all;
        // What stands behind it is padding.
        const own = Array.from(data.slice(row * size, row * size + theirs.length), Number);
        expect(worstDifference(own, theirs, tolerance), `${name} of text ${row}`).toBeUndefined();
      }
    }
  });
});
