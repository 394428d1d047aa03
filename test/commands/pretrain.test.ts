import { readFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { momentAfter, resultsOf, runKilled } from "./killed-run.js";
import { built, type Json, type Outcome, workplace } from "./workplace.js";

const place = workplace();
const fixtures = join(import.meta.dirname, "../fixtures");

// A model of 32 numbers learns the few sentences of the made-up reviews.
const sizes = { layers: 2, hiddenSize: 32, heads: 4, intermediateSize: 64, positions: 64 };
const steps = { maxSteps: 8, batchSize: 8, evalSteps: 4, saveSteps: 2, maxLength: 32 };
const machine = { threads: 1, loggingSteps: 1, corpusCache: "cache", engine: "onnxruntime" };
const recipe = { corpus: ["texts"], tokenizer: "bert", ...sizes, ...steps, ...machine };

let saidOfWhole = "";
beforeAll(async () => {
  await cp(join(fixtures, "tiny-pretraining"), place.path("mlm"), { recursive: true });
  await mkdir(place.path("texts"));
  const rows = readFileSync(join(fixtures, "reviews/train.csv"), "utf8").split("\n").slice(1);
  const sentences = rows
    .map((row) => row.replace(/,\w+$/, "").replaceAll('"', ""))
    .filter((sentence) => sentence.length > 0);
  const documents = Array.from({ length: 40 }, (_, at) =>
    sentences.slice(4 * at, 4 * at + 4).join(".\n"),
  );
  await place.write("texts/all.txt", `${documents.join("\n\n")}\n`);
  await place.write("recipe.json", JSON.stringify(recipe));
  const { status, stderr } = await pretrain("whole");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  saidOfWhole = stderr;
});

const pretrain = (output: string, ...more: string[]): Promise<Outcome> =>
  place.berth("pretrain", "--config", "recipe.json", "--output", output, ...more);

test("each step says how many tokens a second there are, and how much time is left", () => {
  const steps = saidOfWhole.split("\n").filter((line) => /step +\d+ of 8/.test(line));
  expect(steps).toHaveLength(8);
  for (const line of steps) expect(line).toMatch(/ [1-9][\d,]* tokens\/s .*ETA [\d:]+/);
});

test("a corpus and a tokenizer become a model that fills gaps and can be fine-tuned", async () => {
  const config = await place.readJson("whole/config.json");
  expect(config).toMatchObject({
    architectures: ["BertForPreTraining"],
    num_hidden_layers: 2,
    hidden_size: 32,
    vocab_size: 150,
    tie_word_embeddings: true,
  });
  const metrics: Json = await place.readJson("whole/metrics.json");
  expect(metrics.train_steps).toBe(8);
  expect(metrics.eval_perplexity).toBeCloseTo(Math.exp(metrics.eval_mlm_loss), 6);
  expect(metrics.eval_loss).toBeCloseTo(metrics.eval_mlm_loss + metrics.eval_nsp_loss, 6);
  for (const name of ["eval_mlm_accuracy", "eval_nsp_accuracy"]) {
    expect(metrics[name]).toBeGreaterThanOrEqual(0);
    expect(metrics[name]).toBeLessThanOrEqual(1);
  }
  const words = ["--task", "fill-mask", "--model", "whole", "--json"];
  const filled = await place.berth("predict", ...words, "the [MASK] was warm");
  expect(JSON.parse(filled.stdout)[0]).toHaveLength(5);
  const finetune = ["--train", "train.csv", "--model", "whole", "--output", "tuned"];
  expect((await place.berth("finetune", ...finetune, "--max-steps", "1")).status).toBe(0);
});

test("the model card tells what was learnt from, without what validates, and the scores that hubs read", async () => {
  const card = await place.read("whole/README.md");
  const [, head = ""] = /^---\n(.*?)\n---\n/s.exec(card) ?? [];
  const metrics: Json = await place.readJson("whole/metrics.json");
  expect(parse(head)).toMatchObject({
    pipeline_tag: "fill-mask",
    metrics: ["perplexity", "accuracy"],
    "model-index": [
      {
        name: "whole",
        results: [
          {
            task: { type: "fill-mask" },
            metrics: [
              { type: "perplexity", value: metrics.eval_perplexity },
              { type: "accuracy", value: metrics.eval_mlm_accuracy },
            ],
          },
        ],
      },
    ],
  });
  // Of 40 documents, whole ones are kept for validation.
  const [, documents = "0"] = / tokens of (\d+) documents\./.exec(card) ?? [];
  expect(Number(documents)).toBeGreaterThan(30);
  expect(Number(documents)).toBeLessThan(40);
});

test("a run of fewer steps than an epoch has says what it learnt from, and how many epochs it began", async () => {
  const { status, stderr } = await pretrain("few", "--max-steps", "1", "--batch-size", "4");
  expect(status).toBe(0);
  expect(stderr).toMatch(/^ {2}epochs +1$/m);
  expect((await place.readJson("few/recipe.json")).epochs).toBe(1);
  const card = await place.read("few/README.md");
  expect(card).toContain("- epochs: `1`");
  const [, tokens = "", documents = ""] =
    / on ([\d,]+) tokens of (\d+) documents\./.exec(card) ?? [];
  expect(Number(documents)).toBeGreaterThan(0);
  expect(Number(documents)).toBeLessThanOrEqual(4);
  expect(Number(tokens)).toBeLessThanOrEqual(4 * 32);
});

test("learning goes on: the loss falls well below that of the first steps", async () => {
  const more = ["--max-steps", "120", "--lr", "5e-3", "--eval-steps", "120", "--save-steps", "120"];
  const one = ["--lr-scheduler", "one-cycle", "--pairs", "none", "--json"];
  const { status, stdout } = await pretrain("longer", ...more, ...one);
  expect(status).toBe(0);
  const { metrics } = JSON.parse(stdout);
  const log = (await place.read("longer/training_log.jsonl")).trim().split("\n");
  const first: Json = JSON.parse(log[0] ?? "");
  expect(metrics.eval_mlm_loss).toBeLessThan(first.loss - 0.5);
  expect((await place.readJson("longer/config.json")).architectures).toEqual(["BertForMaskedLM"]);
});

test.each([
  ["after a step", momentAfter("step", 5)],
  ["after the last step", momentAfter("step", 8)],
])("a run killed %s ends with the same bytes once resumed", async (title, moment) => {
  const output = title.replaceAll(" ", "-");
  const killed = await runKilled(place, { ...recipe, output }, moment, "pretrain");
  expect(killed.signal).toBe("SIGKILL");
  expect((await pretrain(output, "--resume")).status).toBe(0);
  expect(await resultsOf(place, output)).toEqual(await resultsOf(place, "whole"));
});

test("a run that memory split goes on with the same split, and ends with the same bytes", async () => {
  const run = async (output: string, until: string) => {
    await place.write(
      `${output}.mjs`,
      `process.env["BERTH_MEMORY_LIMIT"] = "1";
      const { pretrain } = await import(${JSON.stringify(built("index.js"))});
      for await (const event of pretrain(${JSON.stringify({ ...recipe, output })})) {
        if (${until}) process.kill(process.pid, "SIGKILL");
      }`,
    );
    return place.startNode(`${output}.mjs`).outcome;
  };
  expect((await run("split", "false")).status).toBe(0);
  expect((await run("split-cut", momentAfter("step", 5))).signal).toBe("SIGKILL");
  expect((await pretrain("split-cut", "--resume")).status).toBe(0);
  expect((await place.readJson("split/metrics.json")).micro_batch_halvings).toBe(3);
  expect(await resultsOf(place, "split-cut")).toEqual(await resultsOf(place, "split"));
});

test("a run stands inside its corpus where it is hidden there, and goes on where it was begun so", async () => {
  await place.copy("texts", "around");
  const words = ["--corpus", "around", "--max-steps", "1"];
  expect(await pretrain("around/.run", ...words)).toMatchObject({ status: 0 });
  await place.copy("whole", "around/run");
  const exact = await pretrain("around/run", "--corpus", "around", "--resume");
  expect(exact.stderr).toMatch(/^RESUME_DIFFERS {2}/m);
  const more = ["--corpus", "around", "--max-steps", "9", "--resume-inexact"];
  expect(await pretrain("around/run", ...more)).toMatchObject({ status: 0 });
});

test("a resumed run refuses other texts", async () => {
  await place.copy("whole", "other");
  await place.copy("texts", "texts-2");
  await place.write("texts-2/more.txt", "One more sentence. And another one.\n");
  const { status, stderr } = await pretrain("other", "--resume", "--corpus", "texts-2");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^RESUME_DIFFERS {2}--resume: "corpus" was \["texts"\]/m);
});

