import { createHash } from "node:crypto";
import { type Example, type Json, unreachable } from "../base/index.js";
import { embeddingTables } from "../models/index.js";
import type { CompiledGraph } from "../prediction/index.js";

/** Raised when the same inputs would give other rows, or the same rows in another form. */
const formatVersion = 1;

/** All that the rows of a frozen prefix depend on. */
export interface PrefixContent {
  /** The prefix as ONNX: sizes, number of layers and the form of every operation are in its bytes. */
  readonly graph: CompiledGraph;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** The distinct texts in the order of the rows. */
  readonly texts: readonly Example[];
  /** Engine, precision, threads, processor: what decides the last bits. */
  readonly arithmetic: Readonly<Record<string, Json>>;
}

/** The name of a prefix's rows: 32 hexadecimal digits, the same exactly where the rows are the same. */
export function prefixKey({ graph, weights, texts, arithmetic }: PrefixContent): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([formatVersion, arithmetic])).update(graph.onnx);
  const names = graph.inputs.map(({ name }) => name).filter((name) => weights.has(name));
  const tables = Object.values(embeddingTables).filter((name) => weights.has(name));
  for (const name of [...tables, ...names.sort()]) {
    const values = weights.get(name) ?? unreachable(`no weights ${name}`);
    hash.update(`${name} ${values.length}\n`).update(values);
  }
  for (const { tokenIds, typeIds } of texts) {
    hash.update(`${tokenIds.length}\n`).update(tokenIds).update(typeIds);
  }
  return hash.digest("hex").slice(0, 32);
}
