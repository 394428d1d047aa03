import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readSafetensors } from "../../src/directory/index.js";
import { writeSafetensors } from "../../src/directory/write-safetensors.js";
import { embeddingTables } from "../../src/models/index.js";
import { leftCheckpoint, leftStep, momentAfter, resultsOf, runKilled } from "./killed-run.js";
import { built, type Outcome, workplace } from "./workplace.js";

const place = workplace();

// Steps of two batches with dropout; checkpoints and evaluations fall on different steps.
const data = { train: "train.csv", validation: "validation.csv", model: "bert" };
const settings = {
  maxSteps: 10,
  batchSize: 4,
  gradientAccumulation: 2,
  saveSteps: 2,
  evalSteps: 3,
};
const recipe = { ...data, ...settings, loggingSteps: 1, threads: 1 };

beforeAll(async () => {
  await place.write("recipe.json", JSON.stringify(recipe));
  const { status } = await finetune("whole");
  expect(status).toBe(0);
});

const finetune = (output: string, ...more: string[]): Promise<Outcome> =>
  place.berth("finetune", "--config", "recipe.json", "--output", output, ...more);

const results = (output: string): Promise<Record<string, string>> => resultsOf(place, output);
const runUntil = (moment: string, output: string): Promise<Outcome> =>
  runKilled(place, { ...recipe, output }, moment);

// Steps go on while a checkpoint is written, so what is on disk is the one last told of, or the next.
test.each([
  ["after a step", `event.type === "step" && saved >= 2`],
  ["after an evaluation", `event.type === "evaluated" && event.step > 3`],
  ["right after a checkpoint", momentAfter("saved", 4)],
  ["between a step and the evaluation and checkpoint due there", momentAfter("step", 6)],
  ["after the last step", momentAfter("step", 10)],
  ["before the model directory is complete", momentAfter("saved", 10)],
])("a run killed %s ends with the same bytes once resumed", async (title, moment) => {
  const output = title.replaceAll(" ", "-");
  const { signal, stdout } = await runUntil(moment, output);
  expect(signal).toBe("SIGKILL");
  const step = await leftStep(place, output);
  expect([Number(stdout), Number(stdout) + 2]).toContain(step);
  const { status, stderr } = await finetune(output, "--resume");
  expect(status).toBe(0);
  expect(stderr).toContain(`\n  resumed     after step ${step}\n`);
  const times = await place.readJson(`${output}/metrics.json`);
  expect(times.total_runtime).toBeGreaterThan(times.train_runtime + times.eval_runtime);
  expect(await results(output)).toEqual(await results("whole"));
});

// The folder of a checkpoint is made, renamed and removed: a kill between two of these.
test.each([6, 8, 9])(
  "a run killed while it replaces a checkpoint, at change %i, ends with the same bytes",
  async (count) => {
    const output = `changes-${count}`;
    expect((await runUntil(`changes >= ${count}`, output)).signal).toBe("SIGKILL");
    expect((await finetune(output, "--resume")).status).toBe(0);
    expect(await results(output)).toEqual(await results("whole"));
  },
);

test("a run killed before its first checkpoint starts from the beginning, and says so", async () => {
  expect((await runUntil(momentAfter("step", 1), "early")).signal).toBe("SIGKILL");
  expect(existsSync(place.path("early/last"))).toBe(false);
  const { status, stderr } = await finetune("early", "--resume");
  expect(status).toBe(0);
  expect(stderr).toContain("\n  early: no checkpoint; starts from the beginning\n");
  expect(await results("early")).toEqual(await results("whole"));
});

test("--resume of a run that was never begun begins it", async () => {
  const { status, stderr } = await finetune("never", "--resume", "--max-steps", "1");
  expect(status).toBe(0);
  expect(stderr).toContain("\n  never: no checkpoint; starts from the beginning\n");
});

test("--resume never writes into a folder that holds something else than a run", async () => {
  const before = await place.hashes("bert");
  const { status, stderr } = await finetune("bert", "--resume");
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr:
      "OUTPUT_EXISTS  bert: must be a new or empty folder; it holds config.json, model.safetensors, tokenizer.json, tokenizer_config.json, vocab.txt. Name another --output.\n",
  });
  expect(await place.hashes("bert")).toEqual(before);
});

