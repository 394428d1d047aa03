import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readSafetensors } from "../../src/directory/index.js";
import { leftCheckpoint, leftStep, momentAfter, resultsOf, runKilled } from "./killed-run.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const settings = { train: "train.csv", validation: "validation.csv", model: "bert" };
const recipe = { ...settings, maxSteps: 8, batchSize: 8, saveSteps: 2, evalSteps: 3, threads: 1 };
const store = (): string => place.path("cache/berth/prefix");
const stored = (): Promise<string[]> => readdir(store()).catch(() => []);

beforeAll(() => place.write("recipe.json", JSON.stringify(recipe)));

/** Runs a fine-tuning that must succeed; gives what it said, its metrics and its log. */
async function finetune(output: string, ...more: string[]) {
  const words = ["finetune", "--config", "recipe.json", "--output", output, ...more];
  const { status, stderr } = await place.berth(...words);
  expect(status, stderr).toBe(0);
  const lines = (await place.read(`${output}/training_log.jsonl`)).trimEnd().split("\n");
  const log: Json[] = lines.map((line) => JSON.parse(line));
  return {
    stderr,
    metrics: await place.readJson(`${output}/metrics.json`),
    steps: log.filter((line) => "loss" in line),
    evaluations: log.filter((line) => "eval_loss" in line),
  };
}

const results = (output: string) => resultsOf(place, output);

/** The tensors of a run's weights that are not the pre-trained ones. */
async function movedTensors(file: string): Promise<string[]> {
  const before = await readSafetensors(place.path("bert/model.safetensors"));
  const now = await readSafetensors(resolve(place.path(), file));
  const isMoved = (name: string): boolean =>
    String(now.tensors.get(name)?.data) !== String(before.tensors.get(name)?.data);
  return [...now.tensors.keys()].filter(isMoved);
}

describe.each(["encoder", "embeddings,0-0"])("with --freeze %s", (freeze) => {
  const named = (name: string): string => `${freeze.replaceAll(",", "-")}-${name}`;
  const frozen = ["--freeze", freeze];
  beforeAll(() => rm(store(), { recursive: true, force: true }));

  test("a run that computes the frozen layers once has the losses of one that computes them in every step", async () => {
    const cached = await finetune(named("cached"), ...frozen);
    expect(cached.stderr).toMatch(
      /\n {2}what the frozen layers give for 60 texts is computed once, first of all, and kept for later runs: \d+ kB in .*\/cache\/berth\/prefix\/[0-9a-f]{32}\.safetensors\n/,
    );
    const { prefix_runtime: prefixSeconds, train_runtime: trainSeconds } = cached.metrics;
    expect(prefixSeconds).toBeGreaterThan(0);
    expect(trainSeconds).toBeGreaterThan(prefixSeconds);

    const files = await stored();
    expect(files).toHaveLength(1);
    const plain = await finetune(named("plain"), ...frozen, "--prefix-cache", "off");
    expect(await stored()).toEqual(files);
    expect(plain.stderr).not.toContain("frozen layers");
    expect(plain.metrics.prefix_runtime).toBeUndefined();
    expect(plain.steps).toHaveLength(8);
    for (const [name, key] of [
      ["steps", "loss"],
      ["steps", "grad_norm"],
      ["evaluations", "eval_loss"],
    ] as const) {
      cached[name].forEach((line, index) => {
        expect(Math.abs(line[key] / plain[name][index][key] - 1), `${key} ${index}`).toBeLessThan(
          2e-6,
        );
      });
    }
    // The steps moved something, or the losses would agree for nothing.
    expect(plain.steps[7].loss).not.toBeCloseTo(plain.steps[0].loss, 2);
  });

  test("a run that finds the rows ends with the same bytes, in no time for the frozen layers", async () => {
    const { stderr, metrics } = await finetune(named("again"), ...frozen);
    expect(stderr).toMatch(/\n {2}what the frozen layers give for 60 texts is read from /);
    expect(metrics.prefix_runtime).toBe(0);
    expect(await results(named("again"))).toEqual(await results(named("cached")));
  });

  test("another seed, batch size and head find the same rows", async () => {
    const files = await stored();
    const words = [...frozen, "--seed", "7", "--batch-size", "4", "--head-hidden", "8"];
    expect((await finetune(named("seed"), ...words)).metrics.prefix_runtime).toBe(0);
    expect(await stored()).toEqual(files);
  });

  test("killed and resumed, a run ends with the same bytes", async () => {
    const output = named("killed");
    const moment = momentAfter("evaluated", 6);
    expect((await runKilled(place, { ...recipe, freeze, output }, moment)).signal).toBe("SIGKILL");
    await finetune(output, ...frozen, "--resume");
    expect(await results(output)).toEqual(await results(named("cached")));
  });

  test("where the rows cannot be written the run says so and goes on", async () => {
    const { stderr, metrics } = await finetune(
      named("nowhere"),
      ...frozen,
      "--prefix-cache",
      "train.csv/prefix",
    );
    const then = freeze === "encoder" ? "is kept in memory" : "is computed in every step";
    expect(stderr).toMatch(
      new RegExp(
        `\\ntrain\\.csv/prefix/\\w+\\.safetensors: cannot be written; what the frozen layers give ${then}\\n`,
      ),
    );
    expect(metrics.train_steps).toBe(8);
    const plain = freeze === "encoder" ? "cached" : "plain";
    expect(await results(named("nowhere"))).toEqual(await results(named(plain)));
  });
});

