import { expect, test } from "vitest";
import type { JsonObject } from "../base/index.js";
import { bertArchitecture, pretrainingModel } from "../models/index.js";
import { requireSameLayout } from "../training/weight-layout.js";
import type { PreparedPretraining } from "./prepare-pretraining.js";
import { pretrainingLayout, withoutDropouts } from "./pretraining-layout.js";

const config = {
  model_type: "bert",
  vocab_size: 50,
  max_position_embeddings: 16,
  type_vocab_size: 2,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
};

/** Of a model whose config differs in these keys, and its architecture. */
function layoutOf(changed: JsonObject = {}) {
  const architecture = bertArchitecture({ ...config, ...changed });
  const model = pretrainingModel(architecture, { tellsPairs: false });
  const run = { recipe: { pairs: "none" }, source: { architecture }, model };
  return { architecture, layout: pretrainingLayout(run as unknown as PreparedPretraining) };
}

const still = {
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0.3,
  classifier_dropout: 0.2,
};

test("weights fit a model of another dropout, those of older checkpoints too", () => {
  const { architecture, layout } = layoutOf(still);
  const now = layoutOf().layout;
  expect(() => requireSameLayout(layout, now, false)).not.toThrow();
  const older = { ...layout, architecture: { ...architecture } as unknown as JsonObject };
  expect(() => requireSameLayout(withoutDropouts(older), now, false)).not.toThrow();
});

test("weights of another activation do not fit", () => {
  const { layout } = layoutOf({ hidden_act: "relu" });
  expect(() => requireSameLayout(layout, layoutOf().layout, false)).toThrow(
    /^--resume-inexact: "architecture" was .*, so the weights in last\/ do not fit/,
  );
});
