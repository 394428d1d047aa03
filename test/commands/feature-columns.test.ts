import { beforeAll, expect, test } from "vitest";
import { SeededNumbers } from "../seeded-numbers.js";
import { momentAfter, resultsOf, runKilled } from "./killed-run.js";
import { built, workplace } from "./workplace.js";

const place = workplace();

/** Texts that tell nothing beside columns that tell the label. */
function table(seed: number, count: number): string {
  const numbers = new SeededNumbers(seed);
  const lines = numbers.list(count, () => {
    const label = numbers.pick(["yes", "no"]);
    const stars = numbers.share() < 0.2 ? "" : String((label === "yes" ? 9 : 2) + numbers.below(3));
    const shop = label === "yes" ? numbers.pick(["north", "south"]) : "west";
    return `the ${numbers.pick(["soup", "room", "day"])} was warm,${label},${stars},${shop},${label === "yes" ? 4.5 : 1.25 + numbers.below(2)}`;
  });
  return `text,label,stars,shop,mark\n${lines.join("\n")}\n`;
}

beforeAll(async () => {
  await place.write("rows.csv", table(1, 60));
  await place.write("others.csv", table(2, 30));
});

const finetune = (run: string, columns: string, ...flags: string[]) =>
  place.berth(
    ...["finetune", "--train", "rows.csv", "--validation", "others.csv", "--model", "bert"],
    ...["--text-column", "text", "--label-column", "label", "--output", run, "--max-steps", "40"],
    ...["--batch-size", "8", "--learning-rate", "1e-2", "--feature-columns", columns, ...flags],
  );