describe("a run with frozen layers", () => {
  const freeze = "embeddings,0-0";
  const frozen = ["--freeze", freeze];
  const wanted = () => results("embeddings-0-0-cached");

  test("other splits of the same texts find the same rows, other lengths do not", async () => {
    const { validation: _, ...split } = { ...recipe, freeze, maxSteps: 1, prefixCache: "splits" };
    await place.write("split.json", JSON.stringify(split));
    for (const [seed, length, files] of [
      ["1", "14", 1],
      ["2", "14", 1],
      ["2", "7", 2],
    ] as const) {
      const words = ["--config", "split.json", "--seed", seed, "--max-length", length];
      await finetune(`split-${seed}-${length}`, ...words);
      expect(await readdir(place.path("splits"))).toHaveLength(files);
    }
  });

  test("the folder of all runs keeps 40 GB, those used last; what is removed is told", async () => {
    const [own = ""] = await stored();
    const old = "0".repeat(32);
    await writeFile(join(store(), `${old}.safetensors`), "");
    await truncate(join(store(), `${old}.safetensors`), 40e9);
    for (const [name, days] of [
      [own, 2],
      [`${old}.safetensors`, 3],
    ] as const) {
      const time = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
      await utimes(join(store(), name), time, time);
    }
    const { stderr } = await finetune("crowded", ...frozen, "--max-length", "7");
    expect(stderr).toContain("1 file of earlier runs, 40.0 GB, removed");
    expect(await stored()).toHaveLength(2);
    await finetune("used", ...frozen);
    expect(Date.now() - (await stat(join(store(), own))).mtimeMs).toBeLessThan(60 * 60 * 1000);
  });

  test.each([
    ["cut short", (file: string) => truncate(file, 1000)],
    ["damaged at its beginning", (file: string) => writeFile(file, "{}", { flag: "r+" })],
  ])("a file that is %s is not trusted but made anew", async (title, damage) => {
    for (const file of await stored()) await damage(`${store()}/${file}`);
    const output = title.replaceAll(" ", "-");
    const { stderr } = await finetune(output, ...frozen);
    expect(stderr).toContain("is computed once, first of all");
    expect(await results(output)).toEqual(await wanted());
  });

  test.each([
    ["the file is there", async () => {}],
    ["the file is gone", () => rm(store(), { recursive: true })],
  ])("killed and resumed when %s, a run ends with the same bytes", async (title, meanwhile) => {
    const output = `killed-${title.replaceAll(" ", "-")}`;
    const moment = `event.type === "step" && event.step > 4 && saved >= 2`;
    const killed = await runKilled(place, { ...recipe, freeze, output }, moment);
    expect(killed.signal).toBe("SIGKILL");
    await meanwhile();
    const { stderr } = await finetune(output, ...frozen, "--resume");
    expect(stderr).toMatch(/\n {2}resumed {5}after step [24]\n/);
    expect(await results(output)).toEqual(await wanted());
  });

  test("killed while the rows are computed, a run starts again and ends with the same bytes", async () => {
    await rm(store(), { recursive: true });
    const output = "killed-early";
    const moment = 'event.type === "prefix"';
    expect((await runKilled(place, { ...recipe, freeze, output }, moment)).signal).toBe("SIGKILL");
    expect(await stored()).toEqual([
      expect.stringMatching(/\.safetensors\.\d+-[0-9a-f]{12}\.new$/),
    ]);
    const { stderr } = await finetune(output, ...frozen, "--resume");
    expect(stderr).toContain(`\n  ${output}: no checkpoint; starts from the beginning\n`);
    expect(await results(output)).toEqual(await wanted());
  });

  test("a resumed run that cannot do as before refuses; another folder for the rows is no difference", async () => {
    const output = "moved";
    await runKilled(place, { ...recipe, freeze, output }, momentAfter("saved", 4));
    const words = [
      "finetune",
      "--config",
      "recipe.json",
      "--output",
      output,
      ...frozen,
      "--resume",
    ];
    const refused = await place.berth(...words, "--prefix-cache", "off");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(
      'RESUME_DIFFERS  --resume: "prefixCache" was "in use" when last/ was written and is "off" now',
    );
    await finetune(output, ...frozen, "--resume", "--prefix-cache", "elsewhere");
    expect(await readdir(place.path("elsewhere"))).toContainEqual(expect.stringMatching(/^\w+\./));
    expect(await results(output)).toEqual(await wanted());
  });

  test("Ctrl-C while the rows are computed leaves a run that can be begun again", async () => {
    const output = "stopped";
    const program = `
      import { finetune } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url))};
      const stop = new AbortController();
      const recipe = ${JSON.stringify({ ...recipe, freeze, output, prefixCache: "fresh" })};
      const seen = [];
      for await (const event of finetune(recipe, { signal: stop.signal })) {
        seen.push(event.type === "finished" ? event.reason : event.type);
        if (event.type === "started") stop.abort();
      }
      console.log(JSON.stringify(seen));`;
    await place.write("stop.mjs", program);
    const { stdout } = await place.startNode("stop.mjs").outcome;
    expect(JSON.parse(stdout)).toEqual(["started", "interrupted"]);
    expect(await readdir(place.path("fresh")).catch(() => [])).toEqual([]);
    await finetune(output, ...frozen, "--resume");
    expect(await results(output)).toEqual(await wanted());
  });
});

