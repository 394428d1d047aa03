import { html } from "../base/index.js";
import {
  card,
  lengthSection,
  numberText,
  page,
  section,
  shareText,
  table,
  tokenSection,
} from "./page.js";
import { type PageLanguage, pageWords } from "./page-words.js";
import type { Statistics } from "./statistics.js";

/** What a file holds as one HTML file that needs nothing else. */
export function statisticsHtml(statistics: Statistics, lang: PageLanguage = "en"): string {
  const words = pageWords[lang];
  const { file, rows, columns, labels, sample } = statistics;
  const columnRows = columns.map(({ name, kind, missing, distinct }) => [
    name,
    kind,
    missing,
    distinct,
  ]);
  const labelRows = labels.map((one, id) => [one.label, id, one.rows, shareText(one.share, 4)]);
  const sampleRows = sample.map(({ record, cells }) => [
    record,
    ...cells.map((cell) => cell ?? ""),
  ]);
  const body = html`<dl class="cards">
${card(words.rows, numberText(rows))}
${card(words.columns, numberText(columns.length))}
${card(words.labels, numberText(labels.length))}
</dl>
${section(words.columns, table([words.column, words.kind, words.missing, words.distinct], columnRows))}
${labels.length === 0 ? html`` : section(words.labels, table([words.label, words.id, words.rows, words.share], labelRows))}
${lengthSection(words.words, statistics.words, lang)}
${lengthSection(words.characters, statistics.characters, lang)}
${tokenSection(statistics.tokens, lang)}
${sample.length === 0 ? html`` : section(words.sample, table([words.row, ...columns.map(({ name }) => name)], sampleRows))}`;
  return page(lang, words.statistics, file, body);
}