test("columns are learnt from, saved, and read again", async () => {
  const run = await finetune("columns", "stars,shop");
  expect(run.status, run.stderr).toBe(0);
  const config = await place.readJson("columns/config.json");
  expect(config.architectures).toEqual(["BertModel"]);
  expect(config.berth.features).toMatchObject([
    { column: "stars", kind: "numeric", tellsMissing: true },
    { column: "shop", kind: "categorical", values: ["north", "south", "west"] },
  ]);
  const metrics = await place.readJson("columns/metrics.json");
  // The texts alone are no better than a guess.
  expect(metrics.eval_accuracy).toBeGreaterThan(0.9);
  const data = ["--model", "columns", "--data", "others.csv"];
  const again = await place.json("evaluate", ...data);
  expect(again.metrics.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
  const predicted = await place.json("predict", ...data, "--text-column", "text");
  expect(predicted).toHaveLength(30);
  const card = await place.read("columns/README.md");
  expect(card).toContain("one more input, `features`");
  expect(card).not.toContain("import { pipeline }");
});

test.each([
  { name: "frozen", flags: ["--freeze", "encoder"] },
  { name: "recomputed", flags: ["--gradient-checkpointing"] },
  { name: "mlp", flags: ["--head-hidden", "8"] },
  { name: "pairs", flags: ["--task", "pair", "--text-pair-column", "shop"] },
  { name: "numbers", flags: ["--task", "regression"], label: "mark" },
  { name: "windows", flags: ["--truncation", "windows", "--max-length", "5"] },
])("they are read again beside $flags", async ({ name, flags, label = "label" }) => {
  const made = await place.berth(
    ...["finetune", "--train", "rows.csv", "--validation", "others.csv", "--model", "bert"],
    ...["--text-column", "text", "--label-column", label, "--output", name],
    ...["--feature-columns", "stars", "--max-steps", "6", "--batch-size", "8", ...flags],
  );
  expect(made.status, made.stderr).toBe(0);
  expect(made.stderr).toContain('feature column "stars": numbers of mean');
  const metrics = await place.readJson(`${name}/metrics.json`);
  const columns = ["--text-column", "text", "--label-column", label];
  const pair = name === "pairs" ? ["--text-pair-column", "shop"] : [];
  const data = ["--model", name, "--data", "others.csv", ...columns, ...pair];
  const again = await place.json("evaluate", ...data);
  expect(again.metrics.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
  const texts = ["--text-column", "text", ...pair];
  const predicted = await place.json("predict", "--model", name, "--data", "others.csv", ...texts);
  expect(predicted).toHaveLength(30);
});

test("a killed run with them and with windows ends with the same bytes once resumed", async () => {
  const recipe = {
    ...{ train: "rows.csv", validation: "others.csv", model: "bert", textColumn: "text" },
    ...{ labelColumn: "label", featureColumns: ["stars", "shop"], truncation: "windows" },
    ...{ maxLength: 5, maxSteps: 8, batchSize: 8, saveSteps: 2, threads: 1 },
  };
  await place.write("recipe.json", JSON.stringify(recipe));
  const run = (output: string, ...more: string[]) =>
    place.berth("finetune", "--config", "recipe.json", "--output", output, ...more);
  expect((await run("whole")).status).toBe(0);
  const killed = await runKilled(place, { ...recipe, output: "killed" }, momentAfter("saved", 4));
  expect(killed.signal).toBe("SIGKILL");
  const other = await run("killed", "--resume", "--feature-columns", "stars");
  expect(other.stderr).toContain(
    'RESUME_DIFFERS  --resume: "featureColumns" was [["stars",true],["shop",',
  );
  const resumed = await run("killed", "--resume");
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(await resultsOf(place, "killed")).toEqual(await resultsOf(place, "whole"));
});

test("the exported model has one more input, and gives the same logits", async () => {
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const { loadTokenizer } = await import(built("tokenizer/index.js"));
  const session = await InferenceSession.create(place.path("columns/onnx/model.onnx"));
  expect(session.inputNames).toContain("features");
  const { berth } = await place.readJson("columns/config.json");
  const [{ mean, deviation }] = berth.features;
  await place.write("one.csv", "text,stars,shop\nthe soup was warm,9,south\n");
  const one = ["--model", "columns", "--data", "one.csv", "--text-column", "text"];
  const [scores] = await place.json("predict", ...one, "--scores", "logits");
  const tokenizer = await loadTokenizer(place.path("columns"));
  const [{ tokenIds, typeIds }] = await tokenizer.encode(["the soup was warm"], { maxLength: 32 });
  const ints = (values: Int32Array) =>
    new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
  const { logits } = await session.run({
    input_ids: ints(tokenIds),
    attention_mask: ints(tokenIds.map(() => 1)),
    token_type_ids: ints(typeIds),
    features: new Tensor("float32", Float32Array.of((9 - mean) / deviation, 0, 0, 1, 0), [1, 5]),
  });
  const values = Object.fromEntries(
    scores.map(({ label, score }: { label: string; score: number }) => [label, score]),
  );
  const [no, yes] = Array.from((logits?.data ?? []) as Float32Array);
  expect(no).toBeCloseTo(values["no"], 3);
  expect(yes).toBeCloseTo(values["yes"], 3);
});

test("what is missing or no number is told", async () => {
  const alone = await place.berth("predict", "--model", "columns", "the soup was warm");
  expect(alone.status).toBe(1);
  expect(alone.stderr).toContain("FEATURES_MISSING");
  expect(alone.stderr).toContain("stars, shop");
  await place.write("lacking.csv", "text,label,shop\nwarm soup,yes,north\nwarm room,no,west\n");
  const lacking = await place.berth("evaluate", "--model", "columns", "--data", "lacking.csv");
  expect(lacking.status).toBe(1);
  expect(lacking.stderr).toContain("COLUMN_MISSING");
  expect(lacking.stderr).toContain("stars");
  await place.write(
    "bad.csv",
    "text,label,stars,shop\na day,yes,3,north\nwarm room,no,many,west\n",
  );
  const bad = await place.berth("evaluate", "--model", "columns", "--data", "bad.csv");
  expect(bad.status).toBe(1);
  expect(bad.stderr).toContain("FEATURE_NUMBER");
  expect(bad.stderr).toContain('bad.csv row 2 (line 3): column "stars"');
});

test("what cannot be a feature is refused before the first step", async () => {
  const wrong = await finetune("never", "shop:numeric");
  expect(wrong.stderr).toContain("FEATURE_NUMBER");
  const label = await finetune("never", "label");
  expect(label.status).toBe(2);
  expect(label.stderr).toContain('the column "label" is what is to be learnt');
  const many = Array.from(
    { length: 120 },
    (_, row) => `warm day,${row % 2 ? "yes" : "no"},v${row}`,
  );
  await place.write("many.csv", `text,label,kind\n${many.join("\n")}\n`);
  const refused = await place.berth(
    ...["finetune", "--train", "many.csv", "--validation", "many.csv", "--model", "bert"],
    ...["--output", "never", "--text-column", "text", "--feature-columns", "kind"],
  );
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("FEATURE_VALUES");
  expect(refused.stderr).toContain("has 120 values");
});
