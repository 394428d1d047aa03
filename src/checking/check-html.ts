import { type Html, html } from "../base/index.js";
import type { CheckReport } from "./check-report.js";
import type { Finding } from "./finding.js";
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
import { codeMeaning, type PageLanguage, pageWords, severityWords } from "./page-words.js";

/** Labels that are shown; files have sometimes thousands. */
const MOST_LABELS = 100;

/**
 * The report of a check as one HTML file that needs nothing else. Words and meanings are in the
 * language asked for; the sentences of the findings are English.
 *
 * @example
 * await writeFile("check.html", checkHtml(await checkData("train.csv"), "zh"));
 */
export function checkHtml(report: CheckReport, lang: PageLanguage = "en"): string {
  const words = pageWords[lang];
  const { files, findings, counts, characters, tokens } = report;
  const title = files[0]?.file ?? "";
  const body = html`<dl class="cards">
${card(words.rows, numberText(report.rows))}
${card(words.distinctTexts, numberText(report.distinctTexts))}
${card(words.error, numberText(counts.error))}
${card(words.warning, numberText(counts.warning))}
${card(words.note, numberText(counts.note))}
</dl>
${section(words.findings, findings.length === 0 ? html`<p>${words.nothing}</p>` : findingsHtml(findings, lang))}
${section(words.files, fileTable(report, lang))}
${labelSection(report, lang)}
${lengthSection(words.characters, characters, lang)}
${tokenSection(tokens, lang)}`;
  return page(lang, words.check, title, body);
}

/** Findings, one below the other. */
export function findingsHtml(findings: readonly Finding[], lang: PageLanguage): Html {
  return html`${findings.map((finding) => findingArticle(finding, lang))}`;
}

function findingArticle(
  { code, severity, sentence, rows, mend }: Finding,
  lang: PageLanguage,
): Html {
  const words = pageWords[lang];
  const shown = rows.map(({ file, line, record, column = "", value = "" }) => [
    file,
    line,
    record,
    column,
    value,
  ]);
  const headings = [words.file, words.line, words.row, words.column, words.value];
  const command =
    mend === null ? html`` : html`<p class="mend">${words.mend}: <code>${mend}</code></p>`;
  return html`<article><h3><span class="severity ${severity}">${severityWords[lang][severity]}</span> <code>${code}</code></h3>
<p>${codeMeaning(code, lang)}</p><p class="note">${sentence}</p>${rows.length === 0 ? html`` : table(headings, shown)}${command}</article>`;
}

function fileTable({ files }: CheckReport, lang: PageLanguage): Html {
  const words = pageWords[lang];
  return table(
    [words.part, words.file, words.rows, words.distinctTexts, words.sharedTexts, words.refused],
    files.map(({ part, file, rows, distinctTexts, sharedTexts, refused }) => [
      words[part],
      file,
      rows,
      distinctTexts,
      part === "train" ? "" : sharedTexts,
      refused,
    ]),
  );
}

function labelSection({ labels, files }: CheckReport, lang: PageLanguage): Html {
  if (labels.length === 0) return html``;
  const words = pageWords[lang];
  const rows = labels
    .slice(0, MOST_LABELS)
    .map(({ label, rows: counts }, id) => [
      label,
      id,
      ...counts.flatMap((count, part) => [
        count,
        shareText(count / Math.max(1, files[part]?.rows ?? 1)),
      ]),
    ]);
  const headings = [
    words.label,
    words.id,
    ...files.flatMap(({ part }) => [words[part], words.share]),
  ];
  return section(words.labels, table(headings, rows));
}
