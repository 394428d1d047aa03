import { mkdir } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();
const settings = ["--max-steps", "2", "--batch-size", "4", "--max-length", "8", "--model", "bert"];
const flags = ["--format", "tsv", "--delimiter", "pipe", "--header", "no", "--quote", "'"];

beforeAll(async () => {
  const rows = Array.from(
    { length: 12 },
    (_, row) => `'good | fine ${row}'|good\nbad ${row}|bad\n`,
  );
  await place.write("rows.data", rows.join(""));
  await place.write("rows.txt", "__label__good it is fine\n__label__bad it is not\n".repeat(6));
}, 60_000);

test("flags that say how files are read are in recipe.json, and the run, the score and the labels need them", async () => {
  const names = ["--text-column", "column1", "--label-column", "column2"];
  const words = ["--train", "rows.data", ...settings, ...flags, ...names, "--output", "run"];
  expect(await place.berth("finetune", ...words, "--quiet")).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(await place.readJson("run/recipe.json")).toMatchObject({
    format: "tsv",
    delimiter: "pipe",
    quote: "'",
    header: false,
    encoding: null,
    labels: ["bad", "good"],
  });
  const read = ["--model", "run", "--data", "rows.data", ...flags, "--json", "--quiet"];
  const evaluated = await place.berth("evaluate", ...read, ...names);
  expect(JSON.parse(evaluated.stdout).metrics.eval_samples).toBe(24);
  const predicted = await place.berth("predict", ...read, "--text-column", "column1");
  expect(JSON.parse(predicted.stdout)).toHaveLength(24);
}, 120_000);

test("a format that was found out is said before training", async () => {
  const words = ["--train", "rows.txt", ...settings, "--output", "fasttext"];
  const { status, stderr } = await place.berth("finetune", ...words);
  expect(status).toBe(0);
  expect(stderr).toContain("rows.txt: read as fasttext, by its content; --format names another.");
}, 120_000);

test("a folder of texts is trained on, scored and resumed as a file is", async () => {
  for (const label of ["bad", "good"]) {
    await mkdir(place.path("texts", label), { recursive: true });
    for (let at = 0; at < 6; at++)
      await place.write(`texts/${label}/${at}.txt`, `a ${label} soup ${at}`);
  }
  const words = ["--train", "texts", "--validation", "texts", ...settings, "--output", "folder"];
  expect(await place.berth("finetune", ...words, "--quiet")).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(
    (await place.json("evaluate", "--model", "folder", "--data", "texts")).metrics.eval_samples,
  ).toBe(12);
  const more = [...words.map((word) => (word === "2" ? "3" : word)), "--resume", "--quiet"];
  await place.write("texts/good/6.txt", "a better soup");
  expect((await place.berth("finetune", ...more)).stderr).toMatch(/^RESUME_DIFFERS /);
}, 120_000);
