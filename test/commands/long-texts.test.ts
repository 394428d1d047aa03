import { beforeAll, expect, test } from "vitest";
import { SeededNumbers } from "../seeded-numbers.js";
import { workplace } from "./workplace.js";

const place = workplace();

/** Long reviews whose last words tell the label, and short ones that do it at once. */
function table(seed: number, count: number): string {
  const numbers = new SeededNumbers(seed);
  const lines = numbers.list(count, () => {
    const label = numbers.pick(["good", "bad"]);
    const filler = "the room and the soup and the day ".repeat(numbers.below(4));
    return `${filler}was ${label}\t${label === "good" ? "yes" : "no"}`;
  });
  return `text\tlabel\n${lines.join("\n")}\n`;
}

beforeAll(async () => {
  await place.write("long-train.tsv", table(1, 40));
  await place.write("long-validation.tsv", table(2, 30));
});

const finetune = (run: string, ...flags: string[]) =>
  place.berth(
    ...["finetune", "--train", "long-train.tsv", "--validation", "long-validation.tsv"],
    ...["--model", "bert", "--output", run, "--max-length", "12", "--max-steps", "6"],
    ...["--batch-size", "8", "--learning-rate", "1e-3", ...flags],
  );

const long = `${"the room and the soup and the day ".repeat(3)}was`;

/** What a run predicts for two long texts that differ in their last word. */
const ofEndings = (run: string) =>
  place.json("predict", "--model", run, `${long} good`, `${long} bad`);

test("head and tail are read again by evaluate and predict", async () => {
  const run = await finetune("tail", "--truncation", "head-tail");
  expect(run.status, run.stderr).toBe(0);
  expect((await place.readJson("tail/config.json")).berth).toEqual({ truncation: "head-tail" });
  expect(await place.readJson("tail/recipe.json")).toMatchObject({ truncation: "head-tail" });
  expect(await place.read("tail/README.md")).toContain("the first quarter and the last three");
  const metrics = await place.readJson("tail/metrics.json");
  const again = await place.json("evaluate", "--model", "tail", "--data", "long-validation.tsv");
  expect(again.metrics.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
  const [one, other] = await ofEndings("tail");
  expect(one).not.toEqual(other);
});

test("windows are learnt from, and their logits' mean is the prediction", async () => {
  const run = await finetune("windows", "--truncation", "windows", "--stride", "3");
  expect(run.status, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/rows +train 40, validation 30/);
  expect(run.stderr).toMatch(
    /long-train.tsv: \d+ texts are longer than 12 tokens and read in windows/,
  );
  expect((await place.readJson("windows/config.json")).berth).toEqual({
    truncation: "windows",
    stride: 3,
  });
  expect(await place.read("windows/README.md")).toContain("read in overlapping windows");
  const metrics = await place.readJson("windows/metrics.json");
  const data = ["--model", "windows", "--data", "long-validation.tsv"];
  const again = await place.json("evaluate", ...data);
  expect(again.metrics.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
  expect(again.metrics.eval_samples).toBe(30);
  const logits = async (...texts: string[]) =>
    (await place.json("predict", "--model", "windows", ...texts, "--scores", "logits")).map(
      (scores: { label: string; score: number }[]) =>
        Object.fromEntries(scores.map(({ label, score }) => [label, score])),
    );
  // 15 tokens: a window of ten, and one of the last eight.
  const words = "the room and the soup and the day was and the room and the soup".split(" ");
  const pieces = [words.slice(0, 10), words.slice(7)].map((piece) => piece.join(" "));
  const [whole, first, last] = await logits(words.join(" "), ...pieces);
  for (const label of ["yes", "no"]) {
    expect(whole[label]).toBeCloseTo((first[label] + last[label]) / 2, 4);
  }
  // Without shared tokens the second window is of the last five alone.
  const tail = words.slice(10).join(" ");
  const [end] = await logits(tail);
  const [apart] = await logits(words.join(" "), "--stride", "0");
  expect(apart.yes).toBeCloseTo((first.yes + end.yes) / 2, 4);
  const held = await place.berth(
    "predict",
    "--model",
    "windows",
    "--stride",
    "40",
    words.join(" "),
  );
  expect(held.stderr).toContain(
    "stride 40: windows of 12 tokens share at most half of their room, so theirs share 5.\n",
  );
  const ofRun =
    "stride 3: windows of 6 tokens share at most half of their room, so theirs share 2.";
  const shorter = ["--model", "windows", "--max-length", "6"];
  const cut = await place.berth("predict", ...shorter, words.join(" "));
  expect(cut.stderr).toContain(ofRun);
  const fitting = await place.berth("predict", ...shorter, "the soup");
  expect({ status: fitting.status, said: fitting.stderr.includes("stride") }).toEqual({
    status: 0,
    said: false,
  });
  const scored = await place.berth("evaluate", ...shorter, ...data.slice(2));
  expect(scored.stderr).toContain(ofRun);
});

test.each(["head-tail", "windows"])(
  "%s is read of cleaned texts too, where places in them are not the user's",
  async (truncation) => {
    const run = `cleaned-${truncation}`;
    const made = await finetune(run, "--truncation", truncation, "--preset", "tweets");
    expect(made.status, made.stderr).toBe(0);
    const metrics = await place.readJson(`${run}/metrics.json`);
    const again = await place.json("evaluate", "--model", run, "--data", "long-validation.tsv");
    expect(again.metrics.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
    const [plain, mentioned] = await place.json(
      ...["predict", "--model", run, `${long} good`, `@someone ${long} good`],
    );
    expect(mentioned).toEqual(plain);
  },
);

test("without it the end of a long text plays no part", async () => {
  expect((await finetune("head")).status).toBe(0);
  const [one, other] = await ofEndings("head");
  expect(one).toEqual(other);
});

test("it is refused for pairs, before anything is written", async () => {
  const pairs = "first\tsecond\tlabel\ngood soup\tbad soup\tno\nwarm day\twarm room\tyes\n";
  await place.write("pairs.tsv", pairs);
  const refused = await place.berth(
    ...["finetune", "--train", "pairs.tsv", "--validation", "pairs.tsv", "--task", "pair"],
    ...["--text-column", "first", "--text-pair-column", "second", "--label-column", "label"],
    ...["--model", "bert", "--output", "never", "--truncation", "head-tail"],
  );
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain(
    "--truncation head-tail: is for single texts; of a pair that is too long",
  );
});
