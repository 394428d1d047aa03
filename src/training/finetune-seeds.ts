import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BerthError, type JsonObject, unreachable } from "../base/index.js";
import { readJson } from "../directory/index.js";
import { resumes } from "./begin-run.js";
import { storedLayout } from "./checkpoint.js";
import type { FinishedEvent, FinishedSeed, TrainingEvent } from "./events.js";
import { inOwnFolder } from "./own-folder.js";
import { type PreparedRun, prepareRun, reseededRun } from "./prepared-run.js";
import { preparing } from "./preparing.js";
import { publishSeed } from "./publish-seed.js";
import type { Recipe } from "./recipe.js";
import { reseededRecipe } from "./reseeded-recipe.js";
import { type RunStart, runOnce } from "./run-once.js";
import { summarizeSeeds } from "./seed-summary.js";
import { readSeeds, type SeedsRecord, seedDirectory, seedsFile, writeSeeds } from "./seeds-file.js";
import { startStopwatch } from "./stopwatch.js";
import { readSurroundings, requireSameSurroundings, type Surroundings } from "./surroundings.js";
import { requireSameLayout, weightLayout } from "./weight-layout.js";

/** A recipe of several seeds. */
type SeedsRecipe = Omit<Recipe, "seeds"> & { readonly seeds: number | readonly number[] };

/**
 * The same fine-tuning once for each seed, each in a run directory of its own below the output. Data are
 * read, split and tokenised once, by the first seed. The output becomes a copy of the best run.
 *
 * @throws SETTING_UNFIT when seeds are listed and `seed` is given as well; RESUME_DIFFERS; the codes of a run
 */
export async function* finetuneSeeds(
  recipe: SeedsRecipe,
  start: Pick<RunStart, "watch" | "signal">,
): AsyncGenerator<TrainingEvent, void> {
  const seeds = seedsOf(recipe);
  const { seeds: _, ...one } = recipe;
  const { output } = one;
  const isResumed = resumes(one) && existsSync(seedsFile(output));
  if (!isResumed) requireNoRun(output);
  yield* inOwnFolder({ output, isResumed }, async function* () {
    const before = isResumed ? await readSeeds(output) : undefined;
    if (before) requireSameSeeds(before.seeds, seeds);
    yield* runsOf({ ...one, seeds }, before?.finished ?? [], start);
  });
}

/** @throws SETTING_UNFIT */
function seedsOf({ seeds, seed }: SeedsRecipe): readonly number[] {
  if (typeof seeds === "number") {
    return Array.from({ length: seeds }, (_, index) => (seed ?? 42) + index);
  }
  if (seed === undefined) return seeds;
  throw new BerthError(
    "SETTING_UNFIT",
    `--seed: --seeds ${seeds.join(",")} names every seed itself; ${seed} came. Leave --seed out, or give --seeds ${seeds.length} to count on from it.`,
    { seed, seeds: [...seeds] },
  );
}

/** @throws OUTPUT_EXISTS where one seed was begun */
function requireNoRun(output: string): void {
  // The runs of several seeds leave a recipe there too: a resume goes on with them.
  if (existsSync(seedsFile(output)) || !existsSync(join(output, "recipe.json"))) return;
  const message = `${output}: holds a run of one seed, which --seeds does not go on with. Name another --output.`;
  throw new BerthError("OUTPUT_EXISTS", message, { output });
}

/** @throws RESUME_DIFFERS unless the seeds of before come first: the first one split the data */
function requireSameSeeds(before: readonly number[], seeds: readonly number[]): void {
  if (before.every((seed, index) => seeds[index] === seed)) return;
  throw new BerthError(
    "RESUME_DIFFERS",
    `--resume: the seeds were ${before.join(", ")} and are ${seeds.join(", ")} now. Give the same ones; more may follow them.`,
    { was: [...before], is: [...seeds] },
  );
}

