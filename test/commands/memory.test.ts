import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { built, type Json, workplace } from "./workplace.js";

const place = workplace();
const recipe = {
  train: "train.csv",
  validation: "validation.csv",
  model: "bert",
  maxSteps: 6,
  batchSize: 4,
  gradientAccumulation: 2,
  saveSteps: 2,
  evalSteps: 3,
  threads: 1,
};

/** Runs Berth under a limit of its own, or of the system's. */
async function finetune(
  changes: object,
  { limit, command = [] }: { readonly limit?: number; readonly command?: readonly string[] } = {},
) {
  await place.write("recipe.json", JSON.stringify({ ...recipe, ...changes }));
  const [program = "", ...words] = [
    ...command,
    process.execPath,
    built("cli/main.js"),
    "finetune",
    "--config",
    "recipe.json",
  ];
  const env = { ...process.env, ...(limit && { BERTH_MEMORY_LIMIT: String(limit) }) };
  const child = spawn(program, words, { cwd: place.path(), env });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const status = await new Promise<number | null>((done) => child.once("close", done));
  return { status, stderr };
}

async function logOf(output: string): Promise<Json[]> {
  const lines = (await place.read(`${output}/training_log.jsonl`)).trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Losses of the steps, in their order. */
async function lossesOf(output: string): Promise<number[]> {
  return (await logOf(output)).filter(({ loss }) => loss !== undefined).map(({ loss }) => loss);
}

/** A copy of the model without dropout: its steps are the same however batches are split. */
async function stillBert(): Promise<void> {
  await place.copy("bert", "still");
  const config = JSON.parse(await readFile(place.path("still", "config.json"), "utf8"));
  const rates = { hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 };
  await writeFile(place.path("still", "config.json"), JSON.stringify({ ...config, ...rates }));
}

function expectSameLosses(came: readonly number[], wanted: readonly number[]): void {
  expect(came.length).toBe(wanted.length);
  for (const [step, loss] of wanted.entries()) {
    expect(Math.abs((came[step] ?? 0) / loss - 1)).toBeLessThan(1e-5);
  }
}

beforeAll(stillBert);

describe("when memory is short for a batch", () => {
  test("smaller ones make the same steps, and the run says and records so", async () => {
    expect((await finetune({ model: "still", output: "ample" })).status).toBe(0);
    const { status, stderr } = await finetune({ model: "still", output: "short" }, { limit: 1 });
    expect(status).toBe(0);
    expect(stderr).toContain("Memory is short: from step 1 on at most 1 row goes through");
    expectSameLosses(await lossesOf("short"), await lossesOf("ample"));
    const split = (await logOf("short")).filter((line) => "micro_batch_halvings" in line);
    expect(split).toEqual([
      { step: 1, micro_batch_halvings: 1 },
      { step: 1, micro_batch_halvings: 2 },
    ]);
    expect((await place.readJson("short/metrics.json")).micro_batch_halvings).toBe(2);
    expect((await place.readJson("short/trainer_state.json")).micro_batch_halvings).toBe(2);
    expect((await place.readJson("ample/metrics.json")).micro_batch_halvings).toBe(0);
  });

  test("a run resumed where memory is ample goes on with the same split, exactly", async () => {
    expect((await finetune({ output: "whole" }, { limit: 1 })).status).toBe(0);
    const program = `
      import { finetune } from ${JSON.stringify(built("index.js"))};
      for await (const event of finetune(${JSON.stringify({ ...recipe, output: "cut" })})) {
        if (event.type === "saved") process.kill(process.pid, "SIGKILL");
      }`;
    await place.write("cut.mjs", program);
    spawnSync(process.execPath, ["cut.mjs"], {
      cwd: place.path(),
      env: { ...process.env, BERTH_MEMORY_LIMIT: "1" },
    });
    const { status, stderr } = await finetune({ output: "cut", resume: true });
    expect(status).toBe(0);
    expect(stderr).toMatch(/resumed +after step [24]\n/);
    for (const name of ["model.safetensors", "optimizer.safetensors"]) {
      expect((await place.hashes("cut/last"))[name]).toBe((await place.hashes("whole/last"))[name]);
    }
    expect(await lossesOf("cut")).toEqual(await lossesOf("whole"));
  });

  test("that the system refuses to give, smaller ones are tried", async ({ skip }) => {
    const hasLimits = spawnSync("prlimit", ["--version"]).status === 0;
    skip(!hasLimits, "needs prlimit, which Linux has");
    // 1,024 texts of 64 tokens need about a gigabyte: more than the limit leaves, half of them less.
    const words = (await place.read("train.csv")).replaceAll(/[^a-z]+/g, " ").split(" ");
    const rows = Array.from({ length: 1024 }, (_, i) => {
      const start = i % (words.length - 64);
      const label = ["negative", "neutral", "positive"][i % 3];
      return JSON.stringify({ text: words.slice(start, start + 64).join(" "), label });
    });
    await place.write("long.jsonl", rows.join("\n"));
    const large = {
      model: "still",
      train: "long.jsonl",
      batchSize: 1024,
      gradientAccumulation: 1,
      maxSteps: 2,
      maxLength: 64,
    };
    expect(await finetune({ ...large, output: "free" })).toMatchObject({ status: 0 });
    const command = ["prlimit", `--data=${650 * 2 ** 20}`];
    const { status, stderr } = await finetune({ ...large, output: "limited" }, { command });
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("Memory is short: from step 1 on at most 512 rows go through");
    expectSameLosses(await lossesOf("limited"), await lossesOf("free"));
  });
});

describe("--gradient-checkpointing", () => {
  test("changes no step, is recorded, and must be the same in a resumed run", async () => {
    const recomputed = { gradientCheckpointing: true, output: "recomputed" };
    expect((await finetune({ output: "kept" })).status).toBe(0);
    expect((await finetune(recomputed)).status).toBe(0);
    expectSameLosses(await lossesOf("recomputed"), await lossesOf("kept"));
    expect((await place.readJson("recomputed/recipe.json")).gradientCheckpointing).toBe(true);
    const { status, stderr } = await finetune({ output: "recomputed", resume: true });
    expect(status).toBe(1);
    expect(stderr).toContain('RESUME_DIFFERS  --resume: "gradientCheckpointing" was true');
  });
});
