import { mkdir } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { resultsOf } from "./killed-run.js";
import { built, type Json, type Outcome, workplace } from "./workplace.js";

const place = workplace();

/** What a program told until it ended, its signal given once a moment came; the step and reason of its end. */
interface Stopped {
  readonly told: readonly string[];
  readonly step: number;
  readonly reason: string;
}

/** Runs a recipe whose signal is given at `moment`, a JavaScript condition. */
async function stopAt(program: string, recipe: Json, moment: string): Promise<Stopped> {
  await place.write(
    "stop.mjs",
    `import { ${program} } from ${JSON.stringify(built("index.js"))};
    const stop = new AbortController();
    const told = [];
    for await (const event of ${program}(${JSON.stringify(recipe)}, { signal: stop.signal })) {
      told.push(event.type + " " + event.step);
      const { step, reason } = event;
      if (event.type === "finished") console.log(JSON.stringify({ told, step, reason }));
      if (${moment}) stop.abort();
    }`,
  );
  const { stdout, stderr } = await place.startNode("stop.mjs").outcome;
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** An evaluation that has begun and is not at its end. */
const amid = "event.type === 'evaluating' && event.exampleCount < event.totalExamples";

/** Steps of the evaluations in a run's log. */
async function evaluatedSteps(output: string): Promise<number[]> {
  const lines = (await place.read(`${output}/training_log.jsonl`)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).flatMap((line) => ("best" in line ? line.step : []));
}

describe("a fine-tuning", () => {
  const data = { train: "train.csv", validation: "many.csv", test: "many.csv", model: "bert" };
  const steps = { maxSteps: 7, batchSize: 8, evalSteps: 3, saveSteps: 2, threads: 1 };
  const recipe = { ...data, ...steps };
  const finetune = (output: string, ...more: string[]): Promise<Outcome> =>
    place.berth("finetune", "--config", "recipe.json", "--output", output, ...more);

  beforeAll(async () => {
    const rows = Array.from({ length: 150 }, (_, row) => {
      const [word, label] = row % 3 === 0 ? ["awful", "negative"] : ["fine", "positive"];
      return `"Day ${row}: the room was ${word} and the soup was cold, said the guest",${label}`;
    });
    const [headings] = (await place.read("train.csv")).split("\n");
    await place.write("many.csv", [headings, ...rows, ""].join("\n"));
    await place.write("recipe.json", JSON.stringify(recipe));
    const { status, stderr } = await finetune("whole");
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });

  test.each([
    ["where no checkpoint is due", `${amid} && event.step === 3`, 3],
    ["where a checkpoint is due as well", `${amid} && event.step === 6`, 6],
    ["after the last step", `${amid} && event.step === 7`, 7],
    ["before it begins", "event.type === 'step' && event.step === 3", 3],
  ])(
    "stopped in an evaluation %s ends with the same bytes once resumed",
    async (title, moment, step) => {
      const output = title.replaceAll(" ", "-");
      const stopped = await stopAt("finetune", { ...recipe, output }, moment);
      expect(stopped).toMatchObject({ step, reason: "interrupted" });
      expect(stopped.told.slice(-2)).toEqual([`saved ${step}`, `finished ${step}`]);
      expect(await evaluatedSteps(output)).toEqual([3, 6, 7].filter((one) => one < step));
      const { status, stderr } = await finetune(output, "--resume");
      expect({ status, stderr }).toMatchObject({ status: 0 });
      expect(stderr).toContain(`\n  resumed     after step ${step}\n`);
      expect(await resultsOf(place, output)).toEqual(await resultsOf(place, "whole"));
      expect(await evaluatedSteps(output)).toEqual([3, 6, 7]);
    },
  );

  test("stopped while its last scores are computed is complete once resumed", async () => {
    const output = "scored";
    const evaluated = "event.type === 'evaluated' && event.step === 7";
    const moment = `(globalThis.isLast ||= ${evaluated}) && ${amid}`;
    const { step, reason, told } = await stopAt("finetune", { ...recipe, output }, moment);
    expect({ step, reason }).toEqual({ step: 7, reason: "interrupted" });
    expect(told.slice(-2)).toEqual(["evaluating 7", "finished 7"]);
    expect((await finetune(output, "--resume")).status).toBe(0);
    expect(await resultsOf(place, output)).toEqual(await resultsOf(place, "whole"));
  });

  test("stopped in an evaluation, then killed after it was made anew, a run logs it once", async () => {
    const output = "twice";
    await stopAt("finetune", { ...recipe, output }, `${amid} && event.step === 3`);
    await place.write(
      "kill.mjs",
      `import { finetune } from ${JSON.stringify(built("index.js"))};
      for await (const event of finetune(${JSON.stringify({ ...recipe, output, resume: true })})) {
        if (event.type === "evaluated") process.kill(process.pid, "SIGKILL");
      }`,
    );
    expect((await place.startNode("kill.mjs").outcome).signal).toBe("SIGKILL");
    expect(await evaluatedSteps(output)).toEqual([3]);
    expect((await finetune(output, "--resume")).status).toBe(0);
    expect(await evaluatedSteps(output)).toEqual([3, 6, 7]);
    expect(await resultsOf(place, output)).toEqual(await resultsOf(place, "whole"));
  });

  test("a reader that leaves off in an evaluation ends the run in peace", async () => {
    await place.write(
      "leave.mjs",
      `import { finetune } from ${JSON.stringify(built("index.js"))};
      for await (const event of finetune(${JSON.stringify({ ...recipe, output: "left" })})) {
        if (${amid}) break;
      }
      console.log("left");`,
    );
    const { status, stdout, stderr } = await place.startNode("leave.mjs").outcome;
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "left\n", stderr: "" });
    expect((await finetune("left", "--resume")).status).toBe(0);
    expect(await resultsOf(place, "left")).toEqual(await resultsOf(place, "whole"));
  });

  test("the evaluation that ends a linear probe is completed first", async () => {
    const output = "probe";
    const probed = { ...recipe, linearProbeFirst: 1, maxSteps: 2, output };
    const stopped = await stopAt("finetune", probed, `${amid} && event.step === 5`);
    expect(stopped).toMatchObject({ step: 5, reason: "interrupted" });
    expect(await evaluatedSteps(output)).toEqual([3, 5]);
    const probe = ["--linear-probe-first", "1", "--max-steps", "2"];
    expect((await finetune(output, ...probe, "--resume")).status).toBe(0);
    expect((await finetune("whole-probe", ...probe)).status).toBe(0);
    expect(await resultsOf(place, output)).toEqual(await resultsOf(place, "whole-probe"));
  });
});

