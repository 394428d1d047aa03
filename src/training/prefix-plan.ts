import { join } from "node:path";
import type { Json } from "../base/index.js";
import {
  freeSpace,
  makeRoom,
  markUsed,
  openRowFile,
  type RowFileShape,
  userCacheDirectory,
} from "../directory/index.js";
import { type FrozenPrefix, frozenPrefix, parseFrozen, prefixGraph } from "../models/index.js";
import { type CompiledGraph, compileGraph } from "../prediction/index.js";
import { type DistinctTexts, distinctTexts } from "./distinct-texts.js";
import { prefixKey } from "./prefix-key.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Phase } from "./step-plan.js";
import type { Surroundings } from "./surroundings.js";

/** A frozen prefix that is computed once, and where its rows are kept. */
export interface PrefixPlan {
  readonly prefix: FrozenPrefix;
  readonly graph: CompiledGraph;
  readonly texts: DistinctTexts;
  readonly shape: RowFileShape;
  /** Undefined where the rows are kept in memory only. */
  readonly file: string | undefined;
  /** Whether the file is there, whole. */
  readonly isStored: boolean;
}

/** What is decided about the frozen prefix of a phase, and what to tell about it. */
export interface PrefixDecision {
  /** Undefined where there is no prefix, or where it is computed in every step. */
  readonly plan: PrefixPlan | undefined;
  readonly notes: readonly string[];
}

/** Bytes of a cache file at most. */
const largestFile = 20e9;

/** Bytes of all files at most, in the folder that nobody chose. */
const largestFolder = 40e9;

/** The surroundings that decide the last bits of the rows. */
const arithmetic = [
  "engine",
  "device",
  "engineVersion",
  "evaluationPrecision",
  "threads",
  "rounding",
  "processor",
];

/**
 * Decides whether the frozen prefix of a phase is computed once, and finds its rows where an earlier
 * run left them.
 *
 * @param weights - those of the small model
 * @throws FREEZE_UNKNOWN
 */
export async function decidePrefix(
  run: PreparedRun,
  { freeze }: Phase,
  weights: ReadonlyMap<string, Float32Array>,
  surroundings: Surroundings,
): Promise<PrefixDecision> {
  const { recipe, smallModel: model } = run;
  const { layerCount, hiddenSize: width } = model.architecture;
  const prefix = frozenPrefix(
    parseFrozen(freeze ?? undefined, model.architecture),
    layerCount,
    model.reads,
  );
  const isAsked = !recipe.frozenDropout && recipe.prefixCache !== "off";
  if (prefix === undefined || !isAsked) return { plan: undefined, notes: [] };

  const parts = [run.train, run.validation, ...(run.test ? [run.test] : [])];
  const texts = distinctTexts(parts.flatMap(({ examples }) => examples));
  const rows = prefix.keeps === "first" ? texts.examples.length : texts.tokenCount;
  const bytes = 4 * rows * width;
  const size = sizeText(bytes);
  const without = (why: string): PrefixDecision => ({
    plan: undefined,
    notes: [`the frozen layers are computed in every step: to keep what they give, ${why}`],
  });
  if (recipe.gradientCheckpointing && prefix.keeps === "tokens") {
    return without("--gradient-checkpointing must be off");
  }
  if (bytes > largestFile) {
    return without(`${size} would be needed, more than ${sizeText(largestFile)}`);
  }

  const graph = compileGraph(prefixGraph(model, prefix));
  const key = prefixKey({
    graph,
    weights,
    texts: texts.examples,
    arithmetic: pick(surroundings, arithmetic),
  });
  const plan = { prefix, graph, texts, shape: { rows, width, facts: { format: "pt", key } } };
  const folder = recipe.prefixCache ?? join(userCacheDirectory(), "berth", "prefix");
  const file = join(folder, `${key}.safetensors`);
  const decided = (place: Pick<PrefixPlan, "file" | "isStored">, how: string): PrefixDecision => ({
    plan: { ...plan, ...place },
    notes: [
      `what the frozen layers give for ${texts.examples.length.toLocaleString("en-US")} texts is ${how}`,
    ],
  });
  if (await isWhole(file, plan.shape)) {
    await markUsed(file);
    return decided({ file, isStored: true }, `read from ${file}`);
  }
  const removed = recipe.prefixCache === null ? await roomNotes(folder, bytes) : [];
  const room = await freeSpace(folder);
  const fresh = (): PrefixDecision => {
    if (room === undefined || room >= bytes) {
      const how = `computed once, first of all, and kept for later runs: ${size} in ${file}`;
      return decided({ file, isStored: false }, how);
    }
    const lack = `${folder} has room for ${sizeText(room)} of ${size}`;
    return prefix.keeps === "tokens"
      ? without(lack)
      : decided({ file: undefined, isStored: false }, `computed once and kept in memory: ${lack}`);
  };
  const { plan: made, notes } = fresh();
  return { plan: made, notes: [...removed, ...notes] };
}

/** Removes what earlier runs left longest ago, where the folder would have too much; says so. */
async function roomNotes(folder: string, coming: number): Promise<string[]> {
  const { files, bytes } = await makeRoom(folder, { most: largestFolder, coming });
  if (files === 0) return [];
  const what = `${files} ${files === 1 ? "file" : "files"} of earlier runs, ${sizeText(bytes)},`;
  return [
    `${folder}: ${what} removed, those not used for the longest time: it keeps ${sizeText(largestFolder)} at most`,
  ];
}

async function isWhole(file: string, shape: RowFileShape): Promise<boolean> {
  const opened = await openRowFile(file, shape);
  await opened?.close();
  return opened !== undefined;
}

function pick(from: Surroundings, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
}

/** Bytes in decimal units, as disks count them. */
function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
