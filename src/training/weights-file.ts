import { elementCount, unreachable } from "../base/index.js";
import { createSafetensors, writePieces } from "../directory/index.js";
import { embeddingTables, type Parameter } from "../models/index.js";
import { momentNames } from "../optimizers/index.js";
import { fileName } from "./model-files.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Stepper, StepperPlan } from "./stepper.js";

/**
 * The file of a run's whole model. Its numbers lie in two places: in the stepper, and here for the
 * embedding rows that no text uses.
 */
export interface WeightsFile {
  /** Has the stepper write all tensors but the word table, as they are now, while steps go on. */
  fill(): Promise<void>;
  /** Writes the word table, as it was when the file was created. */
  fillWordTable(): Promise<void>;
}

/** Rows of the word table that are put together at once: a second whole table is much memory. */
const ROWS_AT_ONCE = 2048;

/**
 * Creates the file, with its header. Nothing may be asked of the stepper until `fill` was called.
 *
 * @param untouchedScale - what weight decay has left of rows that no text uses
 */
export async function createWeightsFile(
  file: string,
  run: PreparedRun,
  stepper: Stepper,
  untouchedScale: number,
): Promise<WeightsFile> {
  const { model, vocabulary } = run;
  const rows = await stepper.values(embeddingTables.word);
  const tensors = model.parameters.map(({ name, shape }) => ({
    name: fileName(model, name),
    dtype: "float32" as const,
    shape,
  }));
  const positions = await createSafetensors(file, tensors);
  const positionOf = (name: string): number =>
    positions.get(fileName(model, name)) ?? unreachable(`no place for ${name}`);
  const pieces = model.parameters
    .filter(({ name }) => name !== embeddingTables.word)
    .map(({ name }) => ({ name, block: "values" as const, position: positionOf(name) }))
    .sort((a, b) => a.position - b.position);
  return {
    fill: () => stepper.write(file, pieces),
    async fillWordTable() {
      const full = run.weights.get(embeddingTables.word) ?? unreachable("a model without words");
      const { hiddenSize, vocabularySize } = model.architecture;
      let position = positionOf(embeddingTables.word);
      for (let from = 0; from < vocabularySize; from += ROWS_AT_ONCE) {
        const range = { from, to: Math.min(from + ROWS_AT_ONCE, vocabularySize) };
        const data = vocabulary.restore(full, rows, hiddenSize, untouchedScale, range);
        await writePieces(file, [{ position, data }]);
        position += data.byteLength;
      }
    },
  };
}

/** Creates the file of a model whose weights all lie in the stepper; parameters as above. */
export async function createWholeFile(
  file: string,
  parameters: readonly Parameter[],
  nameInFile: (name: string) => string,
  stepper: Stepper,
): Promise<WeightsFile> {
  const tensors = parameters.map(({ name, shape }) => ({
    name: nameInFile(name),
    dtype: "float32" as const,
    shape,
  }));
  const positions = await createSafetensors(file, tensors);
  const pieces = parameters
    .map(({ name }) => ({
      name,
      block: "values" as const,
      position: positions.get(nameInFile(name)) ?? unreachable(`no place for ${name}`),
    }))
    .sort((a, b) => a.position - b.position);
  return { fill: () => stepper.write(file, pieces), fillWordTable: async () => undefined };
}

/** Creates the file of the trained weights' moments, with its header; `fill` as above. */
export async function createMomentsFile(
  file: string,
  parameters: readonly Parameter[],
  { optimizer, trained }: Pick<StepperPlan, "optimizer" | "trained">,
  stepper: Stepper,
): Promise<Pick<WeightsFile, "fill">> {
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const named = momentNames(optimizer).flatMap((block) =>
    trained.map((name) => ({ key: `${block}:${name}`, block, name })),
  );
  const tensors = named.map(({ key, name }) => {
    // One axis: who reads a checkpoint needs the numbers only.
    return { name: key, dtype: "float32" as const, shape: [elementCount(shapes.get(name) ?? [])] };
  });
  const positions = await createSafetensors(file, tensors);
  const pieces = named
    .map(({ key, block, name }) => ({ name, block, position: positions.get(key) ?? 0 }))
    .sort((a, b) => a.position - b.position);
  return { fill: () => stepper.write(file, pieces) };
}
