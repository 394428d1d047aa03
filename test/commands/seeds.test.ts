import { existsSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { resultsOf, runKilled } from "./killed-run.js";
import { type Outcome, workplace } from "./workplace.js";

const place = workplace();
const recipe = {
  train: "train.csv",
  validation: "validation.csv",
  model: "bert",
  maxSteps: 4,
  batchSize: 4,
  saveSteps: 2,
  evalSteps: 2,
  loggingSteps: 1,
  threads: 1,
};

const finetune = (output: string, ...more: string[]): Promise<Outcome> =>
  place.berth("finetune", "--config", "recipe.json", "--output", output, ...more);

let whole: Outcome;
beforeAll(async () => {
  await place.write("recipe.json", JSON.stringify(recipe));
  whole = await finetune("whole", "--seeds", "3", "--json");
});

test("every seed's run ends with the bytes of a run with that seed alone", async () => {
  expect(whole).toMatchObject({ status: 0 });
  expect((await finetune("alone", "--seed", "43")).status).toBe(0);
  expect(await resultsOf(place, "whole/seed-43")).toEqual(await resultsOf(place, "alone"));
  const weights = await Promise.all(
    [42, 43, 44].map(
      async (seed) => (await place.hashes(`whole/seed-${seed}`))["model.safetensors"],
    ),
  );
  expect(new Set(weights).size).toBe(3);
});

test("the output is the best seed's model, with the scores of all", async () => {
  const { seeds, finished, summary } = await place.readJson("whole/seeds.json");
  expect(seeds).toEqual([42, 43, 44]);
  const scores: number[] = finished.map(
    (one: { metrics: Record<string, number> }) => one.metrics["eval_f1_macro"],
  );
  const best = seeds[scores.indexOf(Math.max(...scores))];
  expect(summary).toMatchObject({ metric: "eval_f1_macro", bestSeed: best });
  const [root, own] = [await place.hashes("whole"), await place.hashes(`whole/seed-${best}`)];
  for (const file of ["model.safetensors", "onnx/model.onnx", "config.json", "tokenizer.json"]) {
    expect(root[file]).toBe(own[file]);
  }
  const metrics = await place.readJson("whole/metrics.json");
  const mean = scores.reduce((sum, score) => sum + score, 0) / 3;
  expect(metrics).toMatchObject({ best_seed: best, seed_count: 3 });
  expect(metrics.eval_f1_macro_mean).toBeCloseTo(mean, 12);
  expect(metrics.eval_f1_macro).toBe(Math.max(...scores));
  expect(await place.readJson("whole/recipe.json")).toMatchObject({
    seed: best,
    output: "whole",
    seeds,
  });
  const report = await place.read("whole/report.html");
  expect(report).toContain("<h1>whole</h1>");
  expect(report).toContain("<h2>Seeds</h2>");
  const printed = JSON.parse(whole.stdout);
  expect(printed.seeds.map(({ seed }: { seed: number }) => seed)).toEqual(seeds);
  expect(printed.summary).toEqual(summary);
});

test("berth predict reads the output", async () => {
  const { status, stdout } = await place.berth(
    "predict",
    "--model",
    "whole",
    "Fine work",
    "--json",
  );
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toHaveLength(1);
});

test("progress says which seed it is, and a table ends it", () => {
  expect(whole.stderr).toContain("seed 2 of 3  step 1 of 4  loss");
  expect(whole.stderr).toContain("Seed 3 of 3 (44) begins: whole/seed-44");
  expect(whole.stderr).toMatch(/^std\. dev\. {2,}\d\.\d{4}/m);
  expect(whole.stderr.match(/^Recipe$/gm)).toHaveLength(1);
});

test("an interrupted run of seeds goes on from the seed that was not done, with the same bytes", async () => {
  const words = ["finetune", "--config", "recipe.json", "--output", "stopped", "--seeds", "3"];
  const { process: child, outcome } = place.start(...words);
  child.stderr?.on("data", (piece) => {
    if (String(piece).includes("seed 2 of 3  step 1 of 4")) child.kill("SIGINT");
  });
  expect((await outcome).status).toBe(130);
  expect(existsSync(place.path("stopped/metrics.json"))).toBe(false);
  const { status, stderr } = await finetune("stopped", "--seeds", "3", "--resume");
  expect(status).toBe(0);
  expect(stderr).toContain("Seed 1 of 3 (42) was done before: stopped/seed-42");
  for (const seed of [42, 43, 44]) {
    const name = `seed-${seed}`;
    expect(await resultsOf(place, `stopped/${name}`)).toEqual(
      await resultsOf(place, `whole/${name}`),
    );
  }
  const root = ["model.safetensors", "onnx/model.onnx"];
  const [is, was] = [await place.hashes("stopped"), await place.hashes("whole")];
  expect(root.map((file) => is[file])).toEqual(root.map((file) => was[file]));
});

test("finished seeds whose last/ was removed are known to an inexact resume by their recipe", async () => {
  await place.copy("whole", "bare");
  for (const seed of [42, 43, 44]) {
    await rm(place.path(`bare/seed-${seed}/last`), { recursive: true });
  }
  const again = (...words: string[]) =>
    finetune("bare", "--seeds", "3", "--resume-inexact", ...words);
  const { status, stderr } = await again();
  expect(status).toBe(0);
  expect(stderr).toContain("Seed 3 of 3 (44) was done before: bare/seed-44");
  const other = await again("--head", "mlp");
  expect(other.status).toBe(1);
  expect(other.stderr).toMatch(/^RESUME_DIFFERS {2}--resume-inexact: "head" was "linear"/m);
});

test.each([
  ["begins", `event.type === "seed" && event.number === 2`],
  // The second time that a third step comes.
  [
    "steps",
    `event.type === "step" && event.step === 3 && (globalThis.third = (globalThis.third ?? 0) + 1) === 2`,
  ],
  ["ends", `event.type === "seed" && event.number === 2 && event.state === "ends"`],
])(
  "runs killed when the second seed %s end with the same bytes once resumed",
  async (when, moment) => {
    const output = `killed-${when}`;
    const seeds = { ...recipe, seeds: 2, output };
    const { signal } = await runKilled(place, seeds, moment);
    expect(signal).toBe("SIGKILL");
    const { status } = await finetune(output, "--seeds", "2", "--resume");
    expect(status).toBe(0);
    for (const name of ["seed-42", "seed-43"]) {
      expect(await resultsOf(place, `${output}/${name}`)).toEqual(
        await resultsOf(place, `whole/${name}`),
      );
    }
  },
);

test("more seeds may follow those that are done", async () => {
  await cp(place.path("whole"), place.path("more"), { recursive: true });
  const { status, stderr } = await finetune("more", "--seeds", "42,43,44,7", "--resume");
  expect(status).toBe(0);
  expect(stderr).toContain("Seed 4 of 4 (7) is done: more/seed-7");
  expect(await place.readJson("more/metrics.json")).toMatchObject({ seed_count: 4 });
});

test("seeds share the split of the first one", async () => {
  const words = ["--train", "train.csv", "--model", "bert", "--max-steps", "1", "--threads", "1"];
  const { status } = await place.berth("finetune", ...words, "--seeds", "5,6", "--output", "split");
  expect(status).toBe(0);
  const { surroundings } = await place.readJson("split/seed-6/recipe.json");
  expect(surroundings).toMatchObject({ seed: 6, splitSeed: 5 });
  const again = ["--config", "split/seed-6/recipe.json", "--output", "split-again"];
  expect((await place.berth("finetune", ...again)).status).toBe(0);
  expect(await resultsOf(place, "split-again")).toEqual(await resultsOf(place, "split/seed-6"));
});

test("what frozen layers give is computed by the first seed, and found by the others", async () => {
  const words = ["--freeze", "encoder", "--seeds", "2", "--prefix-cache", "prefix"];
  const { status } = await finetune("frozen", ...words);
  expect(status).toBe(0);
  const { finished } = await place.readJson("frozen/seeds.json");
  const seconds = finished.map(
    (one: { metrics: Record<string, number> }) => one.metrics["prefix_runtime"],
  );
  expect(seconds[0]).toBeGreaterThan(0);
  expect(seconds[1]).toBe(0);
});

test.each([
  [
    ["--seeds", "1,2", "--seed", "3"],
    2,
    /^SETTING_UNFIT {2}--seed: --seeds 1,2 names every seed itself; 3 came\./,
  ],
  [
    ["--seeds", "1"],
    2,
    /^USAGE {2}--seeds: must be a whole number, 2 or more, or two or more different seeds/,
  ],
  [["--seeds", "4,4"], 2, /^USAGE {2}--seeds: must be a whole number/],
])("%j is refused", async (words, exit, sentence) => {
  const { status, stderr } = await finetune("refused", ...words);
  expect(status).toBe(exit);
  expect(stderr).toMatch(sentence);
  expect(existsSync(place.path("refused"))).toBe(false);
});

test("other seeds, other settings and one seed refuse to go on", async () => {
  const before = await place.hashes("whole");
  const seeds = await finetune("whole", "--seeds", "2", "--seed", "43", "--resume");
  expect(seeds.stderr).toMatch(
    /^RESUME_DIFFERS {2}--resume: the seeds were 42, 43, 44 and are 43, 44 now\./,
  );
  const rate = await finetune("whole", "--seeds", "3", "--resume", "--learning-rate", "1e-3");
  expect(rate.stderr).toMatch(/^RESUME_DIFFERS {2}--resume: "learningRate" was/);
  const one = await finetune("whole", "--resume");
  expect(one.stderr).toMatch(
    /^OUTPUT_EXISTS {2}whole: holds the runs of several seeds\. Add --seeds/,
  );
  const again = await finetune("whole", "--seeds", "3");
  expect(again.stderr).toMatch(/^OUTPUT_EXISTS {2}whole: already holds a run\. Add --resume/);
  expect(await place.hashes("whole")).toEqual(before);
});

test("a fault before the first step leaves nothing behind", async () => {
  const { status } = await finetune("faulty", "--seeds", "2", "--label-column", "nothing");
  expect(status).toBe(1);
  expect(existsSync(place.path("faulty/seeds.json"))).toBe(false);
  expect((await finetune("faulty", "--seeds", "2", "--max-steps", "1")).status).toBe(0);
  await rm(place.path("faulty"), { recursive: true });
});
