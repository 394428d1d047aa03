import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openvino } from "../../test/openvino.js";
import { cliPage, errorsPage, withFindings } from "./docs.js";
import { buildProgram } from "./program.js";
import { run } from "./run.js";
import type { Streams } from "./terminal.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command line and gives its exit status and what it wrote. */
async function berth(...words: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stdin = Readable.from([]);
  const status = await run(words, { stdin, stdout, stderr, env: {} } satisfies Streams);
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

/** Exit status 2 and a sentence on stderr. */
const usage = (sentence: string) => ({ status: 2, stdout: "", stderr: `USAGE  ${sentence}\n` });

test.each([
  [
    ["finetun", "--train", "a.csv"],
    '"finetun": is not a command; the commands are finetune, train, evaluate, predict, embed, pretrain, data, tokenizer, doctor. Did you mean finetune?',
  ],
  [
    ["data", "clan"],
    '"clan": is not a command; the commands are check, stats, clean, split, augment, convert. Did you mean clean?',
  ],
  [
    ["data", "clean", "--stepps", "spaces"],
    "--stepps: is not a flag of berth data clean. Did you mean --steps? berth data clean --help lists them",
  ],
  [
    ["finetune", "--lerning_rate", "3"],
    "--lerning_rate: is not a flag of berth finetune. Did you mean --learning-rate? berth finetune --help lists them",
  ],
  [
    ["train", "--num_train_epochs=zero", "--train", "a.csv"],
    '--epochs: must be a whole number, 1 or more; "zero" came',
  ],
  [
    ["finetune", "--model", "bert", "--output", "run"],
    "--train: must be given: the path of a file, such as train.csv",
  ],
  [
    ["evaluate", "--data", "a.csv"],
    "required option '--model <DIR|NAME>' not specified. The flag --help shows the usage",
  ],
  [
    ["evaluate", "--model", "m", "--data", "a.csv", "--output", "a.txt"],
    '--output: must end in .csv or .jsonl; "a.txt" came',
  ],
  [
    ["predict", "--model", "m", "--top-k", "0", "good"],
    '--top-k: must be a whole number, 1 or more; "0" came',
  ],
  [
    ["data", "spilt", "a.csv"],
    '"spilt": is not a command; the commands are check, stats, clean, split, augment, convert. Did you mean split?',
  ],
  [
    ["data", "split", "a.csv", "--outptu", "d"],
    "--outptu: is not a flag of berth data split. Did you mean --output? berth data split --help lists them",
  ],
  [
    ["data", "split", "a.csv", "--output", "d", "--parts", "train=0.9,train=0.1"],
    '--parts: must be two parts or more, each with a name of its own, such as train=0.9,test=0.1 or train=rest,test=500; "train=0.9,train=0.1" came',
  ],
  [
    ["data", "split", "a.csv", "--output", "d", "--folds", "5", "--by-time", "when"],
    "--folds and --by-time exclude each other; give one of them",
  ],
  [
    ["data", "split", "a.csv", "--output", "d", "--group-by", "author", "--similarity", "0.7"],
    "--similarity: goes with --group-by near-duplicates. Add that, or leave it out",
  ],
  [
    ["data", "split", "a.csv", "--output", "d", "--label-separator", ";"],
    "--label-separator: goes with --stratify. Add that, or leave it out",
  ],
  [
    ["data", "split", "a.csv", "--output", "d", "--stratify", "mood", "--label-column", "topic"],
    "--stratify and --label-column exclude each other; give one of them",
  ],
  [
    ["data", "check", "a.csv", "--max-length", "64"],
    "--max-length: goes with --model. Add that, or leave it out",
  ],
  ...[
    ["--model", "no-such-model"],
    ["--text-column", "review"],
    ["--label-column", "mood"],
    ["--max-length", "64"],
  ].map(([flag = "", value = ""]): [string[], string] => [
    ["data", "convert", "a.csv", "--output", "a.parquet", flag, value],
    `${flag}: goes with --to tfrecord, or an --output that ends in .tfrecord. Add that, or leave it out`,
  ]),
  [
    ["embed", "--model", "m", "--text-column", "review", "good"],
    "--text-column: is for the rows of a file; texts that come as words or on stdin have no columns. Name the file with --data, or leave the flag out",
  ],
  [
    ["data", "augment", "a.csv", "--output", "b.csv", "--methods", "swap,swop"],
    '--methods: must be one or more of synonym, insert, swap, delete, contextual, with commas between them; "swap,swop" came',
  ],
  [
    ["data", "augment", "a.csv", "--output", "b.csv", "--rate", "0.1", "--alpha", "0.2"],
    "--rate and --alpha mean the same; give one of them",
  ],
  [
    ["predict", "--model", "m", "--data", "a.csv", "good"],
    "--data: texts came both as words and as a file; give one",
  ],
])("%j is refused with exit status 2 and a sentence", async (words, sentence) => {
  expect(await berth(...words)).toEqual(usage(sentence));
});

test("a data file that does not exist ends with exit status 1", async () => {
  const file = join(folder, "absent.txt");
  expect(await berth("predict", "--model", "m", "--data", file)).toEqual({
    status: 1,
    stdout: "",
    stderr: `FILE_MISSING  ${file}: there is no such file; check its path\n`,
  });
});

test("the stack is shown with --debug only", async () => {
  const { stderr } = await berth("finetune", "--epochs", "0", "--debug");
  expect(stderr).toMatch(/^USAGE .*\nBerthError: .*\n +at /);
});

test("a recipe file is checked under its own name, and flags replace its values", async () => {
  const file = join(folder, "recipe.yaml");
  await writeFile(file, "train: a.csv\nnum_train_epoch: 3\n");
  expect(await berth("finetune", "--config", file)).toEqual(
    usage(`${file}: "num_train_epoch": is not a setting of a recipe. Did you mean "epochs"?`),
  );
  await writeFile(file, "train: a.csv\nmodel: bert\nhead_hidden: [512, 256]\n");
  expect(await berth("finetune", "--config", file)).toEqual(
    usage("--output: must be given: the path of a new directory, such as runs/sentiment"),
  );
});

test("a recipe file that is not YAML is named with its line", async () => {
  const file = join(folder, "broken.yaml");
  await writeFile(file, 'train: a.csv\nmodel: "bert\n');
  const { status, stderr } = await berth("finetune", "--config", file);
  expect(status).toBe(1);
  expect(stderr).toBe(
    `RECIPE_BROKEN  ${file} line 3: must be YAML or JSON; Missing closing "quote\n`,
  );
  await writeFile(file, "- train\n");
  expect((await berth("finetune", "--config", file)).stderr).toBe(
    `RECIPE_BROKEN  ${file}: must hold names and values, such as "epochs: 3"; it holds ["train"]\n`,
  );
});

test("the doctor reports versions, machine, engines and devices as JSON", async () => {
  const { status, stdout } = await berth("doctor", "--json");
  const findings = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(findings.versions.node).toBe(process.versions.node);
  expect(findings.engines).toMatchObject([
    { name: "onnxruntime", found: true, version: findings.versions.onnxruntime },
    { name: "openvino", found: openvino !== undefined },
  ]);
  expect(findings.devices.map(({ name }: { name: string }) => name)).toEqual([
    ...["cpu", "cuda", "webgpu"],
  ]);
  const isFaster = findings.deviceUsed === "cpu" && openvino !== undefined;
  expect(findings.engineUsed).toBe(isFaster ? "openvino" : "onnxruntime");
  const hasAmx = findings.machine.features.includes("amx_bf16");
  expect(findings.trainingPrecision).toBe(isFaster && hasAmx ? "bf16" : "f32");
});

test("the flags of a fine-tuning are these", async () => {
  const { stdout } = await berth("finetune", "--help");
  expect(stdout.match(/(?<=^ {2})--[a-z-]+/gm)?.join(" ")).toMatchInlineSnapshot(
    `"--config --train --validation --validation-split --split-seed --group-by --test --strict --text-column --label-column --text-pair-column --feature-columns --label-names --preset --cleaning --max-train-samples --format --delimiter --quote --header --encoding --augment --augment-rate --augment-rows --augment-thesaurus --augment-model --model --revision --task --max-length --truncation --stride --n-best --max-answer-length --label-all-tokens --document-context --lower-case --encoder-layers --freeze --frozen-dropout --head --head-hidden --head-dropout --epochs --max-steps --linear-probe-first --linear-probe-rate --batch-size --gradient-accumulation --group-by-length --gradient-checkpointing --learning-rate --llrd --reinit-layers --lr-scheduler --warmup-ratio --warmup-steps --optimizer --weight-decay --max-grad-norm --class-weights --pos-weight --label-smoothing --focal-gamma --r-drop --mixup --seed --seeds --threshold --calibrate --metric-for-best-model --early-stopping --eval-steps --save-steps --logging-steps --output --resume --resume-inexact --engine --device --precision --threads --prefix-cache --show --json --quiet --debug --help"`,
  );
});

test("help is grouped, says the defaults, and ends with examples", async () => {
  const { status, stdout } = await berth("predict", "--help");
  expect(status).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: berth predict [options] [TEXT...]

    Label texts, find entities in them, fill their gaps, or answer questions.

    Arguments:
      TEXT                         texts to label; two and two for a model of pairs

    Model
      --model <DIR|NAME>           the output of berth finetune, or a model on the hub
      --revision <REVISION>        branch, tag or commit of a model on the hub (default: main)
      --task <KIND>                what is asked: label, which finds entities and answers too where the
                                   model does; pair, labels of two texts together where the model does
                                   not tell that it reads them; or fill-mask (default: label)
      --max-length <N>             tokens of a text that are read at once, special tokens included; the
                                   rest is cut, or of entities, answers and --truncation windows read in
                                   more windows (default: the model's own)
      --null-threshold <X>         how far the logits without an answer must be above the best answer's
                                   for none (default: as tuned in training)
      --threshold <NUMBER>         multi-label: least probability at which a label is given; berth
                                   finetune --threshold tune finds one on labelled rows (default: as
                                   decided in training)
      --stride <N>                 tokens that neighbouring windows of a long text share, half of a
                                   window at most: of entities and answers, and with --truncation
                                   windows (default: as in training)
      --n-best <N>                 answers: likeliest first and last tokens that are tried in each
                                   window (default: as in training)
      --max-answer-length <N>      answers: tokens of one at most (default: as in training)

    Data
      --data <FILE>                texts in a file of any format in docs/data-formats.md, or .txt with
                                   one text a line (default: stdin, one text a line)
      --question <TEXT>            a question for a model that answers them
      --context <TEXT>             the text in which the answer is looked for (default: stdin)
      --text-column <COLUMN>       column of the text (default: guessed, and said)
      --text-pair-column <COLUMN>  column of the second text: of a pair, or the context of a question
                                   (default: guessed, and said, in tasks that read two)
      --format <NAME>              format of the data files: csv, tsv, json, jsonl, parquet, conll,
                                   squad, fasttext, doccano, spacy, prodigy, label-studio, cluener,
                                   text, text-folder (default: by their names and contents)
      --delimiter <SIGN>           what separates the cells of CSV and TSV files (default: by the header
                                   of a CSV, a tab in a TSV)
      --quote <SIGN>               what cells of CSV and TSV files stand in (default: a double quote in
                                   a CSV, none in a TSV)
      --header <yes|no>            whether the first line of CSV and TSV files names the columns
                                   (default: yes, where its cells do not come again below)
      --encoding <NAME>            encoding of the data files (default: by their bytes)

    Output
      --top-k <N>                  labels or answers per text, or words per gap, best first (default: 1
                                   in the table, all with --json, in multi-label those that hold; 5
                                   words per gap)
      --scores <KIND>              kind of score: probabilities, logits (default: probabilities)
      --aggregation <KIND>         entities: how the tokens of a word become one label: none, simple,
                                   first, average, max (default: first)
      --offset-unit <UNIT>         what start and end of entities and answers count: utf16 units, as
                                   JavaScript does, or codepoint, as Python does (default: utf16)
      --json                       print one array: for each text an array of {label, score},
                                   {entity_group, score, word, start, end}, {answer, score, start, end}
                                   or {score, token, token_str, sequence}
      --quiet                      say nothing on stderr but errors
      --debug                      show the stack of an error

    Explanation
      --explain <KIND>             why: attribution (gradient x input of each token, for labels and
                                   numbers), or attention (weights of every layer and head)
      --explain-label <NAME>       attribution: the label that is asked about (default: the predicted
                                   one)
      --limit <N>                  texts that are explained, from the first (default: 20)
      --output <FILE>              write the explanations as JSON lines, one a text, as they come
      --html <FILE>                write them as a page that needs nothing else
      --lang <NAME>                language of the page: en, zh (default: en)
      --force                      replace files that are there

    Machine
      --engine <NAME>              runtime that computes: auto, onnxruntime, openvino (default: auto:
                                   openvino where it is found, else onnxruntime)
      --device <NAME>              what the engine computes on: auto, cpu, webgpu, cuda (default: auto:
                                   cuda where it works, else cpu)
      --precision <NAME>           numbers of the matrix products; weights, loss and optimizer are
                                   always f32: auto, f32, bf16 (default: f32)
      --threads <N>                threads of the engine (default: the cores of the machine)

    Options:
      --help                       show this help

    Examples:
      # one text
      berth predict --model runs/reviews "Arrived late and broken"
      # the two likeliest labels of every text in a file
      berth predict --model runs/reviews --data new.csv --text-column review --top-k 2
      # the named entities of a text, with places as Python counts them
      berth predict --model runs/conll "Ada lives in Paris" --offset-unit codepoint --json
      # one text a line from another program, every label's score as JSON
      cat texts.txt | berth predict --model runs/reviews --json
      # two texts that are read together; a context and its choices are given so as well
      berth predict --model runs/mrpc "He left early." "He went soon."
      # the same by a model from elsewhere, whose config.json does not tell that it reads pairs
      berth predict --model some-organisation/some-mnli --task pair "He left early." "He went soon."
      # the answer to a question out of a context, with its place
      berth predict --model runs/squad --question "Who was a puppeteer?" --context "Jim Henson was a puppeteer."
      # which words speak for the label, as a page
      berth predict --model runs/reviews "Arrived late and broken" --explain attribution --html why.html
      # the five likeliest words for a gap, by a model with a masked-language head
      berth predict --task fill-mask --model bert-base-uncased "Paris is the [MASK] of France."
    "
  `);
});

test("a TFRecord holds both texts of a pair, unless one is named", async () => {
  const [file, output] = [join(folder, "pairs.csv"), join(folder, "pairs.tfrecord")];
  await writeFile(file, "premise,hypothesis,label\na bad cat,a bed,no\na bed,a cat,yes\n");
  const model = join(import.meta.dirname, "../../test/fixtures/small-bert");
  /** The segments of the first row, which end its record. */
  const segments = async (...words: string[]): Promise<number[]> => {
    const all = ["data", "convert", file, "--output", output, "--force", "--model", model];
    expect((await berth(...all, "--max-length", "9", ...words)).status).toBe(0);
    const written = await readFile(output);
    const end = 12 + Number(written.readBigUInt64LE());
    return [...written.subarray(end - 9, end)];
  };
  expect(await segments()).toContain(1);
  expect(await segments("--text-column", "premise")).toEqual(Array(9).fill(0));
});

test("pairs are not dropped for one text that repeats, unless it is named", async () => {
  const [file, output] = [join(folder, "entailed.csv"), join(folder, "entailed-clean.csv")];
  await writeFile(file, "premise,hypothesis,label\na cat,a bed,no\na cat,a pet,yes\n");
  const clean = ["data", "clean", file, "--output", output, "--drop-duplicates", "text"];
  const { status, stderr } = await berth(...clean);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining(
      `CLEANING_SETTING  ${file}: the step "duplicates" compares one text, and these rows have more; it would drop rows that differ. Leave it out, or name the text to compare with --text-column.\n`,
    ),
  ]);
  expect((await berth(...clean, "--text-column", "premise")).status).toBe(0);
});

test("every command shows two examples or more", async () => {
  const commands = [
    "finetune",
    "evaluate",
    "predict",
    "data",
    "data clean",
    "data split",
    "data augment",
    "doctor",
  ];
  for (const command of commands) {
    const { stdout } = await berth(...command.split(" "), "--help");
    expect(stdout.match(/^ {2}.*berth \w+/gm)?.length).toBeGreaterThanOrEqual(2);
  }
});

test.each([[[]], [["data"]]])("berth %j alone shows its help and exits with 2", async (words) => {
  const { status, stderr } = await berth(...words);
  expect(status).toBe(2);
  expect(stderr).toContain("Commands:");
});

test("docs/cli.md and docs/errors.md are what the sources say", async () => {
  const docs = join(import.meta.dirname, "../../docs");
  const streams: Streams = {
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
  };
  expect(await readFile(join(docs, "cli.md"), "utf8")).toBe(cliPage(buildProgram(streams)));
  expect(await readFile(join(docs, "errors.md"), "utf8")).toBe(errorsPage());
  const check = (page: string) => readFile(join(docs, page), "utf8");
  const [english, chinese] = [await check("data-check.md"), await check("data-check.zh-CN.md")];
  expect(english).toBe(withFindings(english, "en"));
  expect(chinese).toBe(withFindings(chinese, "zh"));
});
