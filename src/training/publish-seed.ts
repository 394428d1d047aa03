import { mkdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type Html, html } from "../base/index.js";
import { publish, readJson, writeFileAtomic, writeJson } from "../directory/index.js";
import type { FinishedSeed, Scores, SeedSummary } from "./events.js";
import type { PreparedRun } from "./prepared-run.js";
import { reportWords } from "./report-words.js";
import { reseededRecipe } from "./reseeded-recipe.js";
import { withdrawFinish } from "./run-files.js";
import { writeModelCard } from "./run-report.js";
import { seedTable, summaryMetrics } from "./seed-summary.js";
import { seedDirectory } from "./seeds-file.js";

/** Seeds that are all finished. */
export interface FinishedSeeds {
  /** Any run of them: what does not depend on the seed is taken from it. */
  readonly run: PreparedRun;
  /** The output of all. */
  readonly output: string;
  readonly finished: readonly FinishedSeed[];
  readonly summary: SeedSummary;
}

/**
 * Makes the output a model directory: the files of the best seed's run but for its checkpoint, with the
 * scores of all seeds in `metrics.json`, the card and the report. `metrics.json` is the last to come.
 *
 * @returns the content of `metrics.json`
 */
export async function publishSeed({
  run,
  output,
  finished,
  summary,
}: FinishedSeeds): Promise<Scores> {
  const { bestSeed } = summary;
  const from = join(output, seedDirectory(bestSeed));
  // Another seed's weights may take the place of those that it tells of.
  await withdrawFinish(output);
  await publish(from, output, { except: ["metrics.json", "recipe.json", "report.html"] });
  await mkdir(join(output, "onnx"), { recursive: true });
  await publish(join(from, "onnx"), join(output, "onnx"));
  const own = finished.find(({ seed }) => seed === bestSeed)?.metrics ?? {};
  const metrics = { ...own, ...summaryMetrics(summary, finished.length) };
  const recipe = reseededRecipe(run.recipe, { seed: bestSeed, output });
  await writeModelCard({ ...run, recipe }, metrics);
  const seeds = finished.map(({ seed }) => seed);
  const record = (await readJson(join(from, "recipe.json"))) as object;
  await writeJson(join(output, "recipe.json"), { ...record, output, seeds });
  const page = await readFile(join(from, "report.html"), "utf8");
  const section = seedSection(finished, summary, run.kind.task.shownMetrics);
  await writeFileAtomic(join(output, "report.html"), withSeeds(page, output, bestSeed, section));
  await writeJson(join(output, "metrics.json"), metrics);
  return metrics;
}

/** The report of the best seed with the table of all in front. */
function withSeeds(page: string, output: string, bestSeed: number, section: Html): string {
  const title = html`${basename(resolve(output))}`.html;
  const own = seedDirectory(bestSeed);
  return page
    .replace(`<title>${own}</title>`, () => `<title>${title}</title>`)
    .replace(`<h1>${own}</h1></header>`, () => `<h1>${title}</h1></header>\n${section.html}`);
}

function seedSection(
  finished: readonly FinishedSeed[],
  summary: SeedSummary,
  shown: Readonly<Record<string, string>>,
): Html {
  const words = reportWords.en;
  const [headings = [], ...rows] = seedTable(finished, summary, shown, words);
  const head = headings.map((heading) => html`<th>${heading}</th>`);
  const lines = rows.map(([name = "", ...cells]) => {
    const numbers = cells.map((cell) => html`<td class="number">${cell}</td>`);
    const isBest = name === String(summary.bestSeed);
    return html`<tr class="${isBest ? "best" : ""}"><td>${name}</td>${numbers}</tr>`;
  });
  return html`<section><h2>${words.seeds}</h2>
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table></div>
<p class="note">${words.bestSeedFollows}</p></section>`;
}
