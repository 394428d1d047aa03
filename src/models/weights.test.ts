import { expect, test } from "vitest";
import { float32, int32, type TensorData } from "../base/index.js";
import { sequenceHeadParameters } from "./heads.js";
import { encoderParameters, type Parameter } from "./parameters.js";
import { bertArchitecture } from "./read-architecture.js";
import { matchWeights } from "./weights.js";

const architecture = bertArchitecture({
  model_type: "bert",
  vocab_size: 10,
  max_position_embeddings: 6,
  type_vocab_size: 2,
  hidden_size: 4,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 8,
});
const parameters = [
  ...encoderParameters(architecture),
  ...sequenceHeadParameters({ kind: "linear" }, architecture, 3),
];
const embeddingNorm = "embeddings.LayerNorm.weight";

/** A tensor of this shape whose numbers are all different. */
function numbered(shape: readonly number[], first = 0): TensorData {
  const count = shape.reduce((product, size) => product * size, 1);
  return float32(
    shape,
    Float32Array.from({ length: count }, (_, index) => first + index),
  );
}

/** What a file holds for these parameters, each under the name that `rename` gives. */
function fileOf(
  held: readonly Parameter[],
  rename: (name: string) => string = (name) => name,
): Map<string, TensorData> {
  return new Map(
    held.map(({ name, shape }, index) => [rename(name), numbered(shape, index * 100)]),
  );
}

const without = (...starts: string[]) =>
  parameters.filter(({ name }) => !starts.some((start) => name.startsWith(start)));

const oldNormNames = (name: string): string =>
  name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");

test.each([
  ["as Berth knows them", (name: string) => name],
  ["with bert. before the encoder's", (name: string) => name.replace(/^(?!classifier)/, "bert.")],
  ["with gamma and beta of layer norms", oldNormNames],
  ["with both", (name: string) => `bert.${oldNormNames(name)}`],
])("weights are found under names %s", (_, rename) => {
  const { values, fresh, note } = matchWeights(parameters, fileOf(parameters, rename), "model");
  const expected = fileOf(parameters);
  expect([...values.keys()]).toEqual([...expected.keys()]);
  for (const [name, { data }] of expected) expect(values.get(name)).toEqual(data);
  expect({ fresh, note }).toEqual({ fresh: [], note: "" });
});

test.each(["embeddings.position_ids", "bert.embeddings.position_ids"])(
  "%s are no weights, and nothing is said of them",
  (name) => {
    const file = fileOf(parameters).set(name, int32([1, 6], new Int32Array(6)));
    expect(matchWeights(parameters, file, "model")).toMatchObject({ fresh: [], note: "" });
  },
);

test("a head that the file lacks is new, and the note says so", () => {
  const { values, fresh, note } = matchWeights(parameters, fileOf(without("classifier")), "model");
  expect(fresh.map(({ name }) => name)).toEqual(["classifier.weight", "classifier.bias"]);
  expect(values.has("classifier.weight")).toBe(false);
  expect(note).toBe("model: new: classifier.bias, classifier.weight");
});

test("an encoder that was published without a pooler gets a new one", () => {
  const file = fileOf(without("classifier", "pooler"));
  const { fresh, note } = matchWeights(parameters, file, "model");
  expect(fresh).toHaveLength(4);
  expect(note).toBe(
    "model: new: classifier.bias, classifier.weight, pooler.dense.bias, pooler.dense.weight",
  );
});

test("new, of another shape, and not used: one sentence tells all three", () => {
  const file = fileOf(without("pooler.dense.bias", "classifier"));
  file.set("classifier.weight", numbered([2, 4])).set("classifier.bias", numbered([2]));
  file.set("cls.predictions.bias", numbered([10])).set("bert.extra", numbered([1]));
  const { fresh, note } = matchWeights(parameters, file, "model");
  expect(fresh.map(({ name }) => name)).toEqual([
    "pooler.dense.bias",
    "classifier.weight",
    "classifier.bias",
  ]);
  expect(note).toBe(
    "model: new: pooler.dense.bias; drawn anew because the shape differs: classifier.bias, classifier.weight; not used: cls.predictions.bias, extra",
  );
});

test("layers above those that are kept are not used, and a long list is cut", () => {
  const shallow = encoderParameters({ ...architecture, layerCount: 1 });
  const { note } = matchWeights(shallow, fileOf(parameters), "model");
  const query = "encoder.layer.1.attention";
  expect(note).toBe(
    `model: not used: classifier.bias, classifier.weight, ${query}.output.LayerNorm.bias, ${query}.output.LayerNorm.weight, ${query}.output.dense.bias and 15 more`,
  );
});

test.each([
  [
    "a tensor",
    ["encoder.layer.1.output.dense.bias"],
    "1 of the encoder's tensors: encoder.layer.1.output.dense.bias",
  ],
  [
    "a layer",
    ["encoder.layer.1", "embeddings.word"],
    "17 of the encoder's tensors: embeddings.word_embeddings.weight, encoder.layer.1.attention.output.LayerNorm.bias, encoder.layer.1.attention.output.LayerNorm.weight, encoder.layer.1.attention.output.dense.bias, encoder.layer.1.attention.output.dense.weight and 12 more",
  ],
])("a file that lacks %s of the encoder is refused", (_, starts, lacking) => {
  expect(() => matchWeights(parameters, fileOf(without(...starts)), "model")).toThrow(
    expect.objectContaining({
      code: "WEIGHTS_MISSING",
      message: `model: lacks ${lacking}. Is config.json of the same model?`,
    }),
  );
});

test.each([
  ["another size", embeddingNorm, numbered([5]), "[4] by config.json; got [5]"],
  ["another rank", embeddingNorm, numbered([4, 1]), "[4] by config.json; got [4,1]"],
  ["no axes", embeddingNorm, numbered([]), "[4] by config.json; got []"],
  [
    "turned axes",
    "encoder.layer.0.intermediate.dense.weight",
    numbered([4, 8]),
    "[8,4] by config.json; got [4,8]",
  ],
])("an encoder's tensor of %s is refused with both shapes", (_, name, tensor, rest) => {
  const file = fileOf(parameters, (known) => `bert.${known}`).set(`bert.${name}`, tensor);
  expect(() => matchWeights(parameters, file, "model")).toThrow(
    expect.objectContaining({
      code: "WEIGHTS_SHAPE",
      message: `model: tensor "${name}" must be float of shape ${rest}`,
    }),
  );
});

test("an encoder's tensor of whole numbers is refused", () => {
  const file = fileOf(parameters).set(embeddingNorm, int32([4], new Int32Array(4)));
  expect(() => matchWeights(parameters, file, "model")).toThrow(
    expect.objectContaining({
      code: "WEIGHTS_SHAPE",
      message: `model: tensor "${embeddingNorm}" must be float of shape [4] by config.json; got int32 of shape [4]`,
    }),
  );
});