test("a checkpoint of a model of other sizes or heads is refused, inexactly too", async () => {
  await place.copy("whole", "headless");
  const { status, stderr } = await pretrain("headless", "--resume-inexact", "--pairs", "none");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^RESUME_DIFFERS {2}--resume-inexact: "pairs" was "nsp" when/m);
});

test("an inexact resume takes another dropout, an exact one does not", async () => {
  await place.copy("whole", "dropped");
  const words = ["--dropout", "0.3", "--max-steps", "9"];
  const exact = await pretrain("dropped", "--resume", "--dropout", "0.3");
  expect(exact.stderr).toMatch(/^RESUME_DIFFERS {2}--resume: "dropout" was 0\.1 when/m);
  expect(await pretrain("dropped", "--resume-inexact", ...words)).toMatchObject({ status: 0 });
});

test("a run's own recipe.json trains the same model again, from scratch and onward", async () => {
  const again = async (name: string): Promise<void> => {
    const words = ["--config", `${name}/recipe.json`, "--output", `${name}-again`];
    const { status, stderr } = await place.berth("pretrain", ...words);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const [first, second] = [await place.hashes(name), await place.hashes(`${name}-again`)];
    expect(second["model.safetensors"]).toBe(first["model.safetensors"]);
    expect(second["config.json"]).toBe(first["config.json"]);
  };
  await again("whole");
  const data = ["--corpus", "texts", "--corpus-cache", "cache", "--max-steps", "2"];
  const words = ["pretrain", ...data, "--max-length", "32", "--threads", "1"];
  const onward = await place.berth(...words, "--model", "mlm", "--output", "from-model");
  expect(onward.status).toBe(0);
  await again("from-model");
  const config: Json = await place.readJson("mlm/config.json");
  const own = { attention_probs_dropout_prob: 0.3, hidden_act: "relu" };
  await place.write("own.json", JSON.stringify({ ...config, ...own }));
  const sized = ["--tokenizer", "bert", "--config", "own.json", "--output", "from-config"];
  expect((await place.berth(...words, ...sized)).status).toBe(0);
  await again("from-config");
  // Sizes that are given beside it go before those of the record.
  const preset = ["--config", "whole/recipe.json", "--preset", "mini", "--max-steps", "1"];
  expect((await place.berth("pretrain", ...preset, "--output", "resized")).status).toBe(0);
  expect(await place.readJson("resized/config.json")).toMatchObject({
    num_hidden_layers: 4,
    hidden_size: 256,
  });
});

