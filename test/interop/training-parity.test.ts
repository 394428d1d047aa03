import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Example, unreachable } from "../../src/base/index.js";
import { packBatch } from "../../src/batches/index.js";
import type { DropoutSite } from "../../src/models/index.js";
import { createDropoutPool } from "../../src/training/dropout-pool.js";
// Not the room's index: only tests look into a prepared run.
import { type PreparedRun, prepareRun } from "../../src/training/prepared-run.js";
import type { Recipe } from "../../src/training/recipe.js";
import { stepPositions } from "../../src/training/step-batches.js";
import { stepperPlan } from "../../src/training/stepper-plan.js";
import { paddedMasks } from "./padded-masks.js";
import { berth, hasPython, python, shared } from "./programs.js";
import { miniRun, readRows, textOf, tinyRun } from "./trained-model.js";

const steps = 50;

/** Rows of the made-up reviews for tasks that they have no labels for, and what decides what is learnt. */
const madeTasks = {
  "multi-label": (text: string, label: string) => [
    label,
    ...(text.includes(":") ? ["introduced"] : []),
    ...(text.length > 40 ? ["long"] : []),
  ],
  regression: (text: string) => text.length / 10,
};

const goEmotions = join(shared, "data/goemotions");

interface Case {
  readonly title: string;
  /** A folder that not every machine has. */
  readonly needs: string;
  /** The largest difference of a step's loss. */
  readonly tolerance: number;
  /** The task for which the made-up reviews get other labels. */
  readonly made?: keyof typeof madeTasks;
  /** Whether values are dropped: PyTorch is given the masks. */
  readonly drops?: boolean;
  readonly settings: Omit<Recipe, "train" | "output"> & Pick<Partial<Recipe>, "train">;
}

const cases: readonly Case[] = [
  {
    title: tinyRun.title,
    needs: tinyRun.data,
    tolerance: 1e-5,
    settings: {
      train: join(tinyRun.data, "train.csv"),
      model: tinyRun.model,
      batchSize: 8,
      maxLength: 64,
      learningRate: 1e-3,
    },
  },
  {
    title: `${tinyRun.title}, with dropout`,
    needs: tinyRun.data,
    tolerance: 1e-5,
    drops: true,
    settings: {
      train: join(tinyRun.data, "train.csv"),
      model: tinyRun.model,
      batchSize: 8,
      maxLength: 16,
      learningRate: 1e-3,
    },
  },
  {
    title: `${tinyRun.title}, multi-label with dropout`,
    needs: tinyRun.data,
    tolerance: 1e-5,
    made: "multi-label",
    drops: true,
    settings: {
      task: "multi-label",
      model: tinyRun.model,
      batchSize: 8,
      maxLength: 16,
      learningRate: 1e-3,
    },
  },
  ...(["multi-label", "regression"] as const).map((task) => ({
    title: `${tinyRun.title}, ${task}`,
    needs: tinyRun.data,
    tolerance: 1e-5,
    made: task,
    settings: { task, model: tinyRun.model, batchSize: 8, maxLength: 64, learningRate: 1e-3 },
  })),
  {
    title: miniRun.title,
    needs: miniRun.data,
    tolerance: 1e-3,
    settings: {
      train: join(miniRun.data, "train.csv"),
      model: miniRun.model,
      batchSize: 16,
      maxLength: 128,
      learningRate: 5e-5,
    },
  },
  {
    title: "MiniLM on GoEmotions",
    needs: goEmotions,
    tolerance: 1e-3,
    settings: {
      task: "multi-label",
      train: join(goEmotions, "train.tsv"),
      textColumn: "column1",
      labelColumn: "column2",
      labelNames: join(goEmotions, "labels.txt"),
      model: miniRun.model,
      batchSize: 16,
      maxLength: 128,
      learningRate: 5e-5,
      groupByLength: true,
    },
  },
];

/** The dropout sites of the run's training graph. */
function dropoutSites(run: PreparedRun): readonly DropoutSite[] {
  const phase = run.plan.phases[0] ?? unreachable("a run has a phase");
  return stepperPlan(run, phase, { behind: undefined }).dropoutSites;
}

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

