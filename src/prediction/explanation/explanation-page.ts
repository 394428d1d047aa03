import { type Html, html, pageBegin, pageEnd } from "../../base/index.js";
import type { TaskName } from "../../tasks/index.js";
import { attentionScript } from "./attention-script.js";
import type { AttentionMap, Attribution, ExplainedToken, Explanation } from "./explanation.js";
import {
  type ExplanationLanguage,
  type ExplanationWords,
  explanationWords,
  numberWords,
} from "./explanation-words.js";

/** What a page is made of. */
export interface ExplanationPage {
  readonly kind: "attribution" | "attention";
  readonly lang: ExplanationLanguage;
  readonly title: string;
  /** Of the model. */
  readonly task: TaskName;
}

/**
 * Explanations as a page that needs nothing else, in pieces as they come: no network, light and dark as the
 * reader's system is.
 */
export async function* explanationPage(
  explanations: AsyncIterable<Attribution | AttentionMap>,
  { kind, lang, title, task }: ExplanationPage,
): AsyncGenerator<string> {
  const isNumber = task === "regression";
  const words = { ...explanationWords[lang], ...(isNumber && numberWords[lang]) };
  const note = kind === "attribution" ? words.attributionNote : words.attentionNote;
  yield html`${pageBegin({ lang, heading: words[kind], title, style: ownStyle })}<p class="note">${note}</p>
${kind === "attention" ? html`<noscript><p class="note">${words.needsScript}</p></noscript>` : html``}`
    .html;
  for await (const explanation of explanations) {
    const body =
      "attention" in explanation
        ? attentionBody(explanation, words)
        : attributionBody(explanation, words);
    yield html`
<article>${heading(explanation, words)}${body}</article>`.html;
  }
  const script = kind === "attention" ? { html: `<script>${attentionScript}</script>` } : html``;
  yield html`
${script}
${pageEnd}`.html;
}

const ownStyle: Html = {
  html: `
.explained { line-height: 2; overflow-wrap: anywhere; white-space: pre-wrap; }
.explained .special { color: var(--soft); font-size: .8rem; padding: .1rem .2rem; }
.explained [data-score] { border-radius: .25rem; padding: .15rem 0; }
.for { background: color-mix(in srgb, var(--right) var(--strength), transparent); }
.against { background: color-mix(in srgb, var(--wrong) var(--strength), transparent); }
details { margin-top: .75rem; }
summary { cursor: pointer; color: var(--soft); font-size: .85rem; }
.heads { display: grid; gap: 3px; width: max-content; margin: .75rem 0; }
.heads span { color: var(--soft); font-size: .75rem; align-self: center; padding-right: .4rem; text-align: right; }
.heads button { padding: 0; width: 30px; height: 30px; border: 2px solid transparent; border-radius: 3px; background: none; cursor: pointer; }
.heads button[aria-pressed=true] { border-color: var(--validation); }
.heads canvas { display: block; width: 26px; height: 26px; image-rendering: pixelated; }
`,
};

/** What was predicted, in one line. */
function heading(explanation: Explanation, words: ExplanationWords): Html {
  const { label, score = Number.NaN, part } = explanation;
  const asked =
    "explained" in explanation
      ? ` · ${words.explained}: ${explanation.explained} (${words.logit} ${Number((explanation as Attribution).logit).toFixed(4)})`
      : "";
  const cut = part ? html`<p class="note">${words[part]}</p>` : html``;
  if (label === undefined) return cut;
  return html`<h3>${words.predicted}: ${label}</h3><p class="note">${words.probability} ${score.toFixed(4)}${asked}</p>${cut}`;
}

function attributionBody({ text, tokens }: Attribution, words: ExplanationWords): Html {
  const most = Math.max(Number.MIN_VALUE, ...tokens.map(({ score }) => Math.abs(score)));
  const shade = (score: number): Html => {
    const strength = Math.round((80 * Math.abs(score)) / most);
    return html`class="${score < 0 ? "against" : "for"}" style="--strength:${strength}%" data-score="${score.toFixed(4)}"`;
  };
  const texts = typeof text === "string" ? [text] : text;
  const lines = texts.map((one, sequence) => {
    const own = tokens.filter((token) => token.sequence === sequence);
    let at = 0;
    const spans = own.map(({ token, start, end, score }) => {
      const from = Math.max(at, start);
      const between = one.slice(at, from);
      at = Math.max(at, end);
      return html`${between}<span ${shade(score)} title="${token} ${score.toFixed(4)}">${one.slice(from, at)}</span>`;
    });
    const name =
      texts.length > 1
        ? html`<p class="note">${sequence === 0 ? words.first : words.second}</p>`
        : html``;
    return html`${name}<p class="explained">${spans}${one.slice(at)}</p>`;
  });
  const rows = tokens.map(
    ({ token, start, end, score }) =>
      html`<tr><td><code>${token}</code></td><td class="number">${end > start ? `${start}–${end}` : ""}</td><td class="number" ${shade(score)}>${score.toFixed(4)}</td></tr>`,
  );
  return html`${lines}<details><summary>${words.table}</summary><div class="wide"><table><thead><tr><th>${words.token}</th><th>${words.characters}</th><th>${words.score}</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

/** Weights as bytes, which are as fine as a screen shows: a head of 64 tokens takes 5 kB of the page. */
function attentionBody(map: AttentionMap, words: ExplanationWords): Html {
  const { text, tokens, layers, heads, attention } = map;
  const bytes = Uint8Array.from(attention, (share) => Math.round(255 * share));
  const data = {
    tokens: tokens.map(({ token }: ExplainedToken) => token),
    layers,
    heads,
    words: { layer: words.layer, head: words.head },
    weights: Buffer.from(bytes).toString("base64"),
  };
  // No "</script>" may stand in it.
  const json: Html = { html: JSON.stringify(data).replaceAll("<", "\\u003c") };
  const shown = (typeof text === "string" ? [text] : text).map((one) => html`<p>${one}</p>`);
  return html`${shown}<div class="attention"><script type="application/json">${json}</script><div class="heads"></div><p class="note chosen" aria-live="polite"></p><div class="wide"><canvas class="map"></canvas></div></div>`;
}
