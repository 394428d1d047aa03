import type { Html } from "./html.js";

/** The style sheet of pages: system fonts, colours by the reader's system. */
export const pageStyle: Html = {
  html: `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5b6470; --line: #dfe3e8; --paper: #ffffff; --card: #f5f7f9; --train: #2563eb; --validation: #d97706; --right: #16a34a; --wrong: #dc2626; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #9aa4b0; --line: #343a42; --paper: #14171b; --card: #1d2228; --train: #6ea0ff; --validation: #f5ae4f; --right: #4ade80; --wrong: #f87171; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
header p { margin: 0; color: var(--soft); }
h1 { margin: 0 0 1.25rem; font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: 0; }
.cards div { padding: .8rem 1rem; border-radius: .6rem; background: var(--card); }
dt { color: var(--soft); }
dd { margin: 0; font-size: 1.7rem; font-weight: 600; font-variant-numeric: tabular-nums; }
small, .note, figcaption { color: var(--soft); font-size: .85rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 50%; }
th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; white-space: nowrap; }
th[scope=row] { font-weight: 500; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.best td { font-weight: 600; }
.text { min-width: 20rem; overflow-wrap: anywhere; }
.right, .wrong { padding: .35rem .8rem; text-align: right; }
.right { background: color-mix(in srgb, var(--right) calc(var(--share) * .6), transparent); }
.wrong { background: color-mix(in srgb, var(--wrong) calc(var(--share) * .6), transparent); }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 11px; }
.grid { stroke: var(--line); }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
polyline.steps { stroke: var(--train); stroke-width: 1; opacity: .35; }
polyline.train { stroke: var(--train); }
polyline.validation { stroke: var(--validation); }
circle.steps { fill: none; }
circle.train { fill: var(--train); }
circle.validation { fill: var(--validation); }
figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
figcaption i { display: inline-block; width: 1.2rem; height: 3px; margin-right: .4rem; vertical-align: middle; background: var(--train); }
figcaption i.steps { opacity: .35; }
figcaption i.validation { background: var(--validation); }
.axis { margin-left: auto; }
.bar { fill: var(--train); }
.severity { padding: .1rem .5rem; border-radius: 1rem; color: var(--paper); font-size: .8rem; }
.severity.error { background: var(--wrong); }
.severity.warning { background: var(--validation); }
.severity.note { background: var(--soft); }
article { margin: 1.25rem 0; padding: 1rem; border-radius: .6rem; background: var(--card); }
article h3 { margin: 0 0 .5rem; font-size: 1rem; }
article p { margin: .25rem 0; overflow-wrap: anywhere; }
article .mend { margin-top: .75rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
`,
};
