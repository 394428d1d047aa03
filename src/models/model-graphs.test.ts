import { describe, expect, test } from "vitest";
import { unreachable } from "../base/index.js";
import { type Graph, inputName } from "../graph/index.js";
import { classifier } from "./classifier.js";
import { frozenPrefix, parseFrozen } from "./frozen.js";
import type { HeadSettings } from "./heads.js";
import {
  embeddedName,
  exportGraph,
  gradientName,
  prefixGraph,
  type TrainingGraph,
  trainingGraph,
} from "./model-graphs.js";
import { bertArchitecture } from "./read-architecture.js";

const sizes = {
  vocab_size: 50,
  max_position_embeddings: 16,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
};
const architecture = bertArchitecture({ ...sizes, model_type: "bert", type_vocab_size: 2 });
const linear = classifier(architecture, { kind: "linear" }, 3);
const tables = ["word", "position", "token_type"].map(
  (kind) => `embeddings.${kind}_embeddings.weight`,
);
const keyBiases = [0, 1].map((layer) => `encoder.layer.${layer}.attention.self.key.bias`);

function trainingGraphOf(freeze: string | undefined, model = linear): TrainingGraph {
  return trainingGraph(
    model,
    (encoded) => model.loss(encoded, {}),
    parseFrozen(freeze, architecture),
  );
}

function gradientOutputs({ graph }: TrainingGraph): string[] {
  return Object.keys(graph.outputs).filter((name) => !["loss", "weight"].includes(name));
}

describe.each([
  { head: { kind: "linear" } },
  { head: { kind: "mlp", hidden: [8, 4], dropout: 0.1 } },
] satisfies { head: HeadSettings }[])("with a $head.kind head", ({ head }) => {
  const model = classifier(architecture, head, 3);
  const names = model.parameters.map(({ name }) => name);

  // The expected lists are by the beginnings of the names.
  test.each([
    { freeze: undefined, beginnings: [] },
    { freeze: "embeddings", beginnings: ["embeddings."] },
    { freeze: "1", beginnings: ["encoder.layer.1."] },
    { freeze: "embeddings,0", beginnings: ["embeddings.", "encoder.layer.0."] },
    { freeze: "encoder", beginnings: ["embeddings.", "encoder.", "pooler."] },
  ])(
    "--freeze $freeze leaves a gradient for every other weight but the key biases",
    ({ freeze, beginnings }) => {
      const step = trainingGraphOf(freeze, model);
      const isFrozen = (name: string): boolean =>
        keyBiases.includes(name) || beginnings.some((beginning) => name.startsWith(beginning));
      expect(step.trained).toEqual(names.filter((name) => !isFrozen(name)));

      // The tables share one gradient: that of the rows looked up in them.
      const inGraph = step.trained.filter((name) => !tables.includes(name));
      const lookedUp = step.trained.some((name) => tables.includes(name)) ? [embeddedName] : [];
      expect(gradientOutputs(step)).toEqual([...inGraph, ...lookedUp].map(gradientName));
    },
  );
});

// The embeddings have one site, a layer three, the head one.
test.each([
  { freeze: undefined, sites: 8 },
  { freeze: "0", sites: 8 },
  { freeze: "embeddings", sites: 7 },
  { freeze: "embeddings,1", sites: 7 },
  { freeze: "embeddings,0", sites: 4 },
  { freeze: "encoder", sites: 1 },
])(
  "--freeze $freeze: values are dropped in $sites places, none in a frozen prefix",
  ({ freeze, sites }) => {
    const { graph, dropoutSites } = trainingGraphOf(freeze);
    const masks = graph.inputs.map(inputName).filter((name) => name.startsWith("dropout."));
    expect(dropoutSites.map(({ input }) => input)).toHaveLength(sites);
    expect(masks.sort()).toEqual(dropoutSites.map(({ input }) => input).sort());
  },
);

test.each(["encoder", "embeddings,0"])(
  "--freeze %s with frozen dropout drops values in every place, and trains the same weights",
  (freeze) => {
    const frozen = parseFrozen(freeze, architecture);
    const step = trainingGraph(linear, (encoded) => linear.loss(encoded, {}), frozen, {
      frozenDropout: true,
    });
    expect(step.dropoutSites).toEqual(trainingGraphOf(undefined).dropoutSites);
    expect(step.trained).toEqual(trainingGraphOf(freeze).trained);
  },
);

test.each([
  { freeze: "encoder", shape: ["sequences", 8] },
  { freeze: "embeddings,0", shape: ["rows", 8] },
])(
  "behind the prefix of --freeze $freeze a graph reads hidden rows, drops values in the same places and trains the same",
  ({ freeze, shape }) => {
    const frozen = parseFrozen(freeze, architecture);
    const behind = frozenPrefix(frozen, 2, "sequences") ?? unreachable("a prefix");
    const rest = trainingGraph(linear, (encoded) => linear.loss(encoded, {}), frozen, { behind });
    const whole = trainingGraphOf(freeze);
    expect(rest.dropoutSites).toEqual(whole.dropoutSites);
    expect(rest.trained).toEqual(whole.trained);
    expect(Object.keys(rest.graph.outputs)).toEqual(Object.keys(whole.graph.outputs));
    const inputs = rest.graph.inputs.map((input) => [inputName(input), input.shape]);
    expect(inputs).toContainEqual(["hidden", shape]);

    const beneath = prefixGraph(linear, behind);
    expect(beneath.outputs["hidden"]?.shape).toEqual(shape);
    const weights = (graph: Graph) =>
      graph.inputs.map(inputName).filter((name) => /^(embeddings|encoder)\./.test(name));
    expect([...weights(beneath), ...weights(rest.graph)].sort()).toEqual(
      weights(whole.graph).sort(),
    );
  },
);

test("with a frozen encoder only the head is differentiated", () => {
  const weights = ["classifier.weight", "classifier.bias"].map(gradientName);
  expect(gradientOutputs(trainingGraphOf("encoder"))).toEqual(weights);
});

test("a model without dropout has no places where values are dropped", () => {
  const still = { hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };
  const model = classifier({ ...architecture, ...still }, { kind: "linear" }, 3);
  expect(trainingGraphOf(undefined, model).dropoutSites).toEqual([]);
});

test.each([
  { model_type: "bert", type_vocab_size: 2, reads: true },
  { model_type: "bert", type_vocab_size: 1, reads: false },
  { model_type: "roberta", type_vocab_size: 2, reads: true },
  { model_type: "roberta", type_vocab_size: 1, reads: false },
])("the exported $model_type with $type_vocab_size types reads them: $reads", (config) => {
  const { reads, ...types } = config;
  const model = classifier(
    bertArchitecture({ ...sizes, ...types, pad_token_id: 1 }),
    { kind: "linear" },
    3,
  );
  const exported = exportGraph(model, model.outputs);
  expect(exported.inputs.map(inputName).includes("token_type_ids")).toBe(reads);
});
