import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { BerthError, type Json } from "../base/index.js";
import { defaultRounding } from "../batches/index.js";
import { availableEngines, type EngineName } from "../engine/index.js";
import { dataHash } from "../records/index.js";
import { baseHashes } from "./base-hashes.js";
import { berthVersion, packageVersion } from "./package-version.js";
import type { PreparedRun } from "./prepared-run.js";

/**
 * What must be the same for a resumed run to end with the same bits: the settings, the data, and all
 * that the arithmetic depends on. Plain JSON, compared key by key.
 */
export type Surroundings = Readonly<Record<string, Json>>;

/** Settings that change nothing in the weights. */
const harmless: readonly string[] = ["output", "show", "strict", "loggingSteps", "prefixCache"];

/** Reads the surroundings of a run as they are now. */
export async function readSurroundings(run: PreparedRun): Promise<Surroundings> {
  const settings = Object.entries(run.recipe).filter(([name]) => !harmless.includes(name));
  const { train, validation, test, labelNames, augmentThesaurus, augmentModel } = run.recipe;
  const hashes: Record<string, Json> = {};
  for (const file of [train, validation, test, labelNames, augmentThesaurus]) {
    if (file !== null) hashes[`hash of ${file}`] = await dataHash(file);
  }
  Object.assign(hashes, await baseHashes(run.recipe.model, run.recipe.revision));
  if (augmentModel !== null) Object.assign(hashes, await baseHashes(augmentModel, null));
  return {
    ...Object.fromEntries(settings),
    ...hashes,
    cleaningSteps: run.cleaning === undefined ? null : [...run.cleaning.steps],
    evaluationPrecision: run.evaluationPrecision,
    ...(await machineSurroundings(run.recipe.engine)),
  };
}

/** Versions that checkpoints of older Berths do not tell: nothing is known to differ there. */
const lateVersions: readonly string[] = ["berthVersion", "tokenizersVersion"];

/** What the texts and the arithmetic of any run depend on besides its settings. */
export async function machineSurroundings(engine: EngineName): Promise<Surroundings> {
  const engines = await availableEngines();
  return {
    berthVersion: berthVersion(),
    tokenizersVersion: packageVersion("tokenizers") ?? null,
    engineVersion: engines.find(({ name }) => name === engine)?.version ?? null,
    rounding: { ...defaultRounding },
    processor: await processorName(),
  };
}

/** The processor's model and a hash of its features, which choose the engine's kernels. */
async function processorName(): Promise<string> {
  const model = cpus()[0]?.model ?? "unknown";
  const information = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const flags = /^(?:flags|Features)\s*:.*$/m.exec(information)?.[0] ?? "";
  const features = createHash("sha256").update(flags).digest("hex").slice(0, 8);
  return `${process.arch} ${model} (features ${features})`;
}

/**
 * Refuses to go on in other surroundings than the checkpoint was written in.
 *
 * @throws RESUME_DIFFERS naming the first setting that differs
 */
export function requireSameSurroundings(before: Surroundings, now: Surroundings): void {
  const told = Object.entries(now).filter(
    ([name]) => name in before || !lateVersions.includes(name),
  );
  requireSame(before, Object.fromEntries(told), (differs) => {
    return `--resume: ${differs}, so the run would not end with the same weights. Set it back, or add --resume-inexact to go on all the same.`;
  });
}

/**
 * Refuses where a fact of a checkpoint is another one now.
 *
 * @param told - the message around the words that say what differs
 * @throws RESUME_DIFFERS naming the first fact that differs
 */
export function requireSame(
  before: Surroundings,
  now: Surroundings,
  told: (differs: string) => string,
): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const was = before[key] ?? null;
    const is = now[key] ?? null;
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const differs = `"${key}" was ${JSON.stringify(was)} when last/ was written and is ${JSON.stringify(is)} now`;
    throw new BerthError("RESUME_DIFFERS", told(differs), { setting: key, was, is });
  }
}
