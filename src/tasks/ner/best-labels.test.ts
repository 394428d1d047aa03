import fc from "fast-check";
import { expect, test } from "vitest";
import fixture from "../../../test/fixtures/crf.json" with { type: "json" };
import { bestLabels } from "./best-labels.js";
import { labelMoves } from "./tags.js";

test("the best labels are PyTorch's, in sequences up to 300", () => {
  const crf = { ...fixture, moves: labelMoves(fixture.names) };
  for (const [index, emissions] of fixture.emissions.entries()) {
    const { labels } = bestLabels(emissions, crf);
    expect(Array.from(labels)).toEqual(fixture.best[index]);
  }
});

const names = ["O", "B-X", "I-X", "B-Y", "I-Y"];
const size = names.length;
const moves = labelMoves(names);

interface Chain {
  readonly emissions: readonly number[];
  readonly transitions: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Every legal labelling with its score. */
function* scored({ emissions, transitions, starts, ends }: Chain): Generator<[number[], number]> {
  const length = emissions.length / size;
  const at = (values: readonly number[], place: number) => values[place] ?? Number.NaN;
  for (let code = 0; code < size ** length; code++) {
    const labels = Array.from({ length }, (_, i) => Math.floor(code / size ** i) % size);
    const steps = labels.slice(1).map((label, i) => [labels[i] ?? 0, label] as const);
    if (!moves.starts[labels[0] ?? 0]) continue;
    if (!steps.every(([from, to]) => moves.follows[from]?.[to])) continue;
    const emitted = labels.map((label, i) => at(emissions, i * size + label));
    const moved = steps.map(([from, to]) => at(transitions, from * size + to));
    const borders = [at(starts, labels[0] ?? 0), at(ends, labels.at(-1) ?? 0)];
    yield [labels, [...emitted, ...moved, ...borders].reduce((sum, score) => sum + score, 0)];
  }
}

const number = fc.double({ min: -9, max: 9, noNaN: true });
const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });
const chains = fc.integer({ min: 1, max: 4 }).chain((length) =>
  fc.record({
    emissions: numbers(length * size),
    transitions: numbers(size * size),
    starts: numbers(size),
    ends: numbers(size),
  }),
);

test("the best labels and their probabilities are those of listing every labelling", () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const all = [...scored(chain)];
      const most = Math.max(...all.map(([, score]) => score));
      const total = all.reduce((sum, [, score]) => sum + Math.exp(score - most), 0);
      const came = bestLabels(chain.emissions, { moves, ...chain });
      const found = all.find(([labels]) => labels.every((label, i) => label === came.labels[i]));
      expect(found?.[1]).toBeCloseTo(most, 9);
      for (const [i, label] of came.labels.entries()) {
        const same = all.filter(([labels]) => labels[i] === label);
        const share = same.reduce((sum, [, score]) => sum + Math.exp(score - most), 0) / total;
        expect(came.scores[i]).toBeCloseTo(share, 9);
      }
    }),
    { numRuns: 50 },
  );
});

test("no step has no labels", () => {
  const crf = { moves: labelMoves(["O"]), transitions: [0], starts: [0], ends: [0] };
  expect(bestLabels([], crf)).toEqual({ labels: new Int32Array(0), scores: new Float64Array(0) });
});