test("a model goes on from its weights and keeps its tokenizer and sizes", async () => {
  const { sizes: _, ...settings } = { sizes, ...recipe };
  const { tokenizer, layers, hiddenSize, heads, intermediateSize, positions, ...rest } = settings;
  await place.write("onward.json", JSON.stringify({ ...rest, model: "mlm", pairs: "sop" }));
  const onward = await place.berth("pretrain", "--config", "onward.json", "--output", "onward");
  expect(onward.status).toBe(0);
  expect(onward.stderr).not.toContain("new:");
  expect(onward.stderr).toMatch(/SOP acc\./);
  expect(await place.readJson("onward/tokenizer.json")).toEqual(
    await place.readJson("mlm/tokenizer.json"),
  );
  const sized = await place.berth(
    "pretrain",
    "--config",
    "onward.json",
    "--output",
    "x",
    "--layers",
    "3",
  );
  expect(sized).toMatchObject({ status: 2 });
  expect(sized.stderr).toMatch(/^USAGE {2}--model mlm: has sizes of its own, so "layers"/);
  await cp(join(fixtures, "small-bert"), place.path("words"), { recursive: true });
  const other = ["--config", "onward.json", "--output", "x", "--tokenizer", "words"];
  const mixed = await place.berth("pretrain", ...other);
  expect(mixed.stderr).toMatch(
    /^TOKENIZER_MISMATCH {2}--tokenizer words: must have the vocabulary of mlm/,
  );
});