test("--resume of a finished run changes nothing in it", async () => {
  await place.copy("whole", "finished");
  const { status, stdout } = await finetune("finished", "--resume");
  expect(status).toBe(0);
  expect(stdout).toContain("weighted avg");
  expect(await results("finished")).toEqual(await results("whole"));
});

test("--resume knows a run by its checkpoint, too", async () => {
  await runUntil(momentAfter("saved", 4), "unrecorded");
  await rm(place.path("unrecorded/recipe.json"));
  expect((await finetune("unrecorded", "--resume")).status).toBe(0);
  expect(await results("unrecorded")).toEqual(await results("whole"));
});

test("--resume never starts over in a finished run whose checkpoint is gone", async () => {
  await place.copy("whole", "bare");
  await rm(place.path("bare", "last"), { recursive: true });
  const before = await place.hashes("bare");
  const { status, stderr } = await finetune("bare", "--resume");
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr:
      "OUTPUT_EXISTS  bare: holds a finished run whose last/ is gone, so there is nothing to resume. Name another --output.\n",
  });
  expect(await place.hashes("bare")).toEqual(before);
});

test("another setting or other data refuse, unless --resume-inexact is given", async () => {
  await runUntil(momentAfter("saved", 4), "other");
  const before = await place.hashes("other");
  const refused = await finetune("other", "--resume", "--learning-rate", "1e-3");
  expect({ status: refused.status, stderr: refused.stderr }).toEqual({
    status: 1,
    stderr:
      'RESUME_DIFFERS  --resume: "learningRate" was 0.0002 when last/ was written and is 0.001 now, so the run would not end with the same weights. Set it back, or add --resume-inexact to go on all the same.\n',
  });
  expect(await place.hashes("other")).toEqual(before);

  await place.write("changed.csv", `${await place.read("train.csv")}one more,neutral\n`);
  const changed = await finetune("other", "--resume", "--train", "changed.csv");
  expect(changed.stderr).toMatch(/^RESUME_DIFFERS {2}--resume: "train" was "train\.csv" when /);
  expect(await place.hashes("other")).toEqual(before);

  const inexact = await finetune("other", "--resume-inexact", "--learning-rate", "1e-3");
  expect(inexact.status).toBe(0);
  expect(inexact.stderr).toContain("\n  resumed     after step 4\n");
  const [other, whole] = [await results("other"), await results("whole")];
  expect(other["last/model.safetensors"]).not.toBe(whole["last/model.safetensors"]);
});

test("--resume-inexact with more rows goes on with each word's own moments", async () => {
  await runUntil(momentAfter("saved", 4), "grown");
  const before = await secondMoments("grown");
  const rows = (await place.read("train.csv")).trimEnd().split("\n");
  const label = rows[1]?.split(",").at(-1);
  await place.write("grown.csv", `${[...rows, `0 1 2 3 4 5 zebra ! ?,${label}`].join("\n")}\n`);
  const words = ["--resume-inexact", "--train", "grown.csv", "--max-steps", "5"];
  const { status, stderr } = await finetune("grown", ...words);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const after = await secondMoments("grown");
  const fresh = [...after.keys()].filter((id) => !before.has(id));
  expect(fresh.length).toBeGreaterThan(0);
  expect(Math.min(...fresh)).toBeLessThan(Math.max(...before.keys()));
  // A step shrinks a second moment by beta2 = 0.999 at most, and only adds to that.
  for (const [id, values] of before) {
    const now = after.get(id) ?? [];
    values.forEach((value, i) => {
      expect(now[i], `token ${id}`).toBeGreaterThanOrEqual(value * 0.999 * (1 - 1e-5));
    });
  }
});

/** The second moments of the word table's rows in a run's checkpoint, by token id. */
async function secondMoments(output: string): Promise<Map<number, Float32Array>> {
  expect(await leftStep(place, output)).toBeLessThan(6);
  const file = join(await leftCheckpoint(place, output), "optimizer.safetensors");
  const { tensors } = await readSafetensors(file);
  const ids = tensors.get("vocabulary_ids")?.data as Int32Array;
  const values = tensors.get(`exp_avg_sq:${embeddingTables.word}`)?.data as Float32Array;
  const width = values.length / ids.length;
  return new Map(Array.from(ids, (id, i) => [id, values.slice(i * width, (i + 1) * width)]));
}

