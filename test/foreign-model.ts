import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { float32, type JsonObject } from "../src/base/index.js";
import { readWeights, writeSafetensors } from "../src/directory/index.js";
import { tinyBert } from "./tiny-bert.js";

/**
 * Writes tiny-bert's encoder with a head of so many outputs as transformers saves it: what is the default,
 * such as two labels without names, is not in its `config.json`.
 *
 * @param directory - does not exist yet
 * @param architecture - Hugging Face's class
 * @param keys - further keys of `config.json`
 */
export async function writeForeignModel(
  directory: string,
  { architecture, outputs, keys = {}, hasPooler = true }: ForeignHead,
): Promise<void> {
  await cp(tinyBert, directory, { recursive: true });
  const file = join(directory, "config.json");
  const { id2label, label2id, problem_type, ...config } = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...config, architectures: [architecture], ...keys }));
  const all = [...(await readWeights(tinyBert))];
  const tensors = new Map(all.filter(([name]) => hasPooler || !name.includes("pooler")));
  const width = config.hidden_size;
  const weight = Float32Array.from({ length: outputs * width }, (_, at) => Math.sin(at * 0.7));
  const bias = Float32Array.from({ length: outputs }, (_, at) => at * 0.1);
  tensors.set("classifier.weight", float32([outputs, width], weight));
  tensors.set("classifier.bias", float32([outputs], bias));
  await writeSafetensors(join(directory, "model.safetensors"), tensors);
}

/** A head that Berth did not train. */
export interface ForeignHead {
  readonly architecture: string;
  readonly outputs: number;
  readonly keys?: JsonObject;
  /** Whether the file holds the encoder's pooler; it does where absent. */
  readonly hasPooler?: boolean;
}