describe("on a disk that is too small", () => {
  let isMounted = false;
  beforeAll(async () => {
    await mkdir(place.path("disk"));
    const words = ["-t", "tmpfs", "-o", "size=48k", "tmpfs", place.path("disk")];
    isMounted = spawnSync("mount", words).status === 0;
  });
  afterAll(() => {
    if (isMounted) spawnSync("umount", [place.path("disk")]);
  });
  beforeEach(({ skip }) => skip(!isMounted, "needs the right to mount a file system of its own"));

  test("the rows of all tokens are computed in every step, and the first line says so", async () => {
    const words = ["--freeze", "embeddings,0-0", "--prefix-cache", "disk"];
    const { stderr } = await finetune("small-disk", ...words);
    expect(stderr).toMatch(
      /\n {2}the frozen layers are computed in every step: to keep what they give, disk has room for 50 kB of \d\d kB\n/,
    );
    expect(await results("small-disk")).toEqual(await results("embeddings-0-0-plain"));
  });

  test("the rows of first tokens are kept in memory, and the run ends with the same bytes", async () => {
    await place.write("disk/filler", new Uint8Array(44 * 1024));
    const { stderr } = await finetune("no-disk", "--freeze", "encoder", "--prefix-cache", "disk");
    expect(stderr).toMatch(
      /\n {2}what the frozen layers give for 60 texts is computed once and kept in memory: disk has room for \d kB of 8 kB\n/,
    );
    expect(await readdir(place.path("disk"))).toEqual(["filler"]);
    expect(await results("no-disk")).toEqual(await results("encoder-cached"));
  });
});

describe("--frozen-dropout", () => {
  const frozen = ["--freeze", "encoder", "--frozen-dropout"];

  test("drops values in the frozen layers: other losses, the same ones for the same seed, no file", async () => {
    await rm(store(), { recursive: true, force: true });
    const one = await finetune("dropping", ...frozen);
    expect(await stored()).toEqual([]);
    await finetune("dropping-again", ...frozen);
    expect(await results("dropping-again")).toEqual(await results("dropping"));
    expect(await place.readJson("dropping/recipe.json")).toMatchObject({ frozenDropout: true });
    const still = await finetune("still", "--freeze", "encoder");
    expect(one.steps[0].loss).not.toBeCloseTo(still.steps[0].loss, 3);
    expect(await movedTensors("dropping/model.safetensors")).toEqual([
      "classifier.bias",
      "classifier.weight",
    ]);
  });

  test("is a difference that a resumed run refuses", async () => {
    await runKilled(
      place,
      { ...recipe, freeze: "encoder", output: "wet" },
      momentAfter("saved", 4),
    );
    const words = ["finetune", "--config", "recipe.json", "--output", "wet", "--resume", ...frozen];
    expect((await place.berth(...words)).stderr).toMatch(
      /^RESUME_DIFFERS .*"frozenDropout" was false/,
    );
  });
});

