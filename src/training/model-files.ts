import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { float32, type JsonObject } from "../base/index.js";
import { classificationConfig, writeFileAtomic } from "../directory/index.js";
import {
  type Classifier,
  classifierOutputs,
  encoderClass,
  exportGraph,
  type FileTensor,
  fileTensors,
  headClass,
  layerCountKey,
  tokenizerClass,
} from "../models/index.js";
import { lowerGraph } from "../onnx/index.js";
import { type CleaningPipeline, textPart } from "../records/index.js";
import type { Tokenizer } from "../tokenizer/index.js";

/** What a model directory is written from, weights apart. */
export interface ModelDescription {
  readonly model: Classifier;
  readonly labels: readonly string[];
  readonly tokenizer: Tokenizer;
  /** Of which the steps on texts are saved: predictions need them. */
  readonly cleaning: CleaningPipeline | undefined;
  /** `config.json` of the model that the run started from. */
  readonly baseConfig: JsonObject;
  /** Tokens at which texts were cut. */
  readonly maxLength: number;
}

/** The tensors of a model's file; a linear head makes a model that Hugging Face has a class for. */
export function modelTensors(model: Classifier): FileTensor[] {
  return fileTensors(model, { isWhole: model.head.kind === "linear" });
}

/** Writes all that a model directory holds but the weights: config, tokenizer files and cleaning. */
export async function writeModelFiles(
  directory: string,
  description: ModelDescription,
): Promise<void> {
  const { model, labels, tokenizer, cleaning, baseConfig, maxLength } = description;
  const { architecture, head } = model;
  const config = classificationConfig(baseConfig, {
    labels,
    layers: { key: layerCountKey(architecture), count: architecture.layerCount },
    head,
    className:
      head.kind === "linear"
        ? headClass(architecture, "SequenceClassification")
        : encoderClass(architecture),
  });
  const files = tokenizer.files({
    modelMaxLength: maxLength,
    tokenizerClass: tokenizerClass(architecture),
  });
  const textSteps = textPart(cleaning ?? { version: 1, steps: [] });
  const contents = {
    ...files,
    "config.json": indented(config),
    ...(textSteps.steps.length > 0 ? { "cleaning.json": indented(textSteps) } : {}),
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFileAtomic(join(directory, name), content);
  }
}

const indented = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Writes `onnx/model.onnx`: the padded model with its weights inside, in ai.onnx ops only. */
export async function writeOnnxModel(
  directory: string,
  model: Classifier,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const initializers = Object.fromEntries(
    model.parameters.map(({ name, shape }) => [
      name,
      float32(shape, weights.get(name) ?? new Float32Array(0)),
    ]),
  );
  const graph = exportGraph(model, classifierOutputs(model));
  const bytes = lowerGraph(graph, { dialect: "standard", initializers });
  const folder = join(directory, "onnx");
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, "model.onnx"), bytes);
}
