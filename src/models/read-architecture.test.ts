import { describe, expect, test } from "vitest";
import { encoderParameters } from "./parameters.js";
import { bertArchitecture } from "./read-architecture.js";

const sizes = {
  vocab_size: 100,
  max_position_embeddings: 64,
  type_vocab_size: 2,
  hidden_size: 16,
  num_hidden_layers: 4,
  num_attention_heads: 2,
  intermediate_size: 32,
};
const distil = {
  model_type: "distilbert",
  vocab_size: 100,
  max_position_embeddings: 64,
  dim: 16,
  n_layers: 4,
  n_heads: 2,
  hidden_dim: 32,
};

describe("a config that is not built is refused by key and value", () => {
  test.each([
    [
      { ...sizes, model_type: "deberta-v2" },
      "model_type",
      'one of bert, roberta, xlm-roberta, distilbert, electra, albert; got "deberta-v2"',
    ],
    [
      sizes,
      "model_type",
      "one of bert, roberta, xlm-roberta, distilbert, electra, albert; got null",
    ],
    [
      { ...sizes, model_type: "toString" },
      "model_type",
      'one of bert, roberta, xlm-roberta, distilbert, electra, albert; got "toString"',
    ],
    [
      { ...sizes, model_type: "electra", position_embedding_type: "relative_key" },
      "position_embedding_type",
      '"absolute"; got "relative_key"',
    ],
    [{ ...sizes, model_type: "roberta", is_decoder: true }, "is_decoder", "false; got true"],
    [
      { ...sizes, model_type: "roberta", pad_token_id: -1 },
      "pad_token_id",
      "a whole number from 0; got -1",
    ],
    [
      { ...sizes, model_type: "xlm-roberta", max_position_embeddings: 2 },
      "max_position_embeddings",
      "above pad_token_id + 1 (2); got 2",
    ],
    [{ ...sizes, model_type: "albert", inner_group_num: 2 }, "inner_group_num", "1; got 2"],
    [
      { ...sizes, model_type: "albert", num_hidden_groups: 5 },
      "num_hidden_groups",
      "at most num_hidden_layers (4); got 5",
    ],
    [
      { ...sizes, model_type: "electra", embedding_size: "wide" },
      "embedding_size",
      'a whole number above 0; got "wide"',
    ],
    [{ ...distil, n_heads: 3 }, "n_heads", "a divisor of dim (16); got 3"],
    [
      { ...distil, activation: "silu" },
      "activation",
      'one of gelu, gelu_python, gelu_new, gelu_fast, gelu_pytorch_tanh, relu; got "silu"',
    ],
  ])("%j", (config, key, rest) => {
    expect(() => bertArchitecture(config)).toThrow(
      expect.objectContaining({
        code: "CONFIG_UNSUPPORTED",
        message: `config.json: "${key}" must be ${rest}`,
      }),
    );
  });
});

test("RoBERTa's positions are those behind the padding token's", () => {
  const { positionCount, skippedPositions } = bertArchitecture({ ...sizes, model_type: "roberta" });
  expect({ positionCount, skippedPositions }).toEqual({ positionCount: 62, skippedPositions: 2 });
});

test("DistilBERT's layers are counted and cut under its own key", () => {
  expect(bertArchitecture(distil).layerCount).toBe(4);
  expect(bertArchitecture(distil, { encoderLayers: 3 }).layerCount).toBe(3);
});

describe("ALBERT's layers", () => {
  const albert = { ...sizes, model_type: "albert", embedding_size: 8 };
  const layersOf = (config: typeof albert, encoderLayers?: number) => {
    const architecture = bertArchitecture(config, { encoderLayers });
    const names = encoderParameters(architecture).map(({ name }) => name);
    const numbers = names.flatMap((name) => /^encoder\.layer\.(\d+)/.exec(name)?.[1] ?? []);
    return { count: architecture.layerCount, own: new Set(numbers).size };
  };

  test("share their weights, and may be fewer", () => {
    expect(layersOf(albert)).toEqual({ count: 4, own: 1 });
    expect(layersOf(albert, 3)).toEqual({ count: 3, own: 1 });
  });

  test("in several groups are taken all or not at all", () => {
    const grouped = { ...albert, num_hidden_groups: 2 };
    expect(layersOf(grouped)).toEqual({ count: 4, own: 2 });
    expect(layersOf(grouped, 4)).toEqual({ count: 4, own: 2 });
    expect(() => layersOf(grouped, 2)).toThrow(
      expect.objectContaining({
        code: "ENCODER_LAYERS",
        message:
          "--encoder-layers 2: must be 4, as the layers of this model share their weights in 2 groups, which fewer layers would change",
      }),
    );
  });
});

test("an ELECTRA that chooses with another summary of its texts is refused, one that labels them is not", () => {
  const electra = { ...sizes, model_type: "electra", summary_type: "mean" };
  expect(bertArchitecture({ ...electra, architectures: ["ElectraForPreTraining"] })).toBeDefined();
  const chooses = { ...electra, architectures: ["ElectraForMultipleChoice"] };
  expect(() => bertArchitecture(chooses)).toThrow(
    expect.objectContaining({
      code: "CONFIG_UNSUPPORTED",
      message: 'config.json: "summary_type" must be "first"; got "mean"',
    }),
  );
  // No function at all is another summary than the function that an absent key stands for.
  const bare = { ...chooses, summary_type: "first", summary_activation: null };
  expect(() => bertArchitecture(bare)).toThrow(/"summary_activation" must be "gelu"; got null/u);
});
