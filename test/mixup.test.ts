import { describe, expect, test } from "vitest";
import { type Example, float32, int32, unreachable } from "../src/base/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import {
  bertArchitecture,
  classifier,
  type LossSettings,
  matchWeights,
  multiLabelClassifier,
  type TaskModel,
} from "../src/models/index.js";
import { type BoundBatch, packTokens } from "../src/prediction/index.js";
import { classification, multiLabel, type Task } from "../src/tasks/index.js";
import { mixedBatch } from "../src/training/mixed-batch.js";
import { targetedBatch } from "../src/training/step-batches.js";
import { behindPrefix, meanGradients, readBert, withoutDropout } from "./bert-classifier.js";
import { expectTorch, type TorchGradients } from "./expect-torch.js";
import fixture from "./fixtures/mixup.json" with { type: "json" };
import { headValues } from "./head-values.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const architecture = { ...bertArchitecture(await readConfig(tinyBert)), ...withoutDropout };
const count = tinyExamples.length;

/** A batch that is mixed as the fixture's script mixes it. */
async function mixedAsGiven(task: Task, examples: readonly Example[]): Promise<BoundBatch> {
  return {
    ...(await targetedBatch(task, packTokens)(examples)),
    mixup_partners: int32([count], Int32Array.from(fixture.partners)),
    mixup_shares: float32([count, 1], Float32Array.from(fixture.shares)),
  };
}

async function expectTorchOf(
  model: TaskModel,
  batch: BoundBatch,
  wanted: TorchGradients,
  settings: LossSettings,
): Promise<void> {
  const encoder = model.parameters.filter(({ name }) => !name.startsWith("classifier"));
  const { values } = matchWeights(encoder, await readWeights(tinyBert), tinyBert);
  const weights = new Map([...values, ...headValues(model)]);
  const loss = { mixes: true, ...settings };
  const came = await meanGradients({ model, weights }, [batch], { loss });
  expectTorch({ ...came, gradient: (name) => came.gradients.get(name) }, wanted);
}

describe("mixup at fixed partners and shares gives PyTorch's loss and gradients", () => {
  test.each(fixture.classes)(
    "of classes, weights $classWeights, smoothing $labelSmoothing",
    async ({ classWeights, labelSmoothing, ...wanted }) => {
      const model = classifier(architecture, { kind: "linear" }, 3);
      const batch = await mixedAsGiven(classification as Task, tinyExamples);
      const settings = { classWeights: classWeights ?? undefined, labelSmoothing };
      await expectTorchOf(model, batch, wanted, settings);
    },
  );

  test("of label sets", async () => {
    const model = multiLabelClassifier(architecture, { kind: "linear" }, 3);
    const examples = tinyExamples.map((example, row) => ({
      ...example,
      target: Float32Array.from(fixture.sets[row] ?? []),
    }));
    const { positiveWeights, ...wanted } = fixture.labelSets;
    const batch = await mixedAsGiven(multiLabel as Task, examples);
    await expectTorchOf(model, batch, wanted, { positiveWeights });
  });
});

test("behind a frozen prefix mixup gives the bits of the whole graph", async () => {
  const bert = await readBert(tinyBert, withoutDropout);
  const loss = { mixes: true };
  const batch = await mixedAsGiven(classification as Task, tinyExamples);
  const { hidden = unreachable("hidden") } = await behindPrefix(bert, "encoder", tinyExamples);
  const freeze = "encoder";
  const whole = await meanGradients(bert, [batch], { loss, freeze });
  const rest = { loss, freeze, isBehindPrefix: true };
  expect(await meanGradients(bert, [{ ...batch, hidden }], rest)).toEqual(whole);
});

describe("what is mixed", () => {
  const makeBatch = mixedBatch(packTokens, { seed: 7, alpha: 0.4 });
  const drawn = async (step: number, index: number, make = makeBatch) => {
    const { mixup_partners, mixup_shares } = await make(tinyExamples, { step, index });
    return {
      partners: [...((mixup_partners ?? unreachable("partners")).data as Int32Array)],
      shares: [...((mixup_shares ?? unreachable("shares")).data as Float32Array)],
    };
  };

  test("is a function of the seed, the step and the micro-batch: a resumed run draws the same", async () => {
    const first = await drawn(3, 1);
    await drawn(4, 0);
    const later = mixedBatch(packTokens, { seed: 7, alpha: 0.4 });
    expect(await drawn(3, 1, later)).toEqual(first);
    const other = mixedBatch(packTokens, { seed: 8, alpha: 0.4 });
    for (const drawing of [drawn(4, 1), drawn(3, 0), drawn(3, 1, other)]) {
      expect((await drawing).shares).not.toEqual(first.shares);
    }
  });

  test("is every sequence once, with a share from 0 to 1", async () => {
    for (let step = 0; step < 50; step++) {
      const { partners, shares } = await drawn(step, 0);
      expect(partners.toSorted()).toEqual([0, 1, 2, 3]);
      for (const share of shares) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
  });
});
