import { join } from "node:path";
import type { JsonObject } from "../base/index.js";
import { pretrainingConfig, writeFileAtomic } from "../directory/index.js";
import { type PretrainingModel, wholeModelName } from "../models/index.js";
import type { Tokenizer } from "../tokenizer/index.js";
import type { Stepper } from "../training/stepper.js";
import { createWholeFile, type WeightsFile } from "../training/weights-file.js";

/** What a pre-trained model's directory is written from, weights apart. */
export interface PretrainedDescription {
  readonly model: PretrainingModel;
  readonly tokenizer: Tokenizer;
  /** `config.json` that the run started from, empty for one from scratch. */
  readonly baseConfig: JsonObject;
}

/** Creates the file of the model's weights, under the names that transformers looks for. */
export function createPretrainedFile(
  file: string,
  { parameters }: PretrainingModel,
  stepper: Stepper,
): Promise<WeightsFile> {
  return createWholeFile(file, parameters, wholeModelName, stepper);
}

/** Writes config and tokenizer files. */
export async function writePretrainedFiles(
  directory: string,
  { model, tokenizer, baseConfig }: PretrainedDescription,
): Promise<void> {
  const { architecture, tellsPairs } = model;
  const config = pretrainingConfig(baseConfig, { ...architecture, tellsPairs });
  const contents = {
    ...tokenizer.files({ modelMaxLength: architecture.positionCount }),
    "config.json": `${JSON.stringify(config, null, 2)}\n`,
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFileAtomic(join(directory, name), content);
  }
}