test("a pre-training that is stopped in an evaluation ends with the same bytes once resumed", async () => {
  const sizes = { layers: 1, hiddenSize: 32, heads: 2, intermediateSize: 64, positions: 32 };
  const steps = { maxSteps: 4, batchSize: 8, evalSteps: 2, saveSteps: 3, maxLength: 32 };
  const corpora = { corpus: ["texts"], corpusCache: "corpora", tokenizer: "bert" };
  const recipe = { ...corpora, ...sizes, ...steps, threads: 1, engine: "onnxruntime" };
  await mkdir(place.path("texts"));
  const lines = Array.from({ length: 12_000 }, (_, at) => `the soup was cold on day ${at % 97}.`);
  await place.write("texts/all.txt", `${lines.join("\n").replaceAll(/(\n.*){9}\n/g, "$&\n")}\n`);
  await place.write("pretraining.json", JSON.stringify(recipe));
  const pretrain = (output: string, ...more: string[]): Promise<Outcome> =>
    place.berth("pretrain", "--config", "pretraining.json", "--output", output, ...more);
  const { status, stderr } = await pretrain("model");
  expect({ status, stderr }).toMatchObject({ status: 0 });

  const output = "stopped-model";
  const stopped = await stopAt("pretrain", { ...recipe, output }, `${amid} && event.step === 2`);
  expect(stopped).toMatchObject({ step: 2, reason: "interrupted" });
  expect(await evaluatedSteps(output)).toEqual([]);
  expect((await pretrain(output, "--resume")).status).toBe(0);
  expect(await resultsOf(place, output)).toEqual(await resultsOf(place, "model"));
});
