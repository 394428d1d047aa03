import { BerthError, elementCount, someOf, type TensorData } from "../base/index.js";
import type { Parameter } from "./parameters.js";
import { filePlace, isEncoderName, plainName } from "./weight-names.js";

/** What a weights file had for a model. */
export interface MatchedWeights {
  /** Values under the model's parameter names; those the file lacks are absent. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Parameters that must be drawn anew: the file lacks them, or has them in another shape. */
  readonly fresh: readonly Parameter[];
  /** One sentence on what was new, unused or of another shape; empty when all fits. */
  readonly note: string;
}

/**
 * Finds a model's weights among the tensors of a file.
 *
 * Heads may be missing or of another shape: they are drawn anew, and the note says so. The
 * embeddings and the encoder layers must be there.
 *
 * @param parameters - what the model needs
 * @param tensors - what the file holds, under the file's names
 * @param source - the file's name, for the sentences
 * @throws WEIGHTS_MISSING when the file lacks a tensor of the embeddings or the encoder
 * @throws WEIGHTS_SHAPE when such a tensor has another shape than `config.json` says
 */
export function matchWeights(
  parameters: readonly Parameter[],
  tensors: ReadonlyMap<string, TensorData>,
  source: string,
): MatchedWeights {
  const found = new Map<string, TensorData>();
  for (const [fileName, tensor] of tensors) {
    const name = plainName(fileName);
    if (name !== undefined) found.set(name, tensor);
  }
  const values = new Map<string, Float32Array>();
  const missing: Parameter[] = [];
  const reshaped: Parameter[] = [];
  for (const parameter of parameters) {
    const tensor = found.get(filePlace(parameter).name);
    if (tensor === undefined) missing.push(parameter);
    else if (!fits(parameter, tensor)) reshaped.push(parameter);
    else values.set(parameter.name, valuesOf(parameter, tensor.data));
  }
  requireEncoder(missing, reshaped, found, source);
  const known = new Set(parameters.map((parameter) => filePlace(parameter).name));
  const unused = [...found.keys()].filter((name) => !known.has(name));
  return {
    values,
    fresh: [...missing, ...reshaped],
    note: weightsNote(source, missing, reshaped, unused),
  };
}

function fits(
  parameter: Parameter,
  tensor: TensorData,
): tensor is TensorData & { readonly data: Float32Array } {
  const { shape } = filePlace(parameter);
  return (
    tensor.data instanceof Float32Array &&
    tensor.shape.length === shape.length &&
    tensor.shape.every((size, axis) => size === shape[axis])
  );
}

/** The parameter's values: all of the tensor's, or those of its own rows. */
function valuesOf(parameter: Parameter, data: Float32Array): Float32Array {
  const { start } = filePlace(parameter);
  const count = elementCount(parameter.shape);
  return count === data.length ? data : data.slice(start, start + count);
}

/** The pooler is a head here: many encoders are published without one. */
function isRequired({ name }: Parameter): boolean {
  return isEncoderName(name) && !name.startsWith("pooler.");
}

function requireEncoder(
  missing: readonly Parameter[],
  reshaped: readonly Parameter[],
  found: ReadonlyMap<string, TensorData>,
  source: string,
): void {
  const absent = fileNames(missing.filter(isRequired));
  if (absent.length > 0) {
    throw new BerthError(
      "WEIGHTS_MISSING",
      `${source}: lacks ${absent.length} of the encoder's tensors: ${someOf(absent)}. Is config.json of the same model?`,
      { file: source, missing: absent },
    );
  }
  const [misfit] = reshaped.filter(isRequired);
  if (misfit === undefined) return;
  const { name, shape: expected } = filePlace(misfit);
  const { dtype, shape: got } = found.get(name) ?? { dtype: "float32", shape: [] };
  const kind = dtype === "float32" ? "" : `${dtype} of shape `;
  throw new BerthError(
    "WEIGHTS_SHAPE",
    `${source}: tensor "${name}" must be float of shape [${expected}] by config.json; got ${kind}[${got}]`,
    { file: source, tensor: name, expected, got },
  );
}

function weightsNote(
  source: string,
  missing: readonly Parameter[],
  reshaped: readonly Parameter[],
  unused: readonly string[],
): string {
  const parts = [
    ["new", fileNames(missing)] as const,
    ["drawn anew because the shape differs", fileNames(reshaped)] as const,
    ["not used", unused] as const,
  ].filter(([, names]) => names.length > 0);
  if (parts.length === 0) return "";
  return `${source}: ${parts.map(([what, names]) => `${what}: ${someOf(names)}`).join("; ")}`;
}

/** What files call the parameters, without a model prefix. */
function fileNames(parameters: readonly Parameter[]): string[] {
  return [...new Set(parameters.map((parameter) => filePlace(parameter).name))];
}
