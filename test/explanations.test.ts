import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { attentionJson, attributionJson } from "../src/prediction/explanation/explanation.js";
import { openExplainer } from "../src/prediction/index.js";
import { worstDifference } from "./reference/compare.js";

/** What PyTorch gives; see make_explanations.py. */
interface Case {
  readonly texts: readonly string[];
  readonly input_ids: readonly number[];
  readonly logits: readonly number[];
  /** For each class a score a token. */
  readonly attribution: readonly (readonly number[])[];
  /** `[layers][heads][S][S]` */
  readonly attentions: readonly (readonly (readonly (readonly number[])[])[])[];
}

const fixtures = join(import.meta.dirname, "fixtures");
const reference: Record<string, Case[]> = JSON.parse(
  readFileSync(join(fixtures, "explanations.json"), "utf8"),
);
const labels = ["negative", "neutral", "positive"];
const tolerance = { absolute: 2e-5, relative: 1e-4 };
const options = { engine: "onnxruntime", threads: 1 } as const;

const inputOf = ({ texts: [first = "", second] }: Case) =>
  second === undefined ? first : ([first, second] as const);

describe.each(Object.entries(reference))("%s", (name, cases) => {
  test("attributions are PyTorch's gradient times input for every class", async () => {
    const explainer = await openExplainer(join(fixtures, name), options);
    for (const one of cases) {
      const best = labels[one.logits.indexOf(Math.max(...one.logits))];
      for (const [id, label] of labels.entries()) {
        const came = await explainer.attribution(inputOf(one), { label });
        const scores = came.tokens.map(({ score }) => score);
        expect(worstDifference(scores, one.attribution[id] ?? [], tolerance)).toBeUndefined();
        expect(came).toMatchObject({ explained: label, label: best });
        expect(came.logit).toBeCloseTo(one.logits[id] ?? Number.NaN, 4);
      }
      const predicted = await explainer.attribution(inputOf(one));
      expect(predicted.explained).toBe(best);
    }
    await explainer.close();
  });

  test("attention weights are those of output_attentions", async () => {
    const explainer = await openExplainer(join(fixtures, name), options);
    for (const one of cases) {
      const came = await explainer.attention(inputOf(one));
      const wanted = one.attentions.flat(3);
      expect(worstDifference(came.attention, wanted, tolerance)).toBeUndefined();
      const { attention } = attentionJson(came);
      expect(worstDifference(attention.flat(3), wanted, tolerance)).toBeUndefined();
      expect(attention.map((layer) => layer.length)).toEqual(one.attentions.map((l) => l.length));
    }
    await explainer.close();
  });
});

test("tokens say where they stand, in UTF-16 units, and in which of two texts", async () => {
  const explainer = await openExplainer(join(fixtures, "tiny-bert"), options);
  const text = "房 😀 nice rooms";
  const { tokens } = attributionJson(await explainer.attribution(text));
  expect(tokens[0]).toMatchObject({ token: "[CLS]", start: 0, end: 0, sequence: -1 });
  const placed = tokens.filter(({ sequence }) => sequence === 0);
  expect(placed.map(({ start, end }) => text.slice(start, end)).join("")).toBe("房😀nicerooms");
  const pair = await explainer.attention(["a b", "c"]);
  expect(pair.tokens.map(({ sequence }) => sequence)).toEqual([-1, 0, 0, -1, 1, -1]);
  const { truncated } = await explainer.attention("a b c d", { maxLength: 4 });
  expect(truncated).toBe(true);
  await explainer.close();
});

test("another label and models of other tasks are refused", async () => {
  const explainer = await openExplainer(join(fixtures, "tiny-bert"), options);
  await expect(explainer.attribution("a", { label: "positiv" })).rejects.toMatchObject({
    code: "USAGE",
    message:
      '--explain-label: must be a label of the model (negative, neutral, positive); "positiv" came. Did you mean positive?',
  });
  await explainer.close();
  await expect(openExplainer(join(fixtures, "tiny-pretraining"), options)).rejects.toMatchObject({
    code: "HEAD_MISSING",
  });
});
