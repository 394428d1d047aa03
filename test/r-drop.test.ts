import { describe, expect, test } from "vitest";
import { type Example, float32, type TensorData, unreachable } from "../src/base/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import {
  bertArchitecture,
  classifier,
  embeddedName,
  gradientName,
  type LossSettings,
  matchWeights,
  multiLabelClassifier,
  parseFrozen,
  type TaskModel,
  trainingGraph,
} from "../src/models/index.js";
import { embedBatch, tablesOf } from "../src/prediction/forward-program.js";
import { type BoundBatch, compileGraph, packTokens } from "../src/prediction/index.js";
import { classification, multiLabel, type Task } from "../src/tasks/index.js";
import { targetedBatch } from "../src/training/step-batches.js";
import { twinBatch } from "../src/training/twin-batch.js";
import { meanGradients } from "./bert-classifier.js";
import { expectTorch, type TorchGradients } from "./expect-torch.js";
import fixture from "./fixtures/r-drop.json" with { type: "json" };
import { headValues } from "./head-values.js";
import { worstDifference } from "./reference/compare.js";
import { runOnnx } from "./run-onnx.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const architecture = { ...bertArchitecture(await readConfig(tinyBert)), attentionDropout: 0 };

/** Weights of the encoder, and of the head as the fixture's script fills it. */
async function weightsOf(model: TaskModel): Promise<ReadonlyMap<string, Float32Array>> {
  const encoder = model.parameters.filter(({ name }) => !name.startsWith("classifier"));
  const { values } = matchWeights(encoder, await readWeights(tinyBert), tinyBert);
  return new Map([...values, ...headValues(model)]);
}

/** `dropped` of make_r_drop.py. */
function isDropped(site: number, sequence: number, token: number, column: number): boolean {
  return (site * 31 + sequence * 57 + token * 13 + column * 7 + ((token * column) % 11)) % 10 === 0;
}

/** The mask of a site whose rows are tokens, end to end, or the first token of each sequence. */
function maskOf(site: number, shape: readonly [number, number], lengths: readonly number[]) {
  const [rows, width] = shape;
  const places =
    rows === lengths.length
      ? lengths.map((_, sequence) => ({ sequence, token: 0 }))
      : lengths.flatMap((length, sequence) =>
          Array.from({ length }, (_, token) => ({ sequence, token })),
        );
  const values = new Float32Array(rows * width).fill(1);
  for (const [row, { sequence, token }] of places.entries()) {
    for (let column = 0; column < width; column++) {
      values[row * width + column] = isDropped(site, sequence, token, column) ? 0 : 1 / 0.9;
    }
  }
  return float32(shape, values);
}

/** Loss and mean gradients of the training graph, with the fixture's masks bound. */
async function maskedGradients(model: TaskModel, batch: BoundBatch, loss: LossSettings) {
  const weights = await weightsOf(model);
  const values = (name: string) => weights.get(name);
  const objective = (encoded: Parameters<TaskModel["loss"]>[0]) => model.loss(encoded, loss);
  const { graph, dropoutSites } = trainingGraph(
    model,
    objective,
    parseFrozen(undefined, architecture),
  );
  const lengths = [...tinyExamples, ...tinyExamples].map(({ tokenIds }) => tokenIds.length);
  const sizes: Readonly<Record<string, number>> = {
    rows: batch.token_ids.data.length,
    sequences: lengths.length,
  };
  const masks = dropoutSites.map(({ input, shape }, site) => {
    const [rows = 0, width = 0] = shape.map((dim) => (typeof dim === "number" ? dim : sizes[dim]));
    return [input, maskOf(site, [rows, width], lengths)] as const;
  });
  expect(masks).toHaveLength(6);
  const compiled = compileGraph(graph);
  const bound: Record<string, TensorData> = {
    ...batch,
    ...Object.fromEntries(masks),
    [embeddedName]: embedBatch(tablesOf(values), batch, architecture.embeddingSize),
  };
  for (const { name, shape } of compiled.inputs) {
    const weight = weights.get(name);
    if (weight !== undefined) bound[name] = float32(shape.map(Number), weight);
  }
  const outputs = await runOnnx(compiled.onnx, bound);
  const scalar = (name: string): number => outputs[name]?.data[0] ?? Number.NaN;
  const weight = scalar("weight");
  return {
    loss: scalar("loss") / weight,
    gradient: (name: string) => outputs[gradientName(name)]?.data.map((sum) => sum / weight),
  };
}

