import { type Html, html, pageBegin, pageEnd } from "../base/index.js";
import type { Histogram, Lengths } from "./histogram.js";
import { type PageLanguage, pageWords } from "./page-words.js";
import type { TokenFacts } from "./token-lengths.js";

/** A page that needs nothing else: no network, no script. */
export function page(lang: PageLanguage, heading: string, title: string, body: Html): string {
  return html`${pageBegin({ lang, heading, title })}${body}
${pageEnd}`.html;
}

export const section = (heading: string, body: Html): Html =>
  html`<section><h2>${heading}</h2>${body}</section>`;

export const card = (name: string, value: string): Html =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

export const numberText = (value: number): string => value.toLocaleString("en-US");

export const shareText = (share: number, digits = 1): string =>
  `${(100 * share).toFixed(digits)} %`;

/** A table with a heading line. Numbers are set as numbers. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Html {
  const head = headings.map((heading) => html`<th>${heading}</th>`);
  const lines = rows.map((cells) => {
    const made = cells.map((cell) =>
      typeof cell === "number"
        ? html`<td class="number">${numberText(cell)}</td>`
        : html`<td class="text">${cell}</td>`,
    );
    return html`<tr>${made}</tr>`;
  });
  return html`<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** Lengths as a line and a picture; nothing where there are none. */
export function lengthSection(heading: string, lengths: Lengths | null, lang: PageLanguage): Html {
  if (lengths === null) return html``;
  const words = pageWords[lang];
  const { smallest, largest, mean, median, percentile95, histogram } = lengths;
  const told = `${numberText(smallest)}–${numberText(largest)}, ${words.mean} ${mean.toFixed(1)}, ${words.median} ${numberText(median)}, ${words.upTo} ${numberText(percentile95)}`;
  return section(heading, html`<p class="note">${told}</p>${histogramChart(heading, histogram)}`);
}

/** What each `--max-length` cuts. */
export function tokenSection(tokens: TokenFacts | null, lang: PageLanguage): Html {
  if (tokens === null) return html``;
  const words = pageWords[lang];
  const rows = tokens.cuts.map(({ maxLength, rows: cut, share }) => [
    maxLength,
    cut,
    shareText(share),
  ]);
  const told = `${words.suggested}: ${tokens.suggestedMaxLength}; ${words.unknown}: ${shareText(tokens.unknownShare, 2)}`;
  return html`${lengthSection(words.tokens, tokens, lang)}${table([words.cutAt, words.textsCut, words.share], rows)}<p class="note">${told}</p>`;
}

const width = 720;
const height = 200;
const margin = { left: 8, right: 8, top: 12, bottom: 24 };

/** A histogram as inline SVG; the numbers of a bin are shown where the pointer rests on it. */
function histogramChart(title: string, { edges, counts }: Histogram): Html {
  const most = Math.max(1, ...counts);
  const step = (width - margin.left - margin.right) / counts.length;
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  const bars = counts.map((count, index) => {
    const tall = rounded((count / most) * (height - margin.top - margin.bottom));
    const x = rounded(margin.left + index * step);
    const from = rounded(edges[index] ?? 0);
    const to = rounded(edges[index + 1] ?? 0);
    return html`<rect class="bar" x="${x}" y="${rounded(height - margin.bottom - tall)}" width="${rounded(step - 1)}" height="${tall}"><title>${from}–${to}: ${numberText(count)}</title></rect>`;
  });
  const marks = [0, Math.floor(counts.length / 2), counts.length].map((index) => {
    const anchor = index === 0 ? "start" : index === counts.length ? "end" : "middle";
    return html`<text x="${rounded(margin.left + index * step)}" y="${height - 6}" text-anchor="${anchor}">${rounded(edges[index] ?? 0)}</text>`;
  });
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${bars}${marks}</svg></figure>`;
}
