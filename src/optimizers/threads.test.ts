import { execFileSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { randomStream } from "../base/index.js";
import { momentNames, type OptimizerSettings, type Storage } from "./index.js";

// Threads are started from compiled files: `npm run build` comes first.
const compiled = new URL("../../dist/optimizers/index.js", import.meta.url).href;
const { createOptimizer, createStorage }: typeof import("./index.js") = await import(compiled);

// Several pieces, of full and of other lengths.
const shapes = { long: [401, 500], plain: [70_000], short: [3], frozen: [5] };
const trained = ["long", "plain", "short"];

function newStorage(settings: OptimizerSettings, threads: number, shardBytes: number): Storage {
  const tensors = Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    decay: name !== "plain",
    trained: name !== "frozen",
  }));
  const storage = createStorage(tensors, {
    moments: momentNames(settings),
    accumulates: true,
    shared: threads > 0,
    threads: Math.max(1, threads),
    shardBytes,
  });
  for (const [i, name] of storage.names.entries()) fill(storage.values(name), i);
  return storage;
}

const random = randomStream(5, "numbers");
const numbers = Float32Array.from({ length: 300_000 }, () => random.nextNormal());

/** Fills an array with normal numbers, others for every start. */
function fill(values: Float32Array, start: number): void {
  values.set(numbers.subarray(start, start + values.length));
}

/** Steps of two micro-batches, until helpers did some of the work where there are any. */
async function trainedState(settings: OptimizerSettings, threads: number, shardBytes = 2 ** 30) {
  const storage = newStorage(settings, threads, shardBytes);
  const optimizer = createOptimizer(storage, settings);
  await untilHelped(storage, threads);
  const norms = [0, 1, 2].map((step) => {
    for (const microBatch of [0, 1]) {
      for (const name of trained) fill(storage.incoming(name), 10 * (2 * step + microBatch + 1));
      storage.addIncoming();
    }
    return optimizer.step({ rate: 0.01, totalWeight: 3, maxGradientNorm: 1 }).gradientNorm;
  });
  await storage.close();
  return { norms, ...contentOf(storage) };
}

function contentOf(storage: Storage) {
  return {
    values: storage.names.map((name) => storage.values(name).slice()),
    moments: storage.momentNames.map((moment) =>
      trained.map((name) => storage.moment(moment, name).slice()),
    ),
  };
}

/** Helpers start while the caller works: lets it work on nothing until each could take part. */
async function untilHelped(storage: Storage, threads: number): Promise<void> {
  while (threads > 1 && storage.helped() === 0) {
    storage.zeroGradients();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };

test.each(["adamw", "adam", "sgd"] as const)(
  "%s gives the same bits in private memory and with one, two and three threads",
  async (kind) => {
    const settings = { ...adam, kind };
    const alone = await trainedState(settings, 0);
    for (const threads of [1, 2, 3]) {
      const state = await trainedState(settings, threads);
      expect(isDeepStrictEqual(state, alone), `${threads} threads`).toBe(true);
    }
    const sharded = await trainedState(settings, 2, 2 ** 20);
    expect(isDeepStrictEqual(sharded, alone), "two threads over shards").toBe(true);
  },
);

test("a gradient that is not finite moves nothing in any thread", async () => {
  const settings = { ...adam, kind: "adamw" } as const;
  const storage = newStorage(settings, 2, 2 ** 20);
  const optimizer = createOptimizer(storage, settings);
  await untilHelped(storage, 2);
  const before = contentOf(storage);
  for (const name of trained) storage.gradient(name).fill(1);
  storage.gradient("short")[2] = Number.NaN;
  const { gradientNorm } = optimizer.step({ rate: 0.1, totalWeight: 1, maxGradientNorm: 1 });
  expect(gradientNorm).toBeNaN();
  expect(optimizer.stepCount).toBe(0);
  expect(isDeepStrictEqual(contentOf(storage), before)).toBe(true);
  await storage.close();
});

test("closed storage can still be read, and has no threads left to help", async () => {
  const storage = newStorage({ ...adam, kind: "sgd" }, 3, 2 ** 30);
  await untilHelped(storage, 3);
  await storage.close();
  const helped = storage.helped();
  for (let i = 0; i < 50; i++) storage.zeroGradients();
  expect(storage.helped()).toBe(helped);
  expect(storage.values("frozen")).toHaveLength(5);
});

test("threads that were never ended do not keep a program from ending", () => {
  const program = `
    import { createStorage } from ${JSON.stringify(compiled)};
    const tensors = [{ name: "w", shape: [200_000], decay: true, trained: true }];
    const storage = createStorage(tensors, { moments: [], shared: true, threads: 3 });
    while (storage.helped() === 0) {
      storage.zeroGradients();
      await new Promise((resolve) => setImmediate(resolve));
    }
    console.info("done");`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(printed).toBe("done\n");
});
