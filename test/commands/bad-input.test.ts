import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const damaged = "The file is damaged or was not written as safetensors; get it anew.";

/** A copy of the model whose weights file has another header. */
async function tamper(name: string, change: (header: Json) => void, length?: number) {
  await place.copy("bert", name);
  const bytes = await readFile(place.path("bert/model.safetensors"));
  const end = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString("utf8", 8, end));
  change(header);
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length ?? text.length));
  await place.write(`${name}/model.safetensors`, Buffer.concat([size, text, bytes.subarray(end)]));
}

const positions = "bert.embeddings.position_embeddings.weight";

beforeAll(async () => {
  await place.write("latin.csv", Buffer.from("text,label\ncaf\xe9,good\nbad,bad\n", "latin1"));
  await place.write("empty.csv", "");
  await place.write("header.csv", "text,label\n");
  await place.write("no-text.csv", "text,label\ngood,yes\n,no\nbad,no\n");
  await place.write("no-label.csv", 'text,label\n"a\nb",yes\nbad,\nbad,no\n');
  await place.write("one-class.csv", "text,label\na,yes\nb,yes\n");
  await place.write("unknown.csv", "text,label\na,positive\nb,postive\n");
  await place.write("small.csv", "text,label\na,yes\nb,yes\nc,no\n");

  await place.copy("bert", "half");
  for (const name of ["model.safetensors", "tokenizer.json", "vocab.txt"]) {
    await rm(place.path("half", name));
  }
  await place.copy("bert", "cut");
  const weights = await readFile(place.path("bert/model.safetensors"));
  await place.write("cut/model.safetensors", weights.subarray(0, weights.length - 4));
  await tamper("large", () => {}, 200_000_000);
  await tamper("overlapping", (header) => {
    header[positions].data_offsets = header[positions].data_offsets.map((at: number) => at - 128);
  });
  await tamper("shape", (header) => header[positions].shape.reverse());
  await tamper("type", (header) => {
    header[positions].dtype = "U8";
  });
  await place.copy("bert", "swish");
  const config = await place.readJson("bert/config.json");
  await place.write("swish/config.json", JSON.stringify({ ...config, hidden_act: "swish" }));

  await mkdir(place.path("earlier"));
  await place.write("earlier/recipe.json", "{}");
  await mkdir(place.path("thesis"));
  await place.write("thesis/notes.txt", "keep me");
});

const data = ["--train", "train.csv"];
const base = { "--train": "train.csv", "--model": "bert", "--output": "run" };

