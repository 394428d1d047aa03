import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Example } from "../../src/base/index.js";
import { batchIndices, epochOrder } from "../../src/batches/index.js";
// Not the room's index: only tests look into a prepared run.
import { type PreparedRun, prepareRun } from "../../src/training/prepared-run.js";
import { berth, hasPython, python } from "./programs.js";
import { isPossible, miniRun, tinyRun } from "./trained-model.js";

const steps = 50;

/** Each pair of programs: the largest difference of a step's loss, and settings of both. */
const cases = [
  { run: tinyRun, tolerance: 1e-5, settings: { batchSize: 8, maxLength: 64, learningRate: 1e-3 } },
  {
    run: miniRun,
    tolerance: 1e-3,
    settings: { batchSize: 16, maxLength: 128, learningRate: 5e-5 },
  },
] as const;

/** A link to a model directory's files, with a config that drops nothing. */
async function withoutDropout(model: string, parent: string): Promise<string> {
  const directory = await mkdtemp(join(parent, "model-"));
  for (const file of await readdir(model)) {
    if (file !== "config.json") await symlink(join(model, file), join(directory, file));
  }
  const config = JSON.parse(await readFile(join(model, "config.json"), "utf8"));
  const still = { hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 };
  await writeFile(join(directory, "config.json"), JSON.stringify({ ...config, ...still }));
  return directory;
}

/** What train_reference.py reads: the head before the first step, and the batches of the run. */
function referenceRun(run: PreparedRun) {
  const { learningRate, batchSize, seed } = run.recipe;
  const values = (name: string) => Array.from(run.weights.get(name) ?? []);
  const weight = values("classifier.weight");
  const width = run.model.architecture.hiddenSize;
  const head = {
    "classifier.weight": run.labels.map((_, i) => weight.slice(i * width, (i + 1) * width)),
    "classifier.bias": values("classifier.bias"),
  };
  const batches = Array.from({ length: steps }, (_, step) => {
    const { epoch, index } = run.plan.place(step);
    const order = epochOrder(run.train.examples.length, seed, epoch);
    const examples = Array.from(
      batchIndices(order, batchSize)[index] ?? [],
      (position) => run.train.examples[position] as Example,
    );
    return {
      input_ids: examples.map(({ tokenIds }) =>
        Array.from(tokenIds, (row) => run.vocabulary.ids[row]),
      ),
      token_type_ids: examples.map(({ typeIds }) => Array.from(typeIds)),
      labels: examples.map(({ target }) => target?.[0]),
    };
  });
  return { learning_rate: learningRate, head, batches };
}

describe.skipIf(!hasPython)("training", () => {
  let parent = "";
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-parity-"));
  });
  afterAll(() => rm(parent, { recursive: true }));

  for (const { run, tolerance, settings } of cases) {
    test.skipIf(!isPossible(run))(
      `${run.title}: the losses of the first ${steps} steps are PyTorch's within ${tolerance}`,
      async () => {
        const model = await withoutDropout(run.model, parent);
        const recipe = {
          train: join(run.data, "train.csv"),
          model,
          output: join(parent, `run-${tolerance}`),
          maxTrainSamples: 800,
          maxSteps: steps,
          ...settings,
        };
        const file = join(parent, "recipe.json");
        await writeFile(file, JSON.stringify(recipe));
        await berth("finetune", "--config", file, "--quiet");
        const log = await readFile(join(recipe.output, "training_log.jsonl"), "utf8");
        const lines = log
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        const ours: number[] = lines.flatMap(({ loss }) => loss ?? []);

        const runFile = join(parent, "run.json");
        await writeFile(runFile, JSON.stringify(referenceRun(await prepareRun(recipe))));
        const theirs = (await python("train_reference.py", model, runFile)) as number[];
        expect(theirs).toHaveLength(steps);
        expect(ours).toHaveLength(steps);
        for (const [step, loss] of theirs.entries()) {
          const difference = Math.abs((ours[step] ?? Number.NaN) - loss);
          expect(difference, `step ${step + 1}`).toBeLessThan(tolerance);
        }
      },
    );
  }
});