/** The made-up reviews with the labels of another task, as JSON lines. */
async function madeRows(task: keyof typeof madeTasks): Promise<string> {
  const rows = await readRows(join(tinyRun.data, "train.csv"));
  const lines = rows.map((row) => {
    const text = textOf(row);
    const label = madeTasks[task](text, row.slice(row.lastIndexOf(",") + 1));
    return `${JSON.stringify({ text, label })}\n`;
  });
  return lines.join("");
}

const problemTypes: Readonly<Record<string, string>> = {
  classification: "single_label_classification",
  "multi-label": "multi_label_classification",
  regression: "regression",
};

/** What train_reference.py reads: the head before the first step, and the batches of the run. */
function referenceRun(run: PreparedRun) {
  const { recipe, train, vocabulary } = run;
  const values = (name: string) => Array.from(run.weights.get(name) ?? []);
  const weight = values("classifier.weight");
  const bias = values("classifier.bias");
  const width = run.model.architecture.hiddenSize;
  const head = {
    "classifier.weight": bias.map((_, i) => weight.slice(i * width, (i + 1) * width)),
    "classifier.bias": bias,
  };
  const lengths = train.examples.map(({ tokenIds }) => tokenIds.length);
  const positionsOf = stepPositions(
    lengths.length,
    recipe,
    run.plan,
    recipe.groupByLength ? lengths : undefined,
  );
  const sites = dropoutSites(run);
  // Read only where there are sites.
  const pool = createDropoutPool({ seed: recipe.seed, rate: sites[0]?.rate ?? 0 });
  const batches = Array.from({ length: steps }, (_, step) => {
    const examples = Array.from(
      positionsOf(step, 0)[0] ?? [],
      (position) => train.examples[position] as Example,
    );
    const targets = examples.map(({ target }) => Array.from(target ?? []));
    return {
      input_ids: examples.map(({ tokenIds }) => Array.from(tokenIds, (row) => vocabulary.ids[row])),
      token_type_ids: examples.map(({ typeIds }) => Array.from(typeIds)),
      labels: recipe.task === "multi-label" ? targets : targets.flat(),
      masks: paddedMasks(sites, packBatch(examples), { pool, step }),
    };
  });
  return {
    problem_type: problemTypes[recipe.task],
    learning_rate: recipe.learningRate,
    head,
    batches,
  };
}

describe.skipIf(!hasPython)("training", () => {
  let parent = "";
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-parity-"));
  });
  afterAll(() => rm(parent, { recursive: true }));

  for (const { title, needs, tolerance, settings, made, drops } of cases) {
    test.skipIf(![settings.model, needs].every(existsSync))(
      `${title}: the losses of the first ${steps} steps are PyTorch's within ${tolerance}`,
      async () => {
        const folder = await mkdtemp(join(parent, "run-"));
        const model = drops ? settings.model : await withoutDropout(settings.model, folder);
        const train = settings.train ?? join(folder, "train.jsonl");
        if (made) await writeFile(train, await madeRows(made));
        const output = join(folder, "run");
        const samples = { maxTrainSamples: 800, maxSteps: steps };
        const recipe = { ...settings, train, model, output, ...samples };
        const file = join(folder, "recipe.json");
        await writeFile(file, JSON.stringify(recipe));
        await berth("finetune", "--config", file, "--quiet");
        const log = await readFile(join(output, "training_log.jsonl"), "utf8");
        const lines = log
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        const ours: number[] = lines.flatMap(({ loss }) => loss ?? []);

        const runFile = join(folder, "run.json");
        await writeFile(runFile, JSON.stringify(referenceRun(await prepareRun(recipe))));
        const theirs = (await python("train_reference.py", model, runFile)) as number[];
        expect(theirs).toHaveLength(steps);
        expect(ours).toHaveLength(steps);
        const differences = theirs.map((loss, step) => Math.abs((ours[step] ?? Number.NaN) - loss));
        // For docs/measured.md.
        console.info(`${title}: at most ${Math.max(...differences).toExponential(1)}`);
        for (const [step, difference] of differences.entries()) {
          expect(difference, `step ${step + 1}`).toBeLessThan(tolerance);
        }
      },
    );
  }
});
