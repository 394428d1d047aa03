import { describe, expect, test } from "vitest";
import { resultsOf, runKilled } from "./killed-run.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();

const data = { train: "train.csv", validation: "validation.csv", model: "bert" };
const settings = { maxSteps: 8, batchSize: 8, saveSteps: 2, threads: 1, loggingSteps: 1 };

async function finetune(output: string, ...more: string[]) {
  const words = Object.entries({ ...data, ...settings }).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
    String(value),
  ]);
  return place.berth("finetune", ...words, "--output", output, ...more);
}

/** The steps of a run's log. */
async function stepsOf(output: string): Promise<Json[]> {
  const lines = (await place.read(`${output}/training_log.jsonl`)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).filter((line) => "loss" in line);
}

describe.each([
  { flag: "--r-drop", name: "rDrop", value: 2 },
  { flag: "--mixup", name: "mixup", value: 0.4 },
])("$flag", ({ flag, name, value }) => {
  test("changes the steps, not their number, and is told and recorded", async () => {
    const plain = await finetune(`${name}-plain`);
    const run = await finetune(name, flag, String(value));
    expect(run.status, run.stderr).toBe(0);
    expect(run.stderr).toMatch(new RegExp(`\n {2}${flag.slice(2)} +${value}\n`));
    // Forty rows are trained on, whatever goes through the model.
    expect(run.stderr).toMatch(/\n {2}rows +train 40, validation 20\n/);
    const [steps, others] = [await stepsOf(name), await stepsOf(`${name}-plain`)];
    expect(plain.status).toBe(0);
    expect(steps).toHaveLength(8);
    expect(others).toHaveLength(8);
    expect(steps[0].loss).not.toBe(others[0].loss);
    expect((await place.readJson(`${name}/recipe.json`))[name]).toBe(value);
    expect(await place.read(`${name}/README.md`)).toContain(`- ${name}: \`${value}\``);
  });

  test("a killed run ends with the same bytes once resumed", async () => {
    const output = `${name}-killed`;
    const recipe = { ...data, ...settings, [name]: value };
    const { signal } = await runKilled(
      place,
      { ...recipe, output },
      `event.type === "step" && saved >= 2`,
    );
    expect(signal).toBe("SIGKILL");
    const { status, stderr } = await finetune(output, flag, String(value), "--resume");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("resumed");
    expect(await resultsOf(place, output)).toEqual(await resultsOf(place, name));
  });

  test("it works on a frozen encoder whose rows are kept, and with layers computed again", async () => {
    const frozen = await finetune(`${name}-frozen`, flag, String(value), "--freeze", "encoder");
    expect(frozen.status, frozen.stderr).toBe(0);
    const again = await finetune(`${name}-again`, flag, String(value), "--gradient-checkpointing");
    expect(again.status, again.stderr).toBe(0);
    const [steps, wanted] = [await stepsOf(`${name}-again`), await stepsOf(name)];
    for (const [step, { loss }] of steps.entries()) expect(loss).toBeCloseTo(wanted[step].loss, 4);
  });

  test("a task without classes of whole texts refuses it", async () => {
    await place.write("numbers.tsv", "text\tscore\ngood soup\t1.5\nbad soup\t0.5\n");
    const files = ["--train", "numbers.tsv", "--validation", "numbers.tsv"];
    const words = [...files, "--task", "regression", "--model", "bert", "--output", "never"];
    const refused = await place.berth("finetune", ...words, flag, "1");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("SETTING_UNFIT");
    expect(refused.stderr).toContain(`${flag}: `);
  });
});