test("--resume-inexact keeps words that the new texts lack", async () => {
  await runUntil(momentAfter("saved", 4), "fewer-words");
  const before = await wordRows("fewer-words");
  await writeShort();
  const words = ["--train", "short.csv", "--validation", "short.csv", "--max-steps", "5"];
  const still = ["--weight-decay", "0", "--learning-rate", "1e-12"];
  const { status, stderr } = await finetune("fewer-words", "--resume-inexact", ...words, ...still);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).not.toContain("begins anew");
  const after = await wordRows("fewer-words");
  expect(Math.max(...after.map((x, i) => Math.abs(x - (before[i] ?? 0))))).toBeLessThan(1e-9);
});

test("--resume after --resume-inexact keeps words that the new texts lack", async () => {
  const output = "fewer-words-twice";
  await runUntil(momentAfter("saved", 4), output);
  const before = await wordRows(output);
  await writeShort();
  const other = {
    train: "short.csv",
    validation: "short.csv",
    weightDecay: 0,
    learningRate: 1e-12,
  };
  const inexact = { ...recipe, ...other, output, resumeInexact: true };
  await runKilled(place, inexact, momentAfter("saved", 6));
  const words = ["--train", "short.csv", "--validation", "short.csv"];
  const still = ["--weight-decay", "0", "--learning-rate", "1e-12"];
  const { status, stderr } = await finetune(output, "--resume", ...words, ...still);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const after = await wordRows(output);
  expect(Math.max(...after.map((x, i) => Math.abs(x - (before[i] ?? 0))))).toBeLessThan(1e-9);
});

/** Writes rows of three words only. */
async function writeShort(): Promise<void> {
  const header = (await place.read("train.csv")).split("\n")[0];
  const rows = ["good", "bad", "fine"].map(
    (word, i) => `${word},${["positive", "negative", "neutral"][i]}`,
  );
  await place.write("short.csv", `${[header, ...Array(4).fill(rows).flat()].join("\n")}\n`);
}

async function wordRows(output: string): Promise<Float32Array> {
  const file = join(await leftCheckpoint(place, output), "model.safetensors");
  const { tensors } = await readSafetensors(file);
  return tensors.get("bert.embeddings.word_embeddings.weight")?.data as Float32Array;
}

test.each([
  ["another optimizer", ["--optimizer", "sgd"]],
  ["other frozen parts", ["--freeze", "embeddings"]],
  ["other phases", ["--linear-probe-first", "1"]],
])("--resume-inexact with %s begins the optimizer anew, and says so", async (title, words) => {
  const output = title.replaceAll(" ", "-");
  await runUntil(momentAfter("saved", 2), output);
  const { status, stderr } = await finetune(output, "--resume-inexact", ...words);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toContain("the optimizer begins anew: what is trained is not what last/ was");
  // What the optimizer has seen since is told by the checkpoint, for the next one who goes on.
  const from = Number(/resumed +after step (\d+)/.exec(stderr)?.[1]);
  const { run, optimizer } = await place.readJson(`${output}/last/run_state.json`);
  const probe = title === "other phases" ? run.step - 10 : from;
  expect(optimizer.step_count).toBe(run.step - probe);
});

test.each([
  ["labels", ["--train", "fewer.csv", "--validation", "fewer.csv"]],
  ["head", ["--head", "mlp"]],
  ["encoderLayers", ["--encoder-layers", "1"]],
])("weights of another %s are refused, inexactly too", async (key, words) => {
  const output = `another-${key}`;
  await runUntil(momentAfter("saved", 2), output);
  await place.write(
    "fewer.csv",
    (await place.read("train.csv")).replaceAll(",neutral\n", ",positive\n"),
  );
  const before = await place.hashes(output);
  for (const flag of ["--resume-inexact", "--resume"]) {
    const { status, stderr } = await finetune(output, flag, ...words);
    expect(status).toBe(1);
    expect(stderr).toContain(`RESUME_DIFFERS  ${flag}: "${key}" was `);
  }
  expect(await place.hashes(output)).toEqual(before);
});

