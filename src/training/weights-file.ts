import { elementCount, unreachable } from "../base/index.js";
import { createSafetensors, writePieces } from "../directory/index.js";
import { embeddingTables, type FileTensor, type Parameter } from "../models/index.js";
import { momentNames } from "../optimizers/index.js";
import { modelTensors } from "./model-files.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Stepper, StepperPlan } from "./stepper.js";
import type { StoredPiece } from "./stored-pieces.js";

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
  const places = await createTensors(file, modelTensors(model));
  const { position: start } = places.find(isWordTable) ?? unreachable("a model without words");
  const pieces = places.filter((place) => !isWordTable(place));
  return {
    fill: () => stepper.write(file, pieces),
    async fillWordTable() {
      const full = run.weights.get(embeddingTables.word) ?? unreachable("a model without words");
      const { embeddingSize, vocabularySize } = model.architecture;
      let position = start;
      for (let from = 0; from < vocabularySize; from += ROWS_AT_ONCE) {
        const range = { from, to: Math.min(from + ROWS_AT_ONCE, vocabularySize) };
        const data = vocabulary.restore(full, rows, embeddingSize, untouchedScale, range);
        await writePieces(file, [{ position, data }]);
        position += data.byteLength;
      }
    },
  };
}

/** Creates the file of a model whose weights all lie in the stepper. */
export async function createWholeFile(
  file: string,
  tensors: readonly FileTensor[],
  stepper: Stepper,
): Promise<WeightsFile> {
  const pieces = await createTensors(file, tensors);
  return { fill: () => stepper.write(file, pieces), fillWordTable: async () => undefined };
}

/** Writes the header of the file; gives the places of the parameters' values, in the order of the file. */
async function createTensors(
  file: string,
  tensors: readonly FileTensor[],
): Promise<readonly StoredPiece[]> {
  const described = tensors.map(({ name, shape }) => ({ name, dtype: "float32" as const, shape }));
  const begins = await createSafetensors(file, described);
  return tensors
    .flatMap(({ name, parts }) => {
      const begin = begins.get(name) ?? unreachable(`no place for ${name}`);
      return parts.map(({ parameter, start }) => ({
        name: parameter,
        block: "values" as const,
        position: begin + 4 * start,
      }));
    })
    .sort((a, b) => a.position - b.position);
}

const isWordTable = ({ name }: StoredPiece): boolean => name === embeddingTables.word;

/** The tensor of a file of moments that names the rows of the word table's. */
export const vocabularyIds = "vocabulary_ids";

/**
 * Creates the file of the trained weights' moments, with its header; `fill` as above.
 *
 * @param ids - of the rows of a word table that holds only some; they stand in the file as well
 */
export async function createMomentsFile(
  file: string,
  {
    parameters,
    ids = new Int32Array(0),
  }: {
    readonly parameters: readonly Parameter[];
    readonly ids?: Int32Array;
  },
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
  const rows = { name: vocabularyIds, dtype: "int32" as const, shape: [ids.length] };
  const positions = await createSafetensors(file, [...tensors, rows]);
  await writePieces(file, [{ position: positions.get(vocabularyIds) ?? 0, data: ids }]);
  const pieces = named
    .map(({ key, block, name }) => ({ name, block, position: positions.get(key) ?? 0 }))
    .sort((a, b) => a.position - b.position);
  return { fill: () => stepper.write(file, pieces) };
}
