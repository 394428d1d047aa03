import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  createOptimizer,
  createStorage,
  momentNames,
  type OptimizerSettings,
  type Storage,
  type StorageOptions,
} from "./index.js";

type Numbers = Readonly<Record<string, readonly number[]>>;

interface Fixture {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly undecayed: readonly string[];
  readonly totalWeight: number;
  readonly rates: readonly number[];
  readonly initial: Numbers;
  readonly gradients: readonly Numbers[];
  readonly cases: readonly Case[];
}

interface Case {
  readonly kind: OptimizerSettings["kind"];
  readonly weightDecay: number;
  readonly maxGradientNorm: number;
  readonly rateScales: Readonly<Record<string, number>>;
  readonly norms: readonly number[];
  readonly weights: Numbers;
  readonly moments: Readonly<Record<string, Numbers>>;
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../test/fixtures/optimizers.json", import.meta.url), "utf8"),
);
const names = Object.keys(fixture.shapes);
const wholeRun = fixture.rates.length;

function settingsOf({ kind, weightDecay }: Case): OptimizerSettings {
  return { kind, weightDecay, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
}

function newStorage(
  settings: OptimizerSettings,
  { rateScales }: Pick<Case, "rateScales">,
  options: Pick<StorageOptions, "shardBytes" | "shared"> = {},
): Storage {
  const tensors = Object.entries(fixture.shapes).map(([name, shape]) => ({
    name,
    shape,
    decay: !fixture.undecayed.includes(name),
    rateFactor: rateScales[name],
    trained: true,
  }));
  const moments = momentNames(settings);
  const storage = createStorage(tensors, { moments, ...options });
  for (const name of names) storage.values(name).set(fixture.initial[name] ?? []);
  return storage;
}

/** Does steps `from` to `to` of the fixture; gives the norms. */
function train(storage: Storage, example: Case, from = 0, to = wholeRun): number[] {
  const optimizer = createOptimizer(storage, settingsOf(example));
  optimizer.stepCount = from;
  return fixture.gradients.slice(from, to).map((gradient, i) => {
    for (const name of names) storage.gradient(name).set(gradient[name] ?? []);
    const rate = fixture.rates[from + i] ?? 0;
    const { totalWeight } = fixture;
    const { maxGradientNorm } = example;
    return optimizer.step({ rate, totalWeight, maxGradientNorm }).gradientNorm;
  });
}

/** Largest difference, relative to each number or, below that, to `floor`. */
function difference(actual: ArrayLike<number>, wanted: readonly number[], floor: number): number {
  expect(actual.length).toBe(wanted.length);
  return Math.max(
    ...wanted.map(
      (value, i) => Math.abs((actual[i] ?? 0) - value) / Math.max(Math.abs(value), floor),
    ),
  );
}

test.each(fixture.cases)(
  "$kind follows PyTorch for 20 steps (decay $weightDecay, largest norm $maxGradientNorm)",
  (example) => {
    const storage = newStorage(settingsOf(example), example);
    expect(difference(train(storage, example), example.norms, 0)).toBeLessThan(1e-6);
    for (const name of names) {
      expect(difference(storage.values(name), example.weights[name] ?? [], 0)).toBeLessThan(1e-6);
    }
    for (const moment of storage.momentNames) {
      for (const name of names) {
        const wanted = example.moments[moment]?.[name] ?? [];
        // Means of gradients of both signs may be near zero: measure them by their largest.
        const floor = Math.max(...wanted.map(Math.abs));
        expect(difference(storage.moment(moment, name), wanted, floor)).toBeLessThan(1e-6);
      }
    }
  },
);

test.each(fixture.cases)(
  "neither the split into shards nor shared memory changes a bit ($kind, decay $weightDecay)",
  (example) => {
    const one = newStorage(settingsOf(example), example);
    const many = newStorage(settingsOf(example), example, { shardBytes: 1, shared: true });
    expect(train(many, example)).toEqual(train(one, example));
    for (const name of names) expect(many.values(name)).toEqual(one.values(name));
  },
);

test("a step leaves no gradient behind", () => {
  for (const example of fixture.cases) {
    const storage = newStorage(settingsOf(example), example);
    train(storage, example, 0, 1);
    for (const name of names) expect([...new Set(storage.gradient(name))]).toEqual([0]);
  }
});

test("weights, moments and the step count are all that a run needs to go on", () => {
  for (const example of fixture.cases) {
    const settings = settingsOf(example);
    const whole = newStorage(settings, example);
    train(whole, example);
    const firstPart = newStorage(settings, example);
    train(firstPart, example, 0, 7);
    const secondPart = newStorage(settings, example);
    for (const name of names) {
      secondPart.values(name).set(firstPart.values(name));
      for (const moment of secondPart.momentNames) {
        secondPart.moment(moment, name).set(firstPart.moment(moment, name));
      }
    }
    train(secondPart, example, 7);
    for (const name of names) expect(secondPart.values(name)).toEqual(whole.values(name));
  }
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "a gradient of %d is reported and moves nothing",
  (fault) => {
    const settings = {
      kind: "adamw",
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.1,
    } as const;
    const storage = newStorage(settings, { rateScales: {} });
    const optimizer = createOptimizer(storage, settings);
    storage.gradient("bias").fill(1);
    storage.gradient("matrix")[14] = fault;
    expect(optimizer.step({ rate: 0.1, totalWeight: 1, maxGradientNorm: 1 }).gradientNorm).toBe(
      fault,
    );
    expect(optimizer.stepCount).toBe(0);
    for (const name of names) {
      expect(storage.values(name)).toEqual(Float32Array.from(fixture.initial[name] ?? []));
      expect(storage.moment("exp_avg", name)).toEqual(storage.moment("exp_avg", name).map(() => 0));
    }
  },
);

test("moments without gradients end at zero, and no weight differs for it", () => {
  const settings = {
    kind: "adamw",
    beta1: 0.9,
    beta2: 0.9,
    epsilon: 1e-8,
    weightDecay: 0,
  } as const;
  const storage = newStorage(settings, { rateScales: {} });
  const optimizer = createOptimizer(storage, settings);
  const step = () => optimizer.step({ rate: 0.01, totalWeight: 1, maxGradientNorm: 0 });
  storage.gradient("bias").fill(1e-3);
  step();
  for (let i = 0; i < 400; i++) step();
  const settled = storage.values("bias").slice();
  for (let i = 0; i < 600; i++) step();
  expect(storage.values("bias")).toEqual(settled);
  expect([...new Set(storage.moment("exp_avg", "bias"))]).toEqual([0]);
  expect([...new Set(storage.moment("exp_avg_sq", "bias"))]).toEqual([0]);
});

test.each(fixture.cases.filter(({ maxGradientNorm }) => maxGradientNorm === 0))(
  "a tensor with the rate factor 2 moves as with twice the rate ($kind, decay $weightDecay)",
  (example) => {
    const settings = settingsOf(example);
    const trained = (rateFactor: number, rate: number) => {
      const [name = ""] = names.filter((each) => !fixture.undecayed.includes(each));
      const tensor = { name, shape: fixture.shapes[name] ?? [], decay: true, trained: true };
      const storage = createStorage([{ ...tensor, rateFactor }], {
        moments: momentNames(settings),
      });
      storage.values(name).set(fixture.initial[name] ?? []);
      const optimizer = createOptimizer(storage, settings);
      for (const gradient of fixture.gradients) {
        storage.gradient(name).set(gradient[name] ?? []);
        optimizer.step({ rate, totalWeight: 1, maxGradientNorm: 0 });
      }
      return Array.from(storage.values(name));
    };
    const once = trained(1, 1e-2);
    expect(difference(trained(2, 5e-3), once, 1e-3)).toBeLessThan(1e-5);
    expect(difference(trained(1, 5e-3), once, 1e-3)).toBeGreaterThan(1e-3);
  },
);
