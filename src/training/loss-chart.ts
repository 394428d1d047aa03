import { type Html, html } from "../base/index.js";

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** A line of the chart: its points in order of steps, and the class that styles it. */
export interface Curve {
  readonly name: string;
  readonly className: string;
  readonly points: readonly Point[];
}

const width = 720;
const height = 280;
const margin = { left: 48, right: 12, top: 12, bottom: 28 };
const mostPoints = 400;

/** Loss over steps as inline SVG. Long curves are thinned to means of neighbouring steps. */
export function lossChart(
  curves: readonly Curve[],
  title: { readonly loss: string; readonly step: string },
): Html {
  const thinned = curves.map((curve) => ({ ...curve, points: thin(curve.points) }));
  const points = thinned
    .flatMap((curve) => curve.points)
    .filter(({ loss }) => Number.isFinite(loss));
  const lastStep = Math.max(1, ...points.map(({ step }) => step));
  const losses = ticks(Math.max(0.01, ...points.map(({ loss }) => loss)));
  const highest = losses.at(-1) ?? 1;
  const x = (step: number): number =>
    rounded(margin.left + (step / lastStep) * (width - margin.left - margin.right));
  const y = (loss: number): number =>
    rounded(height - margin.bottom - (loss / highest) * (height - margin.top - margin.bottom));

  const lossLines = losses.map(
    (
      loss,
    ) => html`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(loss)}" y2="${y(loss)}"/>
<text x="${margin.left - 6}" y="${y(loss) + 4}" text-anchor="end">${shortNumber(loss)}</text>`,
  );
  const stepMarks = ticks(lastStep)
    .filter((step) => step <= lastStep && Number.isInteger(step))
    .map(
      (step) =>
        html`<text x="${x(step)}" y="${height - 8}" text-anchor="middle">${shortNumber(step)}</text>`,
    );
  const lines = thinned.map(({ className, points: shown }) => {
    const path = shown.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(" ");
    const dots =
      shown.length > 40
        ? []
        : shown.map(
            ({ step, loss }) =>
              html`<circle class="${className}" cx="${x(step)}" cy="${y(loss)}" r="3"/>`,
          );
    return html`<polyline class="${className}" points="${path}"/>${dots}`;
  });
  const legend = curves.map(
    ({ name, className }) => html`<span><i class="${className}"></i>${name}</span>`,
  );
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title.loss}">
${lossLines}${stepMarks}${lines}
</svg><figcaption>${legend}<span class="axis">${title.step} →</span></figcaption></figure>`;
}

/** At most `mostPoints` points, each the mean of a run of neighbours. */
function thin(points: readonly Point[]): readonly Point[] {
  const size = Math.ceil(points.length / mostPoints);
  if (size <= 1) return points;
  const runs = Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size),
  );
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return runs.map((run) => ({
    step: mean(run.map(({ step }) => step)),
    loss: mean(run.map(({ loss }) => loss)),
  }));
}

/** Round numbers from 0 to the first that is not below `highest`, about five of them. */
function ticks(highest: number): number[] {
  const rough = highest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const tickCount = Math.ceil(highest / gap - 1e-9);
  return Array.from({ length: tickCount + 1 }, (_, index) => index * gap);
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const shortNumber = (value: number): number => Number(value.toPrecision(6));
