import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { berth, fixtures, shared } from "./programs.js";

/** A short fine-tuning whose saved directory the other programs load. */
interface Run {
  readonly title: string;
  readonly model: string;
  /** Folder of train.csv and validation.csv, whose columns are the text and the label. */
  readonly data: string;
  readonly settings: readonly string[];
}

/** A directory that Berth saved, and texts to compare predictions on. */
export interface TrainedModel {
  /** A temporary folder that holds the directory, for whatever else a test writes. */
  readonly parent: string;
  readonly directory: string;
  readonly texts: readonly string[];
}

/** One label of one text, as predictions print it. */
export interface Score {
  readonly label: string;
  readonly score: number;
}

const rowCounts = { train: 320, validation: 100 };
const textCount = 100;

const tiny = { model: join(fixtures, "tiny-bert"), data: join(fixtures, "reviews") };

export const tinyRun: Run = {
  ...tiny,
  title: "a tiny BERT on made-up reviews",
  settings: ["--max-steps", "30", "--learning-rate", "1e-3"],
};

export const perceptronRun: Run = {
  ...tiny,
  title: "a tiny BERT whose head has a hidden layer",
  settings: [...tinyRun.settings, "--head", "mlp", "--head-hidden", "16"],
};

/** One run for each of the other families of encoders. No text is cut: transformers.js cuts the last token off too. */
export const familyRuns: readonly Run[] = [
  "roberta",
  "xlm-roberta",
  "distilbert",
  "electra",
  "albert",
].map((family) => ({
  ...tinyRun,
  title: `a tiny ${family}`,
  model: join(fixtures, `tiny-${family}`),
  settings: [...tinyRun.settings, "--max-length", "64"],
}));

/** A head that Hugging Face has no class for, on an encoder whose pooler its own head leaves out. */
export const robertaPerceptronRun: Run = {
  ...perceptronRun,
  title: "a tiny roberta whose head has a hidden layer",
  model: join(fixtures, "tiny-roberta"),
};

export const miniRun: Run = {
  title: "MiniLM on GOP debate tweets",
  model: join(shared, "models/minilm-l6-en"),
  data: join(shared, "data/gop-debate/seed-split"),
  settings: ["--max-steps", "10"],
};

/** Whether this machine has what the run reads. */
export function isPossible(run: Run): boolean {
  return existsSync(run.model) && existsSync(run.data);
}

/** Fine-tunes before the tests of the suite that calls it, and gives a reader of the result. */
export function trainBeforeAll(run: Run): () => TrainedModel {
  let parent = "";
  let trained: TrainedModel | undefined;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-interop-"));
    trained = await train(run, parent);
  });
  afterAll(() => rm(parent, { recursive: true }));
  return () => {
    if (!trained) throw new Error(`${run.title} is not trained`);
    return trained;
  };
}

/** Berth's own scores of every label for every text of a trained model. */
export async function predictions(
  { parent, directory, texts }: TrainedModel,
  scores: "logits" | "probabilities",
): Promise<readonly (readonly Score[])[]> {
  const file = join(parent, "texts.jsonl");
  await writeFile(file, texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  const data = ["--data", file, "--text-column", "text"];
  return JSON.parse(
    await berth("predict", "--model", directory, ...data, "--scores", scores, "--json"),
  );
}

async function train({ model, data, settings }: Run, parent: string): Promise<TrainedModel> {
  const files: string[] = [];
  for (const [part, count] of Object.entries(rowCounts)) {
    const rows = await readRows(join(data, `${part}.csv`));
    const file = join(parent, `${part}.csv`);
    await writeFile(file, ["text,label", ...rows.slice(0, count), ""].join("\n"));
    files.push(`--${part}`, file);
  }
  const directory = join(parent, "model");
  const columns = ["--text-column", "text", "--label-column", "label"];
  const names = ["--model", model, "--output", directory];
  await berth("finetune", ...files, ...columns, ...names, ...settings, "--quiet");
  const rows = await readRows(join(data, "train.csv"));
  return { parent, directory, texts: rows.slice(0, textCount).map(textOf) };
}

/** The rows below the heading of a CSV file of two columns, as they are written. */
export async function readRows(file: string): Promise<string[]> {
  const content = await readFile(file, "utf8");
  const rows = content.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*),[^,\r\n]+)\r?\n/g);
  return [...rows].slice(1).map(([, row = ""]) => row);
}

/** The text of a row: all before its last comma, without the quotes. */
export function textOf(row: string): string {
  const cell = row.slice(0, row.lastIndexOf(","));
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
