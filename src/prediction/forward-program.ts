import { BerthError, float32, type TensorData } from "../base/index.js";
import type { PackedBatch } from "../batches/index.js";
import type { Engine, LoadOptions, Program } from "../engine/index.js";
import { type EmbeddingTables, embeddedName, embeddingTables, embedRows } from "../models/index.js";
import type { CompiledGraph } from "./compiled-graph.js";

/** A packed batch with whatever else a graph takes, such as `labels`. */
export type BoundBatch = PackedBatch & Readonly<Record<string, TensorData>>;

/** A packed graph without loss, loaded into an engine with its weights. */
export interface ForwardProgram {
  /**
   * Runs one packed batch and gives the graph's outputs. Calls wait for one another.
   *
   * @throws MODEL_CLOSED after `close`
   */
  run(batch: BoundBatch): Promise<Record<string, TensorData>>;
  /** Gives the program up once the runs that were asked for have ended. */
  close(): Promise<void>;
}

/** Where the values of a weight lie: undefined for names that are no weights. */
export type WeightValues = (name: string) => Float32Array | undefined;

/**
 * Loads a packed forward graph.
 *
 * @param compiled - the graph
 * @param values - the model's weights; those that are no constants of the graph are bound once and
 *   read at every run, so they may change between
 */
export async function loadForward(
  engine: Engine,
  compiled: CompiledGraph,
  values: WeightValues,
  options: LoadOptions,
): Promise<ForwardProgram> {
  const program = await engine.load(compiled.onnx, options);
  const bindBatch = bindWeights(program, compiled, values);
  // The bytes of the graph may hold all weights: only the names outlive the loading.
  const { outputs } = compiled;
  let isClosed = false;
  const inTurn = oneAtATime();
  return {
    run: (batch) =>
      inTurn(async () => {
        if (isClosed) throw modelClosed();
        bindBatch(batch);
        await program.run();
        return Object.fromEntries(outputs.map((name) => [name, program.output(name)]));
      }),
    close: () =>
      inTurn(async () => {
        if (isClosed) return;
        isClosed = true;
        await program.close();
      }),
  };
}

/** Work that waits for the work before it: an engine reads what is bound while it runs. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

function modelClosed(): BerthError {
  const message =
    "the model was closed while it was used; close it once all that was asked of it has come";
  return new BerthError("MODEL_CLOSED", message);
}

/**
 * Binds a program's weights, once.
 *
 * @returns binds what changes with each batch: the embedded rows and the batch's own tensors
 */
export function bindWeights(
  program: Program,
  compiled: CompiledGraph,
  values: WeightValues,
): (batch: BoundBatch) => void {
  const batchInputs: string[] = [];
  // 0 in a graph that begins behind a frozen prefix: it looks nothing up.
  let width = 0;
  for (const { name, shape } of compiled.inputs) {
    const weight = values(name);
    if (weight !== undefined) program.bind(name, float32(shape.map(Number), weight));
    else if (name === embeddedName) width = Number(shape[1]);
    else batchInputs.push(name);
  }
  const tables = tablesOf(values);
  return (batch) => {
    if (width > 0) program.bind(embeddedName, embedBatch(tables, batch, width));
    for (const name of batchInputs) {
      const tensor = batch[name];
      if (tensor !== undefined) program.bind(name, tensor);
    }
  };
}

/** The embedding tables among a model's weights. */
export function tablesOf(values: WeightValues): EmbeddingTables {
  const table = (name: string): Float32Array => values(name) ?? new Float32Array(0);
  return {
    word: table(embeddingTables.word),
    position: table(embeddingTables.position),
    type: values(embeddingTables.type),
  };
}

/** The embedded rows of a batch, `[R, E]`. */
export function embedBatch(tables: EmbeddingTables, batch: BoundBatch, width: number): TensorData {
  const rows = batch.token_ids.data.length;
  const embedded = new Float32Array(rows * width);
  embedRows(tables, batch, width, embedded);
  return float32([rows, width], embedded);
}
