import { beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/prediction/index.js";
import { SeededNumbers } from "../seeded-numbers.js";
import { cardWords } from "./card-words.js";
import { type Outcome, workplace } from "./workplace.js";

const place = workplace();

const nouns = ["soup", "room", "bread", "guide", "station", "day"];
const kinds = ["good", "bad", "warm", "sad", "lovely"];

/** Made rows: two texts, whether they say the same, how much, and which words of feeling are in the first. */
function rows(seed: number, count: number) {
  const numbers = new SeededNumbers(seed);
  return numbers.list(count, () => {
    const [noun, kind, other] = [nouns, kinds, kinds].map((words) => numbers.pick(words));
    const both = numbers.share() < 0.5;
    return {
      first: `the ${noun} was ${kind}${both ? ` and ${other}` : ""}`,
      second: `our ${noun} is ${numbers.share() < 0.5 ? kind : other}`,
      same: kind === other ? "yes" : "no",
      score: (numbers.below(20) / 4).toFixed(2),
      labels: both && kind !== other ? [kind, other] : [kind],
    };
  });
}

type Row = ReturnType<typeof rows>[number];

async function writeTables(name: string, made: readonly Row[]): Promise<void> {
  const tsv = (header: string, cells: (row: Row) => (string | undefined)[]) =>
    `${header}\n${made.map((row) => cells(row).join("\t")).join("\n")}\n`;
  await place.write(
    `pair-${name}.tsv`,
    tsv("Quality\t#1 String\t#2 String", ({ same, first, second }) => [same, first, second]),
  );
  await place.write(
    `score-${name}.tsv`,
    tsv("sentence1\tsentence2\tscore", ({ first, second, score }) => [first, second, score]),
  );
  await place.write(
    `sets-${name}.tsv`,
    tsv("text\tlabels", ({ first, labels }) => [
      first,
      `[${labels.map((label) => `'${label}'`).join(", ")}]`,
    ]),
  );
  await place.write(
    `ids-${name}.tsv`,
    tsv("text\tlabels", ({ first, labels }) => [
      first,
      labels.map((label) => kinds.indexOf(label ?? "")).join(","),
    ]),
  );
  await place.write(
    `choice-${name}.tsv`,
    tsv("sent1\tsent2\tending0\tending1\tending2\tlabel", ({ first, second }) => {
      const right = first.length % 3;
      const endings = ["to be honest", "after one day", "near the station"];
      const [here, ...others] = [second, ...endings];
      return [first, "well", ...others.toSpliced(right, 1, here ?? ""), String(right)];
    }),
  );
}

beforeAll(async () => {
  await writeTables("train", rows(1, 48));
  await writeTables("validation", rows(2, 24));
  await place.write("names.txt", `${kinds.join("\n")}\n`);
});

const settings = ["--max-steps", "6", "--batch-size", "8", "--learning-rate", "1e-3"];

async function finetune(name: string, run: string, ...flags: string[]) {
  const data = ["--train", `${name}-train.tsv`, "--validation", `${name}-validation.tsv`];
  const names = ["--model", "bert", "--output", run, "--max-length", "32"];
  return place.berth("finetune", ...data, ...names, ...settings, ...flags);
}

/** What `evaluate --json` gives under `metrics`. */
const evaluated = async (run: string, ...flags: string[]) =>
  (await place.json("evaluate", "--model", run, ...flags)).metrics;

const predicted = (...words: string[]) => place.json("predict", ...words);

/** What the command of a run's own model card gives. */
const byCard = async (run: string) => {
  const [predict = "", ...words] = cardWords(await place.read(`${run}/README.md`), run);
  expect(predict).toBe("predict");
  return predicted(...words);
};

describe("pairs", () => {
  test("are guessed, trained, evaluated and predicted", async () => {
    const run = await finetune("pair", "pair", "--metric-for-best-model", "matthews_correlation");
    expect(run.status, run.stderr).toBe(0);
    expect(run.stderr).toContain(
      "pair-train.tsv: two columns of texts: the task is pair; --task names another.",
    );
    expect(run.stderr).toContain('column "#2 String" is taken for the second text (by its name)');
    const config = await place.readJson("pair/config.json");
    expect(config).toMatchObject({
      architectures: ["BertForSequenceClassification"],
      problem_type: "single_label_classification",
      berth: { pair: true },
      id2label: { 0: "no", 1: "yes" },
    });
    const metrics = await place.readJson("pair/metrics.json");
    expect(metrics).toHaveProperty("eval_matthews_correlation");
    const again = await evaluated("pair", "--data", "pair-validation.tsv");
    expect(again.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
    expect(again.eval_accuracy).toBe(metrics.eval_accuracy);
    expect(await byCard("pair")).toHaveLength(1);
  });

  test("come as words, in a file, or on stdin with a tab", async () => {
    const words = ["the soup was good", "our soup is bad", "the day was sad", "our day is sad"];
    const scores = await predicted("--model", "pair", ...words);
    expect(scores).toHaveLength(2);
    const lines = `${words[0]}\t${words[1]}\n${words[2]}\t${words[3]}\n`;
    const piped = await place.berthWith(lines, "predict", "--model", "pair", "--json");
    expect(JSON.parse(piped.stdout)).toEqual(scores);
    const gap = await place.berthWith(`${lines}\n${lines}`, "predict", "--model", "pair");
    expect(gap.stderr).toContain("stdin line 3: must hold two texts with one tab between them");
    await place.write("new.tsv", `sentence1\tsentence2\n${lines}`);
    expect(await predicted("--model", "pair", "--data", "new.tsv")).toEqual(scores);
  });

  test.each([
    { words: ["one", "two", "three"], says: "reads two texts together; 3 came" },
    { words: ["--text-pair-column", "nowhere", "--data", "pair-train.tsv"], says: "nowhere" },
  ])("$words is refused", async ({ words, says }) => {
    const refused = await place.berth("predict", "--model", "pair", ...words);
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain(says);
  });

  test("an empty side is an error of predict that names its place, in code as well", async () => {
    const refused = (outcome: Outcome, message: string) => {
      expect(outcome.stderr).toContain(`TEXT_EMPTY  ${message}`);
      expect(outcome.status).toBe(1);
    };
    const predict = ["predict", "--model", "pair"];
    refused(await place.berth(...predict, "a soup", "the soup", "a day", " "), "TEXT 4: is empty");
    refused(
      await place.berthWith("a soup\tthe soup\n\tthe day\n", ...predict),
      "stdin line 2: there is no text in front of the tab",
    );
    await place.write("gap.tsv", "sentence1\tsentence2\na soup\tthe soup\na day\t\n");
    refused(
      await place.berth(...predict, "--data", "gap.tsv"),
      'gap.tsv row 2 (line 3): column "sentence2" must hold a text',
    );
    const model = await loadModel(place.path("pair"));
    await expect(
      model.predict([
        ["a soup", "the soup"],
        ["a day", ""],
      ]),
    ).rejects.toMatchObject({
      code: "TEXT_EMPTY",
      message: "pair 2: its second text is empty. Give both texts.",
    });
    await model.close();
  });

  test("an empty side is an error that names the row and the column", async () => {
    await place.write("empty.tsv", "sentence1\tsentence2\tlabel\ngood soup\t\tyes\nbad\tsad\tno\n");
    const flags = ["--model", "bert", "--output", "never", "--train", "empty.tsv"];
    const refused = await place.berth("finetune", ...flags, "--validation", "empty.tsv");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("TEXT_EMPTY");
    expect(refused.stderr).toContain('empty.tsv row 1 (line 2): column "sentence2"');
  });
});

describe("regression", () => {
  test("is guessed by numbers, trained on squared error and scored by correlation", async () => {
    const run = await finetune("score", "score");
    expect(run.status, run.stderr).toBe(0);
    expect(run.stderr).toContain("the task is regression");
    expect(await place.readJson("score/config.json")).toMatchObject({
      problem_type: "regression",
      id2label: { 0: "score" },
      berth: { pair: true },
    });
    const metrics = await place.readJson("score/metrics.json");
    for (const name of ["pearson", "spearmanr", "mse", "mae", "r2", "mean_mse"]) {
      expect(metrics).toHaveProperty(`eval_${name}`);
    }
    expect(metrics.eval_loss).toBeCloseTo(metrics.eval_mse, 10);
    const again = await evaluated("score", "--data", "score-validation.tsv");
    expect(again.eval_pearson).toBeCloseTo(metrics.eval_pearson, 4);
    const [[entry]] = await predicted("--model", "score", "the soup was good", "our soup is good");
    expect(entry.label).toBe("score");
    expect(Number.isFinite(entry.score)).toBe(true);
    expect(await byCard("score")).toHaveLength(1);
    // One output and no `problem_type`, as cross-encoders on the hub are saved.
    await place.copy("score", "plain");
    const { problem_type, ...config } = await place.readJson("plain/config.json");
    expect(problem_type).toBe("regression");
    await place.write(
      "plain/config.json",
      JSON.stringify({ ...config, id2label: { 0: "LABEL_0" } }),
    );
    const texts = ["the soup was good", "our soup is good"];
    expect(await predicted("--model", "plain", ...texts)).toEqual([
      [{ label: "LABEL_0", score: entry.score }],
    ]);
  });

  test("a label that is no number is an error", async () => {
    await place.write("words.tsv", "text\tscore\ngood soup\t1.5\nbad soup\thigh\n");
    const flags = ["--train", "words.tsv", "--validation", "words.tsv", "--task", "regression"];
    const refused = await place.berth("finetune", ...flags, "--model", "bert", "--output", "never");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("LABEL_NUMBER");
    expect(refused.stderr).toContain('words.tsv row 2 (line 3): column "score"');
  });
});

describe("label sets", () => {
  test("are guessed by lists; tuned thresholds are saved and used", async () => {
    const flags = ["--threshold", "tune-per-label", "--pos-weight", "balanced"];
    const run = await finetune("sets", "sets", ...flags);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stderr).toContain("the task is multi-label");
    const config = await place.readJson("sets/config.json");
    expect(config.problem_type).toBe("multi_label_classification");
    const { thresholds } = config.berth.tuned;
    expect(thresholds).toHaveLength(kinds.length);
    const metrics = await place.readJson("sets/metrics.json");
    const again = await evaluated("sets", "--data", "sets-validation.tsv");
    expect(again.eval_f1).toBeCloseTo(metrics.eval_f1, 6);
    expect(again.eval_f1_samples).toBeCloseTo(metrics.eval_f1_samples, 6);

    expect(await byCard("sets")).toHaveLength(1);
    const all = await predicted("--model", "sets", "the soup was good", "--top-k", "5");
    expect(all[0]).toHaveLength(5);
    const names = Object.values(config.id2label);
    const holding = all[0].filter(
      ({ label, score }: { label: string; score: number }) =>
        score >= thresholds[names.indexOf(label)],
    );
    expect((await predicted("--model", "sets", "the soup was good"))[0]).toEqual(holding);
    expect(await predicted("--model", "sets", "good", "--threshold", "0.999")).toEqual([[]]);
  });

  test("the best weights are those that score best with thresholds tuned for them", async () => {
    const evaluations = async (run: string, ...flags: string[]) => {
      const { status, stderr } = await finetune("sets", run, "--eval-steps", "1", ...flags);
      expect(status, stderr).toBe(0);
      const lines = (await place.read(`${run}/training_log.jsonl`)).trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line)).filter((line) => "eval_loss" in line);
    };
    const tuned = await evaluations("tuned", "--threshold", "tune");
    const plain = await evaluations("untuned");
    const scores = tuned.map((line) => line.eval_f1);
    const metrics = await place.readJson("tuned/metrics.json");
    expect(metrics.eval_f1).toBe(Math.max(...scores));
    expect(metrics.best_epoch).toBe(tuned[scores.indexOf(Math.max(...scores))].epoch);
    // The same weights after every step: thresholds alone tell the scores apart.
    for (const [index, { eval_loss, eval_f1 }] of plain.entries()) {
      expect(scores[index]).toBeGreaterThan(eval_f1);
      expect(tuned[index].eval_loss).toBe(eval_loss);
    }
    expect(plain).toHaveLength(6);
    const again = await evaluated("tuned", "--data", "sets-validation.tsv");
    expect(again.eval_f1).toBeCloseTo(metrics.eval_f1, 6);
  });

  test("cells may hold ids of names that are given", async () => {
    const run = await finetune("ids", "ids", "--label-names", "names.txt", "--threshold", "tune");
    expect(run.status, run.stderr).toBe(0);
    const { id2label, berth } = await place.readJson("ids/config.json");
    expect(Object.values(id2label)).toEqual(kinds);
    expect(new Set(berth.tuned.thresholds).size).toBe(1);
    const byIds = await evaluated("ids", "--data", "ids-validation.tsv", "--threshold", "0.5");
    const byNames = await evaluated("ids", "--data", "sets-validation.tsv", "--threshold", "0.5");
    expect(byNames.eval_f1).toBe(byIds.eval_f1);
  });

  test.each([
    { cells: "['good']\n['bad', 'goood']", code: "LABEL_UNKNOWN", says: 'Did you mean "good"' },
    { cells: "0,1\n7", code: "LABEL_UNKNOWN", says: "label id 7 is outside 0 to 4" },
    { cells: "['good']\n['bad'", code: "LIST_BROKEN", says: "row 2 (line 3)" },
    { cells: "['good']\n ", code: "LABEL_EMPTY", says: "row 2 (line 3)" },
  ])("$cells is refused with $code", async ({ cells, code, says }) => {
    const lines = cells.split("\n").map((cell) => `good soup\t${cell}\n`);
    await place.write("faulty.tsv", `text\tlabels\n${lines.join("")}`);
    const flags = ["--train", "faulty.tsv", "--validation", "faulty.tsv", "--task", "multi-label"];
    const names = ["--label-names", "names.txt", "--model", "bert", "--output", "never"];
    const refused = await place.berth("finetune", ...flags, ...names);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(code);
    expect(refused.stderr).toContain(says);
  });

  test("thresholds are tuned on labelled rows alone", async () => {
    const refused = await place.berth("predict", "--model", "sets", "good", "--threshold", "tune");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("tuning needs labelled rows");
  });

  test.each([
    { file: "bare.tsv", lines: "text\nthe soup was good\nthe day was bad\n", code: "COLUMN_" },
    {
      file: "blank.tsv",
      lines: "text\tlabels\nthe soup was good\t\nthe day was bad\t\n",
      code: "LABEL_EMPTY",
    },
  ])(
    "no threshold is scored or tuned on $file, which has no labels",
    async ({ file, lines, code }) => {
      await place.write(file, lines);
      const asked = ["evaluate", "--model", "sets", "--data", file, "--threshold", "0.3"];
      const data = ["--train", "sets-train.tsv", "--validation", file, "--threshold", "tune"];
      const names = ["--model", "bert", "--output", "never", "--task", "multi-label"];
      for (const words of [asked, ["finetune", ...data, ...names]]) {
        const refused = await place.berth(...words);
        expect(refused.stderr).toContain(code);
        expect(refused.stderr).toContain(file);
        expect(refused.status).toBe(1);
      }
    },
  );

  test("settings of label sets are said to have no effect elsewhere", async () => {
    const run = await finetune("score", "idle", "--threshold", "tune", "--max-steps", "1");
    expect(run.stderr).toContain("--threshold has no effect: regression has no sets of labels");
  });
});

