import {
  anyNumber,
  anyText,
  anything,
  type OptionRules,
  oneOf,
  wholeNumber,
  yesOrNo,
} from "../base/index.js";
import { layerCombinations } from "../models/index.js";
import { aggregations } from "../tasks/index.js";
import type { AnswerOptions } from "./answer-predictions.js";
import type { EntityOptions } from "./entity-predictions.js";
import type { FeatureOptions } from "./features.js";
import type { FillMaskOptions } from "./fill-mask.js";
import type { EncodeOptions, LoadOptions, PredictOptions } from "./model.js";
import { poolings } from "./pool-vectors.js";

/** Two special tokens and one of the text. */
const maxLength = wholeNumber(3);
const topK = wholeNumber(1);
const stride = wholeNumber(0);
const offsetUnit = oneOf("utf16", "codepoint");

const machineRules = {
  threads: wholeNumber(1),
  engine: oneOf("auto", "openvino", "onnxruntime"),
  device: oneOf("auto", "cpu", "webgpu", "cuda"),
  precision: oneOf("auto", "f32", "bf16"),
  revision: anyText("the name of a branch, tag or commit"),
};

export const loadRules: OptionRules<LoadOptions> = {
  ...machineRules,
  weights: oneOf("best", "last"),
};

export const predictRules: OptionRules<PredictOptions> = {
  topK,
  scores: oneOf("probabilities", "logits"),
  threshold: anyNumber,
  maxLength,
  table: anything,
  stride,
};

export const answerRules: OptionRules<AnswerOptions> = {
  topK,
  maxLength,
  stride,
  nBest: wholeNumber(1),
  maxAnswerLength: wholeNumber(1),
  noAnswerThreshold: anyNumber,
  offsetUnit,
};

export const entityRules: OptionRules<EntityOptions> = {
  aggregation: oneOf(...aggregations),
  offsetUnit,
  maxLength,
  stride,
};

export const fillMaskRules: OptionRules<FillMaskOptions> = { topK, maxLength };

export const encodeRules: OptionRules<EncodeOptions> = { maxLength, padTo: wholeNumber(0) };

export const featureRules: OptionRules<FeatureOptions> = {
  ...machineRules,
  // What the text tells is read, and refused, where the layers are counted.
  layers: anyText('a text such as "-1" or "-4..-1"'),
  combine: oneOf(...layerCombinations),
  pooling: oneOf(...poolings),
  normalize: yesOrNo,
  maxLength,
};
