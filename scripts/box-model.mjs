// Puts a pre-trained model into the box: models/berth-mini-* with weights in 16 bits. Its card, README.md, is written by hand.
// Where a second pre-training went on from the first, its weights are taken.
//   node scripts/box-model.mjs en|zh [--from runs/berth-mini-en]
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSafetensors } from "../dist/directory/read-safetensors.js";
import { toFloat16 } from "./float16.mjs";

const root = resolve(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string" } },
});
const model = `berth-mini-${positionals[0]}`;
const runs = values.from ?? join(root, "runs", model);
const parts = ["model", "onward"].filter((part) => existsSync(join(runs, part)));
const from = join(runs, parts.at(-1));
const to = join(root, "models", model);

for (const name of ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"]) {
  cpSync(join(from, name), join(to, name));
}
// Evaluations, and every fiftieth of the steps.
for (const part of parts) {
  const log = readFileSync(join(runs, part, "training_log.jsonl"), "utf8").split("\n");
  const kept = log.filter(Boolean).filter((line) => {
    const { step, loss } = JSON.parse(line);
    return loss === undefined || step % 50 === 0;
  });
  const name = part === "onward" ? "onward_log.jsonl" : "training_log.jsonl";
  writeFileSync(join(to, name), `${kept.join("\n")}\n`);
}

// What is computed stays float32, and fine-tuning drops out as BERT's does, which the short pre-training did without.
const config = JSON.parse(readFileSync(join(from, "config.json"), "utf8"));
const dropout = { hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 };
writeFileSync(
  join(to, "config.json"),
  `${JSON.stringify({ ...config, ...dropout, dtype: "float32" }, undefined, 2)}\n`,
);

const { tensors } = await readSafetensors(join(from, "model.safetensors"));
const halves = [...tensors].map(([name, { shape, data }]) => ({ name, shape, data: toFloat16(data) }));
let end = 0;
const entries = halves.map(({ name, shape, data }) => {
  const begin = end;
  end += data.byteLength;
  return [name, { dtype: "F16", shape, data_offsets: [begin, end] }];
});
const text = JSON.stringify({ __metadata__: { format: "pt" }, ...Object.fromEntries(entries) });
const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(header.length));
const bytes = halves.map(({ data }) => Buffer.from(data.buffer));
writeFileSync(join(to, "model.safetensors"), Buffer.concat([length, header, ...bytes]));
console.info(`${to}: ${(end / 1e6).toFixed(1)} MB of weights`);