describe("multiple choice", () => {
  test("is guessed by its columns, trained, evaluated and predicted", async () => {
    const run = await finetune("choice", "choice");
    expect(run.status, run.stderr).toBe(0);
    expect(run.stderr).toContain("the task is multiple-choice");
    expect(await place.readJson("choice/config.json")).toMatchObject({
      architectures: ["BertForMultipleChoice"],
      id2label: { 0: "ending0", 1: "ending1", 2: "ending2" },
    });
    const metrics = await place.readJson("choice/metrics.json");
    expect(metrics.train_steps).toBe(6);
    const again = await evaluated("choice", "--data", "choice-validation.tsv");
    expect(again.eval_accuracy).toBe(metrics.eval_accuracy);
    expect(again.eval_loss).toBeCloseTo(metrics.eval_loss, 4);
    const words = ["the soup was good", "our soup is good", "after one day", "near the station"];
    const [scores] = await predicted("--model", "choice", ...words);
    expect(scores.map(({ label }: { label: string }) => label).sort()).toEqual([
      "ending0",
      "ending1",
      "ending2",
    ]);
    expect((await byCard("choice"))[0]).toHaveLength(3);
  });

  test.each([
    { label: "3", says: 'label "3" was not in the training data' },
    { label: "", says: "LABEL_EMPTY" },
  ])("the label $label is refused", async ({ label, says }) => {
    await place.write(
      "wrong.tsv",
      `sent1\tending0\tending1\tlabel\ngood\ta\tb\t0\nbad\ta\tb\t${label}\n`,
    );
    const flags = ["--train", "wrong.tsv", "--validation", "wrong.tsv"];
    const refused = await place.berth("finetune", ...flags, "--model", "bert", "--output", "never");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(says);
  });

  test("an empty choice or context is refused: in a file, as words and in code", async () => {
    await place.write("gap.tsv", "sent1\tending0\tending1\tending2\ngood\ta\t \tc\n");
    const file = await place.berth("predict", "--model", "choice", "--data", "gap.tsv");
    expect(file.status).toBe(1);
    expect(file.stderr).toContain(
      'TEXT_EMPTY  gap.tsv row 1 (line 2): column "ending1" must hold a text',
    );
    const words = await place.berth("predict", "--model", "choice", "the soup", "a", "", "c");
    expect(words.status).toBe(1);
    expect(words.stderr).toContain("TEXT_EMPTY  question 1: its choice 2 is empty");
    const model = await loadModel(place.path("choice"));
    const empty = model.choose([{ context: " ", choices: ["a", "b", "c"] }]);
    await expect(empty).rejects.toMatchObject({
      code: "TEXT_EMPTY",
      message: expect.stringContaining("its context is empty"),
    });
    await model.close();
  });

  test("another number of choices than in training is refused", async () => {
    const refused = await place.berth("predict", "--model", "choice", "the soup", "a", "b");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("CHOICE_COUNT");
    await place.write(
      "two.tsv",
      "sent1\tsent2\tending0\tending1\tlabel\ngood\tx\ta\tb\t0\nbad\tx\ta\tb\t1\n",
    );
    const told =
      "CHOICE_COUNT  two.tsv: it has 2 columns of choices (ending0, ending1), and the model is trained on 3";
    const scored = await place.berth("evaluate", "--model", "choice", "--data", "two.tsv");
    expect(scored.status).toBe(1);
    expect(scored.stderr).toContain(told);
    const files = ["--train", "choice-train.tsv", "--validation", "two.tsv"];
    const run = await place.berth("finetune", ...files, "--model", "bert", "--output", "never");
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(told);
  });
});