async function* runsOf(
  recipe: Omit<Recipe, "seeds"> & { readonly seeds: readonly number[] },
  before: readonly FinishedSeed[],
  { watch, signal }: Pick<RunStart, "watch" | "signal">,
): AsyncGenerator<TrainingEvent, void> {
  const { seeds, output, ...others } = recipe;
  const first = seeds[0] ?? unreachable("no seeds");
  const firstOne = { ...others, seed: first, output: join(output, seedDirectory(first)) };
  const unbegun = [yield* preparing((listener) => prepareRun(firstOne, listener), signal)];
  const run = withoutWeights(unbegun[0] ?? unreachable("no run was prepared"));
  const finished: FinishedSeed[] = [];
  let best: FinishedEvent | undefined;
  for (const [index, seed] of seeds.entries()) {
    const directory = seedDirectory(seed);
    const own = { ...others, seed, output: join(output, directory) };
    const told = { type: "seed", seed, number: index + 1, count: seeds.length } as const;
    const known = before.find((one) => one.seed === seed);
    if (known !== undefined) {
      unbegun.length = 0;
      await requireSameRun(run, own);
      finished.push(known);
      yield { ...told, state: "known", directory: own.output, metrics: known.metrics };
      continue;
    }
    await writeSeeds(output, { seeds, finished });
    await mkdir(own.output, { recursive: true });
    yield { ...told, state: "begins", directory: own.output, metrics: {} };
    const prepare = async () => unbegun.pop() ?? { ...(await reseededRun(run, own)), notes: [] };
    const events = runOnce(own, { watch: index === 0 ? watch : startStopwatch(), signal, prepare });
    const end = yield* withoutEnd(events);
    if (end.reason === "interrupted") {
      yield { ...end, directory: output };
      return;
    }
    best = end;
    finished.push({ seed, directory, metrics: end.metrics, report: end.report });
    await writeSeeds(output, { seeds, finished });
    yield { ...told, state: "ends", directory: own.output, metrics: end.metrics };
  }
  yield await finishSeeds(run, output, { seeds, finished }, best);
}

/** What all seeds share: each reads or draws its own weights, beside which the first's are not to be held. */
const withoutWeights = (run: PreparedRun): PreparedRun => ({ ...run, weights: new Map() });

/** A seed's run before its last event, which is given back. */
async function* withoutEnd(
  events: AsyncGenerator<TrainingEvent, void>,
): AsyncGenerator<TrainingEvent, FinishedEvent> {
  for await (const event of events) {
    if (event.type === "finished") return event;
    yield event;
  }
  return unreachable("a run without an end");
}

/** @throws RESUME_DIFFERS when a finished seed was trained with other settings or data; inexactly, only when the model of its last/ is of another kind */
async function requireSameRun(run: PreparedRun, own: Recipe & { readonly seed: number }) {
  const { seed, output } = own;
  const stored = (await readJson(join(output, "recipe.json"))) as RecordedSeed;
  if (own.resumeInexact === true) {
    const now = weightLayout(run);
    const layout = await storedLayout(output);
    if (layout !== undefined) requireSameLayout(layout, now, false);
    // Where last/ was removed, the recipe tells most of what the weights are of.
    else requireSameLayout(partOf(stored), partOf(now), false);
    return;
  }
  const now = await readSurroundings({
    ...run,
    recipe: reseededRecipe(run.recipe, { seed, output }),
  });
  requireSameSurroundings(stored.surroundings, now);
}

/** What the `recipe.json` of a seed tells. */
type RecordedSeed = JsonObject & { readonly surroundings: Surroundings };

/** What a recipe and a layout both tell of weights. */
const partOf = ({ labels, head, headHidden, encoderLayers }: JsonObject): Surroundings => ({
  ...{ labels: labels ?? null, head: head ?? null },
  ...{ headHidden: headHidden ?? null, encoderLayers: encoderLayers ?? null },
});

/** Publishes the best run, and tells of all. */
async function finishSeeds(
  run: PreparedRun,
  output: string,
  { seeds, finished }: SeedsRecord,
  last: FinishedEvent | undefined,
): Promise<FinishedEvent> {
  const summary = summarizeSeeds(finished, run.recipe.metricForBestModel);
  await writeSeeds(output, { seeds, finished, summary });
  const metrics = await publishSeed({ run, output, finished, summary });
  const { report } = finished.find(({ seed }) => seed === summary.bestSeed) ?? { report: "" };
  return {
    type: "finished",
    directory: output,
    step: metrics["train_steps"] ?? 0,
    bestEpoch: metrics["best_epoch"] ?? 0,
    reason: last?.reason ?? "complete",
    metrics,
    report,
    seeds: { finished, summary },
  };
}