async function expectTorchOf(
  model: TaskModel,
  { task, examples }: { readonly task: Task; readonly examples: readonly Example[] },
  wanted: TorchGradients,
  settings: LossSettings,
): Promise<void> {
  const makeBatch = twinBatch(targetedBatch(task, packTokens));
  const came = await maskedGradients(model, await makeBatch(examples), settings);
  expectTorch(came, wanted);
}

describe("R-Drop with fixed dropout masks gives PyTorch's loss and gradients", () => {
  test.each(fixture.classes)("of classes, weights $classWeights", async (wanted) => {
    const model = classifier(architecture, { kind: "linear" }, 3);
    const classWeights = wanted.classWeights ?? undefined;
    const settings = { rDrop: fixture.alpha, classWeights };
    const rows = { task: classification as Task, examples: tinyExamples };
    await expectTorchOf(model, rows, wanted, settings);
  });

  test("of label sets", async () => {
    const model = multiLabelClassifier(architecture, { kind: "linear" }, 3);
    const examples = tinyExamples.map((example, row) => ({
      ...example,
      target: Float32Array.from(fixture.sets[row] ?? []),
    }));
    const settings = { rDrop: fixture.alpha };
    await expectTorchOf(model, { task: multiLabel as Task, examples }, fixture.labelSets, settings);
  });
});

describe("the training steps of R-Drop", () => {
  const model = classifier(architecture, { kind: "linear" }, 3);
  const makeBatch = twinBatch(targetedBatch(classification as Task, packTokens));

  test("draw dropout of its own for each pass: without it nothing is apart", async () => {
    const weights = await weightsOf(model);
    const still = { ...architecture, hiddenDropout: 0, classifierDropout: 0 };
    const quiet = classifier(still, { kind: "linear" }, 3);
    const batch = await makeBatch(tinyExamples);
    const lossOf = async (one: TaskModel, rDrop: number) =>
      (await meanGradients({ model: one, weights }, [batch], { loss: { rDrop } })).loss;
    expect(await lossOf(quiet, 5)).toBeCloseTo(await lossOf(quiet, 0), 6);
    expect(await lossOf(model, 5)).toBeGreaterThan((await lossOf(model, 0)) + 1e-3);
  });

  test("divide by rows: micro-batches of uneven size add up to the big batch", async () => {
    const still = { ...architecture, hiddenDropout: 0, classifierDropout: 0 };
    const bert = {
      model: classifier(still, { kind: "linear" }, 3),
      weights: await weightsOf(model),
    };
    const loss = { rDrop: 1, classWeights: [0.5, 2, 1.25] };
    const big = await meanGradients(bert, [await makeBatch(tinyExamples)], { loss });
    const parts = [tinyExamples.slice(0, 1), tinyExamples.slice(1)];
    const batches = await Promise.all(parts.map(makeBatch));
    const sum = await meanGradients(bert, batches, { loss, accumulates: true });
    expect(sum.loss).toBeCloseTo(big.loss, 6);
    const name = "classifier.weight";
    const [came, wanted] = [sum, big].map(
      ({ gradients }) => gradients.get(name) ?? unreachable(name),
    );
    const close = { absolute: 1e-6, relative: 1e-5 };
    expect(worstDifference(came ?? [], wanted ?? [], close)).toBeUndefined();
  });

  test("give the same numbers when layers are computed again", async () => {
    const bert = { model, weights: await weightsOf(model) };
    const batch = await makeBatch(tinyExamples);
    const settings = { loss: { rDrop: 2 } };
    const whole = await meanGradients(bert, [batch], settings);
    const again = await meanGradients(bert, [batch], { ...settings, checkpointing: true });
    expect(again.loss).toBeCloseTo(whole.loss, 6);
    for (const [name, gradient] of whole.gradients) {
      const close = { absolute: 1e-6, relative: 1e-4 };
      const came = again.gradients.get(name) ?? [];
      expect(worstDifference(came, gradient, close), name).toBeUndefined();
    }
  });
});