test.each<[what: string, flags: Record<string, string>, status: number, sentence: string]>([
  [
    "a file that is missing",
    { "--train": "absent.csv" },
    1,
    "FILE_MISSING  absent.csv: there is no such file; check its path",
  ],
  [
    "a file that is not UTF-8",
    { "--train": "latin.csv" },
    1,
    "FILE_ENCODING  latin.csv line 2: the file must be UTF-8; byte 4 of the line, 0xe9, is not. Save the file as UTF-8",
  ],
  [
    "an empty file",
    { "--train": "empty.csv" },
    1,
    "FILE_EMPTY  empty.csv: the file must hold rows; it is empty. Check that it was written to the end",
  ],
  [
    "a header without rows",
    { "--train": "header.csv" },
    1,
    "ROWS_MISSING  header.csv: the file must hold rows below its header (text, label); there are none",
  ],
  [
    "a named column that does not exist",
    { "--label-column": "lable" },
    1,
    'COLUMN_MISSING  train.csv: no column "lable"; the columns are: label, text. Did you mean "label"?',
  ],
  [
    "an empty text cell",
    { "--train": "no-text.csv" },
    1,
    'TEXT_EMPTY  no-text.csv row 2 (line 3): column "text" must hold a text; the cell is empty. Fill it in, or delete the row.',
  ],
  [
    "an empty label cell below a text of two lines",
    { "--train": "no-label.csv" },
    1,
    'LABEL_EMPTY  no-label.csv row 2 (line 4): column "label" must hold a label; the cell is empty. Fill it in, or delete the row.',
  ],
  [
    "one class only",
    { "--train": "one-class.csv" },
    1,
    'ONE_CLASS  one-class.csv: column "label" must hold at least two different labels; every row says "yes". Choose the right column with --label-column, or add rows of another class.',
  ],
  [
    "a label in the validation rows that training does not know",
    { "--validation": "unknown.csv" },
    1,
    'LABEL_UNKNOWN  unknown.csv row 2 (line 3): label "postive" was not in the training data (negative, neutral, positive). Did you mean "positive"?',
  ],
  [
    "a class of one row in a stratified split",
    { "--train": "small.csv" },
    1,
    'CLASS_TOO_SMALL  small.csv: a stratified split needs two rows of every label; of "no" there is 1. Add rows of this label, or give a validation file.',
  ],
  [
    "a max length above the model's positions",
    { "--max-length": "65" },
    1,
    "SEQUENCE_TOO_LONG  --max-length: must be at most 64, the positions of this model; 65 came. Use --max-length 64 or less",
  ],
  [
    "a model directory that lacks files",
    { "--model": "half" },
    1,
    "MODEL_FILE_MISSING  half: lacks the weights (model.safetensors, pytorch_model.bin or bert_model.ckpt.index) and tokenizer.json or vocab.txt; it has config.json, tokenizer_config.json.",
  ],
  [
    "a model directory that is missing",
    { "--model": "./absent" },
    1,
    "FILE_MISSING  ./absent: there is no such folder. --model takes a model's name on the hub, or a directory with config.json, weights (model.safetensors, pytorch_model.bin or bert_model.ckpt.index), and tokenizer.json or vocab.txt.",
  ],
  [
    "an activation that Berth does not build",
    { "--model": "swish" },
    1,
    'CONFIG_UNSUPPORTED  swish/config.json: "hidden_act" must be one of gelu, gelu_python, gelu_new, gelu_fast, gelu_pytorch_tanh, relu; got "swish"',
  ],
  [
    "truncated weights",
    { "--model": "cut" },
    1,
    `SAFETENSORS_BROKEN  cut/model.safetensors: tensor "classifier.weight" ends at byte 100876 of the data, but the file holds 100872. ${damaged}`,
  ],
  [
    "a weights file whose header is too large",
    { "--model": "large" },
    1,
    `SAFETENSORS_BROKEN  large/model.safetensors: the header must be at most 100000000 bytes; its length is given as 200000000. ${damaged}`,
  ],
  [
    "a weights file whose tensors overlap",
    { "--model": "overlapping" },
    1,
    `SAFETENSORS_BROKEN  overlapping/model.safetensors: tensor "${positions}" begins at byte 128 of the data, inside tensor "bert.embeddings.LayerNorm.weight", which ends at 256. ${damaged}`,
  ],
  [
    "weights of another shape",
    { "--model": "shape" },
    1,
    'WEIGHTS_SHAPE  shape: tensor "embeddings.position_embeddings.weight" must be float of shape [64,32] by config.json; got [32,64]',
  ],
  [
    "weights of an element type that Berth does not read",
    { "--model": "type" },
    1,
    `TENSOR_DTYPE  type/model.safetensors: tensor "${positions}" must be one of F64, F32, F16, BF16, I64, I32; got U8. Save the model in float32.`,
  ],
  [
    "an output directory that holds a run",
    { "--output": "earlier" },
    1,
    "OUTPUT_EXISTS  earlier: already holds a run. Add --resume to go on with it, or name another --output.",
  ],
  [
    "an output directory that holds something else",
    { "--output": "thesis" },
    1,
    "OUTPUT_EXISTS  thesis: must be a new or empty folder; it holds notes.txt. Name another --output.",
  ],
  [
    "an unknown flag",
    { "--validaton": "x.csv" },
    2,
    "USAGE  --validaton: is not a flag of berth finetune. Did you mean --validation? berth finetune --help lists them",
  ],
  [
    "an unknown metric",
    { "--metric-for-best-model": "f1_marco" },
    2,
    'METRIC_UNKNOWN  --metric-for-best-model: must be a score of classification (f1_macro, loss, loss_batch_mean, accuracy, f1, f1_weighted, matthews_correlation); "f1_marco" came. Did you mean "f1_macro"?',
  ],
  [
    "class weights that are not one a label",
    { "--class-weights": "1,2" },
    2,
    "CLASS_WEIGHTS_COUNT  --class-weights: must be one positive number for each of the 3 labels, in their order; 1, 2 came. Use --class-weights balanced, or correct the list.",
  ],
  [
    "a frozen layer that the model lacks",
    { "--freeze": "7" },
    2,
    'FREEZE_UNKNOWN  --freeze: "7" must be encoder, embeddings, or layers from 0 to 1 such as 0-3',
  ],
  [
    "more encoder layers than there are",
    { "--encoder-layers": "3" },
    2,
    "ENCODER_LAYERS  --encoder-layers 3: must be a whole number from 1 to 2, the layers of this model",
  ],
])("%s ends with this sentence, and nothing on disk has changed", async (...row) => {
  const [, flags, status, sentence] = row;
  const before = await place.hashes();
  const outcome = await place.berth("finetune", ...Object.entries({ ...base, ...flags }).flat());
  expect(outcome).toEqual({ status, signal: null, stdout: "", stderr: `${sentence}\n` });
  expect(await place.hashes()).toEqual(before);
});

