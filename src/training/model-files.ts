import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { float32, type JsonObject } from "../base/index.js";
import { classificationConfig, writeFileAtomic } from "../directory/index.js";
import { type Classifier, classifierOutputs, exportGraph, isEncoderName } from "../models/index.js";
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

/**
 * The name of a parameter in a file: the one that Python's transformers looks for.
 *
 * A linear head makes it `BertForSequenceClassification`, whose encoder stands under `bert.`; an MLP
 * head has no class there, so the file is a `BertModel` with the head's tensors beside.
 */
export function fileName({ head }: Classifier, name: string): string {
  return head.kind === "linear" && isEncoderName(name) ? `bert.${name}` : name;
}

/** Writes all that a model directory holds but the weights: config, tokenizer files and cleaning. */
export async function writeModelFiles(
  directory: string,
  description: ModelDescription,
): Promise<void> {
  const { model, labels, tokenizer, cleaning, baseConfig, maxLength } = description;
  const config = classificationConfig(baseConfig, {
    labels,
    layerCount: model.architecture.layerCount,
    head: model.head,
  });
  const files = tokenizer.files({ modelMaxLength: maxLength });
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
