import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { built, workplace } from "./workplace.js";

const place = workplace();

const data = { train: "train.csv", validation: "validation.csv", model: "bert" };
const steps = { maxSteps: 2, batchSize: 4, threads: 1, augment: ["swap"] };
const texts = { corpus: ["texts.txt"], tokenizer: "bert", maxSteps: 2, corpusCache: "corpora" };
const sizes = { layers: 1, hiddenSize: 32, heads: 2, intermediateSize: 64, positions: 32 };

test.each([
  ["finetune", { ...data, ...steps }],
  ["finetune", { ...data, ...steps, seeds: 2 }],
  ["pretrain", { ...texts, ...sizes, pairs: "none", batchSize: 4, threads: 1 }],
])(
  "while %s prepares a run, another process is kept out, and changes nothing of it",
  async (program, recipe) => {
    await place.write("texts.txt", "the soup was cold.\nthe room was warm.\n".repeat(50));
    await place.write("recipe.json", JSON.stringify(recipe));
    const output = `${program}-${"seeds" in recipe ? "seeds" : "one"}`;
    // Stands still at its first event until its input ends.
    await place.write(
      "first.mjs",
      `import { ${program} } from ${JSON.stringify(built("index.js"))};
    let stands = true;
    for await (const event of ${program}(${JSON.stringify({ ...recipe, output })})) {
      if (!stands) continue;
      stands = false;
      console.log(event.type);
      for await (const _ of process.stdin);
    }`,
    );
    const first = place.startNode("first.mjs");
    await once(first.process.stdout ?? process, "data");
    for (const more of [[], ["--resume"]]) {
      const words = [program, "--config", "recipe.json", "--output", output, ...more];
      const { status, stderr } = await place.berth(...words);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining(`OUTPUT_BUSY  ${output}: another process is training`),
      });
      expect(await readdir(place.path(output))).toEqual([]);
    }
    first.process.stdin?.end();
    expect(await first.outcome).toMatchObject({ status: 0 });
    expect(existsSync(place.path(output, "metrics.json"))).toBe(true);
    const { stderr } = await place.berth(program, "--config", "recipe.json", "--output", output);
    expect(stderr).toContain("OUTPUT_EXISTS");
  },
);