test("predict and evaluate name what is wrong, and write nothing", async () => {
  const before = await place.hashes();
  const cases = [
    [["predict", "--model", "half", "hello"], /^MODEL_FILE_MISSING {2}half: lacks /],
    [["predict", "--model", "cut", "hello"], /^SAFETENSORS_BROKEN {2}cut\/model\.safetensors: /],
    [
      ["evaluate", "--model", "bert", "--data", "unknown.csv", "--output", "rows.csv"],
      /^LABEL_UNKNOWN {2}unknown\.csv row 2 \(line 3\): label "postive" /,
    ],
    [
      ["evaluate", "--model", "bert", "--data", "train.csv", "--output", "train.csv"],
      /^OUTPUT_EXISTS {2}train\.csv: is there already; it was not touched\. .*--force/,
    ],
  ] as const;
  for (const [words, sentence] of cases) {
    const { status, stdout, stderr } = await place.berth(...words);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(sentence);
  }
  expect(await place.hashes()).toEqual(before);
});

describe("a loss that is not finite", () => {
  const bold = ["--learning-rate", "1e30", "--max-grad-norm", "0", "--batch-size", "8"];
  const steps = [
    "--max-steps",
    "6",
    "--lr-scheduler",
    "constant",
    "--warmup-ratio",
    "0",
    "--quiet",
  ];
  const names = ["--model", "bert", "--output"];
  const sentence = (step: number, rest: string): RegExp =>
    new RegExp(
      `^LOSS_NOT_FINITE {2}step ${step}: loss (NaN|Infinity), gradient norm (NaN|Infinity), learning rate 1e\\+30: training left the finite numbers, and this step was not applied\\. Start again with a smaller --learning-rate${rest}\\.\n$`,
    );

  test("stops with step, rate and gradient norm, and the corrected command runs", async () => {
    const { status, stderr } = await place.berth(
      "finetune",
      ...data,
      ...bold,
      ...steps,
      ...names,
      "nan",
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence(2, ""));
    const again = await place.berth("finetune", ...data, "--max-steps", "1", ...names, "nan");
    expect(again.status).toBe(0);
  });

  test("leaves the checkpoint before it", async () => {
    const words = [...data, ...bold, ...steps, "--save-steps", "1", ...names, "nan-later"];
    const { status, stderr } = await place.berth("finetune", ...words);
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence(2, "; last/ holds the checkpoint after step 1"));
    expect((await place.readJson("nan-later/last/run_state.json")).run.step).toBe(1);
  });
});

test("a disk that fills while saving loses no checkpoint", async ({ skip }) => {
  const disk = place.path("disk");
  await mkdir(disk);
  const system = (program: string, ...words: string[]) => spawnSync(program, words).status;
  const mount = (...options: string[]): number | null =>
    system("mount", "-t", "tmpfs", "-o", options.join(","), "tmpfs", disk);
  skip(mount("size=200k") !== 0, "needs the right to mount a file system of its own");
  try {
    const steps = ["--max-steps", "4", "--save-steps", "1", "--batch-size", "8", "--quiet"];
    const words = ["finetune", ...data, "--model", "bert", ...steps, "--threads", "1", "--output"];
    const full =
      /^DISK_FULL {2}disk\/run\/\S+: the disk has no room left for it\. Free some space and run again; what was saved there before is unchanged\.\n$/;
    const first = await place.berth(...words, "disk/run");
    expect({ ...first, stderr: "" }).toEqual({ status: 1, signal: null, stdout: "", stderr: "" });
    expect(first.stderr).toMatch(full);
    // No checkpoint was complete: the same command may start again.
    expect(await readdir(`${disk}/run`)).toEqual([]);

    mount("remount", "size=700k");
    const later = await place.berth(...words, "disk/run");
    expect(later.status).toBe(1);
    expect(later.stderr).toMatch(full);
    expect((await place.readJson("disk/run/last/run_state.json")).run.step).toBe(3);

    mount("remount", "size=4m");
    expect((await place.berth(...words, "disk/run", "--resume")).status).toBe(0);
    expect((await place.berth(...words, "roomy")).status).toBe(0);
    const [resumed, roomy] = [await place.hashes("disk/run"), await place.hashes("roomy")];
    expect(Object.keys(resumed)).toEqual(Object.keys(roomy));
    for (const name of ["model.safetensors", "last/optimizer.safetensors", "training_log.jsonl"]) {
      expect(resumed[name]).toBe(roomy[name]);
    }
  } finally {
    system("umount", disk);
  }
});