test("a finished run that goes on withdraws what it said of its old weights", async () => {
  await place.copy("whole", "extended");
  const more = { metricForBestModel: "loss", learningRate: 1e-3, maxSteps: 60, output: "extended" };
  await place.write(
    "extend.mjs",
    `import { finetune } from ${JSON.stringify(built("index.js"))};
    const recipe = ${JSON.stringify({ ...recipe, ...more, resumeInexact: true })};
    let better = false;
    for await (const event of finetune(recipe)) {
      if (event.type === "evaluated") better ||= event.best;
      if (better && event.type === "saved") process.kill(process.pid, "SIGKILL");
    }`,
  );
  expect((await place.startNode("extend.mjs").outcome).signal).toBe("SIGKILL");
  for (const name of ["metrics.json", "report.html", "README.md", "onnx"]) {
    expect(existsSync(place.path("extended", name)), name).toBe(false);
  }
  const words = ["--metric-for-best-model", "loss", "--learning-rate", "1e-3", "--max-steps", "60"];
  expect((await finetune("extended", "--resume", ...words)).status).toBe(0);
  expect(existsSync(place.path("extended/onnx/model.onnx"))).toBe(true);
});

test("a checkpoint of an older Berth goes on exactly, and not otherwise", async () => {
  await runUntil(momentAfter("saved", 4), "older");
  const file = "older/last/run_state.json";
  const { layout: _, ...state } = await place.readJson(file);
  await place.write(file, JSON.stringify(state));
  const optimizer = place.path("older/last/optimizer.safetensors");
  const { tensors } = await readSafetensors(optimizer);
  await writeSafetensors(
    optimizer,
    [...tensors].filter(([name]) => name !== "vocabulary_ids"),
  );
  const refused = await finetune("older", "--resume-inexact");
  expect(refused.stderr).toContain("last/ was written by an older Berth");
  expect((await finetune("older", "--resume")).status).toBe(0);
  expect(await results("older")).toEqual(await results("whole"));
});

test.each([
  ["its weights", "based/model.safetensors", "model.safetensors"],
  ["its tokenizer", "based/tokenizer_config.json", "tokenizer_config.json"],
  ["its config", "based/config.json", "config.json"],
])("a base model that is another one by now refuses: %s", async (title, file, name) => {
  await rm(place.path("based"), { recursive: true, force: true });
  await place.copy("bert", "based");
  const output = `base-${title.replaceAll(" ", "-")}`;
  const words = ["--model", "based", "--max-steps", "2"];
  expect((await finetune(output, ...words)).status).toBe(0);
  const before = await place.hashes(output);
  if (name === "model.safetensors") {
    const bytes = await readFile(place.path(file));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(place.path(file), bytes);
  } else await place.write(file, `${await place.read(file)}\n`);
  const { status, stderr } = await finetune(output, ...words, "--resume");
  expect(status).toBe(1);
  expect(stderr).toContain(`RESUME_DIFFERS  --resume: "hash of ${file}" was `);
  expect(await place.hashes(output)).toEqual(before);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s writes the checkpoint, exits with 130, and the run ends with the same bytes",
  async (signal) => {
    const stopped = `stopped-${signal}`;
    const words = ["finetune", "--config", "recipe.json", "--output", stopped];
    const { process: child, outcome } = place.start(...words);
    child.stderr?.on("data", (piece) => {
      if (String(piece).includes("step 1 of 10")) child.kill(signal);
    });
    const { status, stdout, stderr } = await outcome;
    const { run } = await place.readJson(`${stopped}/last/run_state.json`);
    expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
    expect(run.step).toBeLessThan(10);
    expect(stderr).toContain(
      "\nStopping once what is being computed is done. Ctrl-C again ends at once; what was saved before stays.\n",
    );
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `INTERRUPTED  the run was stopped after step ${run.step}; the same command with --resume goes on from there`,
    );
    expect((await finetune(stopped, "--resume")).status).toBe(0);
    expect(await results(stopped)).toEqual(await results("whole"));
  },
);

test("a run that stops early leaves the checkpoint of its last step, between two that were due", async () => {
  const stops = ["--early-stopping", "1", "--eval-steps", "1", "--save-steps", "50"];
  const { status } = await finetune("early-end", ...stops, "--learning-rate", "1e-12");
  expect(status).toBe(0);
  const { train_steps: steps } = await place.readJson("early-end/metrics.json");
  expect(steps).toBeLessThan(10);
  const { run } = await place.readJson("early-end/last/run_state.json");
  expect(run.step).toBe(steps);
  const words = ["--model", "early-end", "--weights", "last", "--data", "validation.csv"];
  expect((await place.berth("evaluate", ...words)).status).toBe(0);
});