test("a config.json gives the sizes of a model from scratch, whose words are the tokenizer's", async () => {
  const config: Json = await place.readJson("mlm/config.json");
  const words = [
    "--corpus",
    "texts",
    "--tokenizer",
    "bert",
    "--max-steps",
    "2",
    "--max-length",
    "32",
  ];
  const from = (file: string, output: string, ...more: string[]) =>
    place.berth(
      "pretrain",
      ...words,
      "--corpus-cache",
      "cache",
      "--config",
      file,
      "--output",
      output,
      ...more,
    );
  await place.write("config.json", JSON.stringify({ ...config, num_hidden_layers: 1 }));
  expect((await from("config.json", "configured")).status).toBe(0);
  expect((await place.readJson("configured/config.json")).num_hidden_layers).toBe(1);
  const { model_type, ...googles } = config;
  await place.write("bert_config.json", JSON.stringify({ ...googles, num_hidden_layers: 1 }));
  expect((await from("bert_config.json", "googles")).status).toBe(0);
  expect(await place.readJson("googles/config.json")).toEqual(
    await place.readJson("configured/config.json"),
  );
  const twice = await from("config.json", "twice", "--layers", "2");
  expect(twice.stderr).toMatch(
    /^USAGE {2}--config: the config.json has sizes of its own, so "layers"/m,
  );
  await place.write("small.json", JSON.stringify({ ...config, vocab_size: 100 }));
  const small = await from("small.json", "small");
  expect(small).toMatchObject({ status: 0 });
  expect(small.stderr).toContain("vocabulary 150: the tokenizer has so many tokens");
  expect((await place.readJson("small/config.json")).vocab_size).toBe(150);
});

test("a run that is stopped again while its corpus is read says how far it is", async () => {
  await place.copy("whole", "again");
  const { pretrain } = await import(built("index.js"));
  const paths = { corpus: [place.path("texts")], tokenizer: place.path("bert") };
  const folders = { corpusCache: place.path("cache"), output: place.path("again") };
  const given = { ...recipe, ...paths, ...folders, resumeInexact: true };
  const events: Json[] = [];
  for await (const event of pretrain(given, { signal: AbortSignal.abort() })) events.push(event);
  expect(events).toEqual([
    { type: "finished", directory: folders.output, step: 8, reason: "interrupted", metrics: {} },
  ]);
});

test("what cannot be learnt from is told with its code, and nothing is left behind", async () => {
  await place.write("empty.txt", " \n\n");
  await place.write("singles.txt", Array(30).fill("one sentence alone").join("\n\n"));
  await place.write(
    "bytes.txt",
    Uint8Array.from({ length: 4000 }, (_, at) => (at * 37) % 256),
  );
  for (const [words, message] of [
    [["--corpus", "empty.txt"], /^CORPUS_EMPTY {2}/m],
    [["--corpus", "absent"], /^FILE_MISSING {2}absent/m],
    [["--corpus", "bytes.txt"], /^(FILE_ENCODING|NULL_BYTE) {2}bytes\.txt/m],
    [["--corpus", "singles.txt", "--pairs", "nsp"], /^SENTENCES_TOO_FEW {2}--pairs nsp: a pair/m],
    [["--preset", "minni"], /^USAGE {2}--preset: must be one of .* Did you mean mini\?/m],
    [["--max-length", "100"], /^SEQUENCE_TOO_LONG {2}--max-length 100: the model has 64 pos/m],
    [
      ["--corpus-cache", "refused/corpora"],
      /^USAGE {2}--corpus-cache refused\/corpora: is inside/m,
    ],
    [["--corpus", "."], /^USAGE {2}--output refused: is inside \., and what a run writes/m],
    [["--validation", "refused"], /^USAGE {2}--output refused: is inside refused, and/m],
    [["--tokenizer", "./nowhere"], /^(FILE_MISSING|MODEL_FILE_MISSING) {2}.*nowhere/m],
  ] as const) {
    const { status, stderr } = await pretrain("refused", ...words);
    expect(stderr).toMatch(message);
    expect(status).toBeGreaterThan(0);
  }
  const singles = await pretrain("singles", "--corpus", "singles.txt", "--max-steps", "2");
  expect(singles.stderr).toContain("pairs none: 30 of 30 documents have one sentence");
});