describe("--linear-probe-first", () => {
  const probe = ["--linear-probe-first", "2", "--max-steps", "6", "--logging-steps", "5"];
  const probed = { ...recipe, linearProbeFirst: 2, maxSteps: 6, loggingSteps: 5 };

  test("trains the head alone for its epochs, then all, each with its own rate", async () => {
    const { steps, evaluations, stderr } = await finetune("probed", ...probe);
    expect(stderr).toContain("what the frozen layers give for");
    // How slow the steps behind the probe are is not known before the first of them.
    expect(stderr).toMatch(/\n *step 10 of 16 .* ETA unknown\n/);
    expect(stderr).toMatch(/\n *step 15 of 16 .* ETA \d+:\d\d\n/);
    // Two epochs of five steps, then six steps.
    expect(steps).toHaveLength(16);
    expect(evaluations.map(({ step }) => step)).toEqual([3, 6, 9, 10, 12, 15, 16]);
    const rates = steps.map((line) => line.learning_rate);
    expect([rates[0], rates[1]]).toEqual([0, 1e-3]);
    expect(rates[9]).toBeCloseTo(1e-3 / 9, 12);
    expect([rates[10], rates[11]]).toEqual([0, 2e-4]);
    expect(steps.at(-1).epoch).toBeCloseTo(3.2, 12);
    expect(await movedTensors("probed/last/model.safetensors")).toContain(
      "bert.encoder.layer.0.output.dense.weight",
    );
    const slow = await finetune("probed-slowly", ...probe, "--linear-probe-rate", "1e-5");
    expect(slow.steps[1].learning_rate).toBe(1e-5);
    expect(slow.steps[11].learning_rate).toBe(2e-4);
  });

  test("leaves the encoder untouched in the first phase, and goes on from its head", async () => {
    await runKilled(place, { ...probed, output: "phase-one" }, momentAfter("saved", 10));
    expect(await leftStep(place, "phase-one")).toBe(10);
    expect(
      await movedTensors(join(await leftCheckpoint(place, "phase-one"), "model.safetensors")),
    ).toEqual(["classifier.bias", "classifier.weight"]);
    // With a rate of 0 in its first step, the second phase begins where the first ended.
    const { steps, evaluations } = await finetune("probed-once", ...probe, "--eval-steps", "1");
    expect(steps[10].learning_rate).toBe(0);
    expect(evaluations[10].eval_loss).toBeCloseTo(evaluations[9].eval_loss, 6);
  });

  test.each([
    ["in the first phase", momentAfter("step", 7)],
    ["at the end of the first phase", momentAfter("saved", 10)],
    ["before the first checkpoint of the second phase", momentAfter("step", 11)],
    ["in the second phase", momentAfter("evaluated", 15)],
    ["after the last step", momentAfter("saved", 16)],
  ])("killed %s, a run ends with the same bytes once resumed", async (title, moment) => {
    const output = `probe-${title.replaceAll(" ", "-")}`;
    const { signal, stdout } = await runKilled(place, { ...probed, output }, moment);
    expect(signal).toBe("SIGKILL");
    // Steps go on while a checkpoint is written: the one last told of stands, or the next.
    expect([Number(stdout), Number(stdout) + 2]).toContain(await leftStep(place, output));
    await finetune(output, ...probe, "--resume");
    expect(await results(output)).toEqual(await results("probed"));
  });

  test("goes before frozen layers as well, which then have rows of their own", async () => {
    await rm(store(), { recursive: true, force: true });
    await finetune("probed-frozen", ...probe, "--freeze", "embeddings,0");
    expect(await stored()).toHaveLength(2);
    const moved = await movedTensors("probed-frozen/last/model.safetensors");
    expect(moved.filter((name) => /embeddings|layer\.0/.test(name))).toEqual([]);
    expect(moved).toContain("bert.encoder.layer.1.output.dense.weight");
  });

  test("early stopping waits for the second phase, and counts anew there", async () => {
    const still = ["--linear-probe-rate", "1e-9", "--learning-rate", "1e-9", "--eval-steps", "1"];
    const words = [...still, "--early-stopping", "2", "--metric-for-best-model", "accuracy"];
    const { steps } = await finetune("probed-still", ...probe, ...words);
    expect(steps).toHaveLength(12);
  });
});
