import { randomStream } from "../base/index.js";
import { loadModel, type Model } from "../prediction/index.js";
import type { ClassLabels } from "./class-labels.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, ROWS_SHOWN, type RowPlace, shownText } from "./finding.js";

/** Training rows that are embedded: an encoder reads some hundred texts a second. */
const SAMPLE = 2000;
/** A class with fewer rows in the sample has no middle to be far from. */
const FEWEST_ROWS = 20;
const BATCH = 32;
/** Tokens that are read of a text. */
const LENGTH = 128;

interface SampledRow {
  readonly labelId: number;
  readonly text: string;
  readonly place: RowPlace;
}

/** A row that is far from the middle of its class. */
interface FarRow {
  readonly row: SampledRow;
  readonly distance: number;
  readonly fence: number;
}

/**
 * Texts that a model places far from the others of their label, on a seeded sample of the training rows.
 *
 * A text is the mean of its tokens' last hidden states, at length 1. Its distance is one minus the cosine
 * to the mean of the other texts of its label. It is far beyond Tukey's outer fence: the upper quartile of
 * the label's distances and three times the distance of the quartiles (Tukey 1977).
 */
export function classOutliers(
  files: CheckedFiles,
  model: string,
  { labelName }: Pick<ClassLabels, "labelName">,
  seed: number,
): Collector {
  const random = randomStream(seed, "class outliers");
  const sample: SampledRow[] = [];
  let seen = 0;
  return {
    row({ part, row, text, labelId }: CheckedRow) {
      if (part > 0 || labelId < 0 || text === "") return;
      // Vitter's algorithm R.
      const slot = seen < SAMPLE ? seen : random.nextInteger(seen + 1);
      seen += 1;
      if (slot >= SAMPLE) return;
      sample[slot] = { labelId, text, place: { part, row, column: files.textColumn } };
    },
    async findings() {
      const classes = byLabel(sample).filter(({ length }) => length >= FEWEST_ROWS);
      if (classes.length < 2) return [];
      const encoder = await loadModel(model);
      const far: FarRow[] = [];
      try {
        for (const rows of classes) far.push(...(await farRows(encoder, rows)));
      } finally {
        await encoder.close();
      }
      if (far.length === 0) return [];
      return [
        farFinding(
          far.sort((a, b) => b.distance - a.distance),
          sample.length,
          labelName,
        ),
      ];
    },
  };
}

function farFinding(
  far: readonly FarRow[],
  sampled: number,
  labelName: (id: number) => string,
): Found {
  const are = far.length === 1 ? "is" : "are";
  return {
    code: "CLASS_OUTLIERS",
    count: far.length,
    rows: far.slice(0, ROWS_SHOWN).map(({ row, distance, fence }) => {
      const told = `${labelName(row.labelId)}; distance ${distance.toFixed(2)}, fence ${fence.toFixed(2)}`;
      return { ...row.place, value: `${shownText(row.text)} (${told})` };
    }),
    sentence: `${counted(far.length, "text")} of a sample of ${sampled.toLocaleString("en-US")} ${are} far from the others of the label by the model's embeddings; look whether text and label are right`,
    details: { sample: sampled },
  };
}

async function farRows(encoder: Model, rows: readonly SampledRow[]): Promise<FarRow[]> {
  const vectors: Float64Array[] = [];
  for (let from = 0; from < rows.length; from += BATCH) {
    const texts = rows.slice(from, from + BATCH).map(({ text }) => text);
    vectors.push(...(await embedded(encoder, texts)));
  }
  const distances = distancesToOthers(vectors);
  const sorted = [...distances].sort((a, b) => a - b);
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const fence = upper + 3 * (upper - lower);
  return rows.flatMap((row, index) => {
    const distance = distances[index] as number;
    return distance > fence ? [{ row, distance, fence }] : [];
  });
}

/** Mean of each text's tokens, at length 1. Rows of padding are zero, and a length has no use for their number. */
async function embedded(encoder: Model, texts: readonly string[]): Promise<Float64Array[]> {
  const maxLength = Math.min(LENGTH, encoder.maxLength);
  const { lastHiddenState } = await encoder.encode(texts, { maxLength });
  const [, tokens = 0, hidden = 0] = lastHiddenState.shape;
  const data = lastHiddenState.data as Float32Array;
  return texts.map((_, text) => {
    const sum = new Float64Array(hidden);
    const first = text * tokens * hidden;
    for (let at = 0; at < tokens * hidden; at++) {
      sum[at % hidden] = (sum[at % hidden] as number) + (data[first + at] as number);
    }
    return scaled(sum);
  });
}

function scaled(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** One minus the cosine of each vector to the sum of all the others. `[n, H]` of length 1 to `[n]`. */
export function distancesToOthers(vectors: readonly Float64Array[]): number[] {
  const total = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let at = 0; at < total.length; at++) {
      total[at] = (total[at] as number) + (vector[at] as number);
    }
  }
  return vectors.map((vector) => {
    const others = scaled(total.map((value, at) => value - (vector[at] as number)));
    return 1 - others.reduce((sum, value, at) => sum + value * (vector[at] as number), 0);
  });
}

/** Linear between the two nearest values, as numpy's default is. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (place - Math.floor(place)) * (above - below);
}

function byLabel(rows: readonly SampledRow[]): SampledRow[][] {
  const groups = new Map<number, SampledRow[]>();
  for (const row of rows) {
    const group = groups.get(row.labelId);
    if (group) group.push(row);
    else groups.set(row.labelId, [row]);
  }
  return [...groups.values()];
}
