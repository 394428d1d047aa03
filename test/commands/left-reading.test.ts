import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { built, workplace } from "./workplace.js";

const place = workplace();

const data = { train: "train.csv", validation: "validation.csv", model: "bert" };
const steps = { maxSteps: 6, evalSteps: 2, saveSteps: 50, batchSize: 4, threads: 1 };
const recipe = { ...data, ...steps };

// A log that is a folder refuses the next line.
test.each([
  ["leaves off", "break;"],
  ["makes its log unwritable", "rmSync(log); mkdirSync(log);"],
])(
  "where the reader of a run %s, what is being written is completed, and nothing after it",
  async (how, then) => {
    const output = how.replaceAll(" ", "-");
    await place.write(
      "read.mjs",
      `import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
    import { finetune } from ${JSON.stringify(built("index.js"))};
    const output = ${JSON.stringify(output)};
    const log = output + "/training_log.jsonl";
    const files = () => Object.fromEntries(
      readdirSync(output, { recursive: true }).map((name) => {
        const { size, mtimeMs } = statSync(output + "/" + name);
        return [name, [size, mtimeMs]];
      }),
    );
    let code = "none";
    try {
      for await (const event of finetune({ ...${JSON.stringify(recipe)}, output })) {
        if (event.type === "evaluated") { ${then} }
      }
    } catch (error) {
      code = error.code;
    }
    const atOnce = files();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    console.log(JSON.stringify({ code, atOnce, later: files() }));`,
    );
    const { stdout, stderr } = await place.startNode("read.mjs").outcome;
    expect(stderr).toBe("");
    const { code, atOnce, later } = JSON.parse(stdout);
    expect(code).toBe(how === "leaves off" ? "none" : "FILE_UNWRITABLE");
    expect(later).toEqual(atOnce);
    const names = Object.keys(atOnce);
    expect(names).toContain("best/model.safetensors");
    expect(names).toContain("model.safetensors");
    expect(names.filter((name) => /\.new$|\.old$|\.lock/.test(name))).toEqual([]);
  },
);

test.each([
  ["one run", {}],
  ["several seeds", { seeds: 2 }],
])("%s that is stopped while rows are made leaves an empty folder", async (title, more) => {
  const output = title.replaceAll(" ", "-");
  const given = { ...recipe, ...more, augment: ["swap"], output };
  await place.write(
    "stop.mjs",
    `import { finetune } from ${JSON.stringify(built("index.js"))};
    const stop = new AbortController();
    const seen = [];
    for await (const event of finetune(${JSON.stringify(given)}, { signal: stop.signal })) {
      seen.push(event.type === "finished" ? event.reason : event.type);
      stop.abort();
    }
    console.log(JSON.stringify(seen));`,
  );
  const { stdout, stderr } = await place.startNode("stop.mjs").outcome;
  expect(stderr).toBe("");
  expect(new Set(JSON.parse(stdout))).toEqual(new Set(["augmenting", "interrupted"]));
  expect(await readdir(place.path(output))).toEqual([]);
});
