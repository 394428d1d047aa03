import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { float32, type JsonObject } from "../src/base/index.js";
import { readConfig, readWeights, writeSafetensors } from "../src/directory/index.js";
import { attentionJson, attributionJson } from "../src/prediction/explanation/explanation.js";
import { explanationPage, openExplainer } from "../src/prediction/index.js";
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
      const { attention } = JSON.parse([...attentionJson(came)].join(""));
      expect(worstDifference(attention.flat(3), wanted, tolerance)).toBeUndefined();
      expect(attention.map((layer: unknown[]) => layer.length)).toEqual(
        one.attentions.map((l) => l.length),
      );
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

describe("models of other tasks", () => {
  let parent = "";
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-explained-"));
  });
  afterAll(() => rm(parent, { recursive: true }));

  /** tiny-bert with its head as that of another task: some of the classifier's rows, under another name. */
  async function retasked(
    config: JsonObject,
    { rows = 3, head = "classifier" }: { readonly rows?: number; readonly head?: string } = {},
  ) {
    const source = join(fixtures, "tiny-bert");
    const folder = await mkdtemp(join(parent, "model-"));
    await cp(source, folder, { recursive: true });
    const names = Object.fromEntries(labels.slice(0, rows).map((label, id) => [id, label]));
    const told = { ...(await readConfig(source)), id2label: names, ...config };
    await writeFile(join(folder, "config.json"), JSON.stringify(told));
    const tensors = [...(await readWeights(source))].map(([name, tensor]) => {
      if (!name.startsWith("classifier.")) return [name, tensor] as const;
      const shape = [rows, ...tensor.shape.slice(1)];
      const size = shape.reduce((product, one) => product * one, 1);
      const values = Float32Array.from(tensor.data.subarray(0, size), Number);
      return [name.replace("classifier", head), float32(shape, values)] as const;
    });
    await writeSafetensors(join(folder, "model.safetensors"), tensors);
    return openExplainer(folder, options);
  }
  const cases = reference["tiny-bert"] ?? [];

  test("a regression has one output, which is explained as PyTorch's", async () => {
    const explainer = await retasked({ problem_type: "regression" }, { rows: 1 });
    for (const one of cases) {
      const came = await explainer.attribution(inputOf(one));
      const scores = came.tokens.map(({ score }) => score);
      expect(worstDifference(scores, one.attribution[0] ?? [], tolerance)).toBeUndefined();
      expect(came.score).toBeCloseTo(one.logits[0] ?? Number.NaN, 4);
      expect(came.score).toBe(came.logit);
    }
    await explainer.close();
  });

  test("of a set of labels the most probable one is explained, or the one asked for", async () => {
    const explainer = await retasked({ problem_type: "multi_label_classification" });
    for (const one of cases) {
      const most = Math.max(...one.logits);
      const best = one.logits.indexOf(most);
      const came = await explainer.attribution(inputOf(one));
      expect(came).toMatchObject({ label: labels[best], explained: labels[best] });
      expect(came.score).toBeCloseTo(1 / (1 + Math.exp(-most)), 4);
      const last = await explainer.attribution(inputOf(one), { label: "positive" });
      for (const [attribution, id] of [[came, best] as const, [last, 2] as const]) {
        const scores = attribution.tokens.map(({ score }) => score);
        expect(worstDifference(scores, one.attribution[id] ?? [], tolerance)).toBeUndefined();
      }
    }
    await explainer.close();
  });

  test.each([
    { task: "ner", head: "classifier", rows: 3, of: "TokenClassification" },
    { task: "qa", head: "qa_outputs", rows: 2, of: "QuestionAnswering" },
  ])(
    "$task: attention weights without a label, and no attribution",
    async ({ task, of, ...how }) => {
      const explainer = await retasked({ architectures: [`BertFor${of}`] }, how);
      expect(explainer).toMatchObject({ task, readsPairs: task === "qa" });
      for (const one of cases) {
        const came = await explainer.attention(inputOf(one));
        expect(worstDifference(came.attention, one.attentions.flat(3), tolerance)).toBeUndefined();
        expect(came.label).toBeUndefined();
      }
      await expect(explainer.attribution("a")).rejects.toMatchObject({ code: "TASK_UNFIT" });
      await explainer.close();
    },
  );

  test("a model that chooses among texts is refused", async () => {
    const config = { architectures: ["BertForMultipleChoice"] };
    await expect(retasked(config, { rows: 1 })).rejects.toMatchObject({ code: "TASK_UNFIT" });
  });

  test("the page of a number says so", async () => {
    const explainer = await retasked({ problem_type: "regression" }, { rows: 1 });
    const came = await explainer.attribution("the soup");
    await explainer.close();
    const page = { kind: "attribution", lang: "en", title: "x", task: "regression" } as const;
    const pieces: string[] = [];
    const all = (async function* () {
      yield came;
    })();
    for await (const piece of explanationPage(all, page)) pieces.push(piece);
    expect(pieces.join("")).toContain(`number ${came.score.toFixed(4)}`);
    expect(pieces.join("")).not.toContain("probability");
  });
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
