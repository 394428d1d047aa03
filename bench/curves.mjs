// Loss curves of both programs side by side, as docs/curves-gop.svg shows them.
//   node bench/curves.mjs BERTH_RUN RIVAL_OUTPUT OUT.svg
// BERTH_RUN is a run directory of `berth finetune`; RIVAL_OUTPUT what the rival's script printed. Both are left by
// `node bench/all.mjs --only gop-f32 --keep FOLDER`: curves.mjs FOLDER FOLDER/rival.out OUT.svg
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lossChart } from "../dist/training/loss-chart.js";

const [run, rival, out] = process.argv.slice(2);
const window = 50;

const losses = readFileSync(join(run, "training_log.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter((line) => line.eval_loss === undefined)
  .map(({ loss }) => loss);
const berthPoints = [];
for (let step = window; step <= losses.length; step += window) {
  const part = losses.slice(step - window, step);
  berthPoints.push({ step, loss: part.reduce((sum, loss) => sum + loss, 0) / window });
}

// Hugging Face's Trainer prints Python dictionaries, the mean loss of every 50 steps among them.
const rivalPoints = [...readFileSync(rival, "utf8").matchAll(/\{'loss': '?([\d.]+)'?/g)].map(
  ([, loss], index) => ({ step: (index + 1) * window, loss: Number(loss) }),
);

const curves = [
  { name: "Berth", className: "berth", points: berthPoints },
  { name: "Hugging Face Trainer", className: "rival", points: rivalPoints },
];
const style = `<style>
text { font: 12px sans-serif; fill: #555; } .grid { stroke: #ddd; } polyline { fill: none; stroke-width: 2; }
polyline.berth { stroke: #0b6e99; } circle.berth, text.berth { fill: #0b6e99; }
polyline.rival { stroke: #d9730d; } circle.rival, text.rival { fill: #d9730d; }
</style><rect width="100%" height="100%" fill="#fff"/>`;
const legend = curves.map(
  ({ name, className }, index) =>
    `<text class="${className}" x="${70 + index * 80}" y="242">${name}</text>`,
);
const { html } = lossChart(curves, { loss: "loss", step: "step" });
const [drawing] = /<svg.*<\/svg>/s.exec(html);
writeFileSync(
  out,
  drawing
    .replace(/(<svg[^>]*)>/, `$1 xmlns="http://www.w3.org/2000/svg">${style}`)
    .replace("</svg>", `${legend.join("")}</svg>\n`),
);
