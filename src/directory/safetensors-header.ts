import {
  BerthError,
  elementCount,
  isJsonObject,
  type Json,
  type JsonObject,
} from "../base/index.js";
import { jsonFault } from "./json-fault.js";

// The format: 8 bytes, little endian, say how long the header is; the header is a JSON object in UTF-8,
// spaces after it; the rest of the file is the tensors' bytes, little endian, with no gap between them.

/** Bytes that say how long the header is. */
export const LENGTH_BYTES = 8;

/** The longest header that other readers take, in bytes. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The name in the header that holds facts about the file instead of a tensor. */
export const METADATA = "__metadata__";

/** Bytes of one element of each element type that Berth reads. */
export const elementBytes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 } as const;

/** An element type that Berth reads, as the format spells it. */
export type ElementType = keyof typeof elementBytes;

/** Where one tensor lies in the file. */
export interface TensorEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** First byte and the one after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order in which they lie in the file. */
  readonly entries: readonly TensorEntry[];
}

/** The error for a file that breaks the format's rules. */
export function brokenSafetensors(file: string, rule: string): BerthError {
  return new BerthError(
    "SAFETENSORS_BROKEN",
    `${file}: ${rule}. The file is damaged or was not written as safetensors; get it anew.`,
    { file },
  );
}

/**
 * Parses a header and holds it to every rule of the format, so that what it describes can be read
 * without a further look.
 *
 * @param bytes - the header without the length before it
 * @param dataBytes - bytes of the file behind the header
 * @param file - the file's name, for the sentences
 * @throws SAFETENSORS_BROKEN, TENSOR_DTYPE
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): SafetensorsHeader {
  const header = parseHeaderObject(bytes, file);
  const metadata = parseMetadata(header[METADATA] ?? {}, file);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => parseEntry(name, value, file))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  requireGapless(entries, dataBytes, file);
  return { metadata, entries };
}

function parseHeaderObject(bytes: Uint8Array, file: string): JsonObject {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw brokenSafetensors(file, "the header must be UTF-8");
  }
  const fault = jsonFault(text);
  if (fault?.repeated !== undefined) {
    throw brokenSafetensors(
      file,
      `the header must name a thing once; "${fault.repeated}" comes twice`,
    );
  }
  if (fault !== undefined) {
    throw brokenSafetensors(
      file,
      `the header must be JSON; it breaks at character ${fault.offset}`,
    );
  }
  const header: unknown = JSON.parse(text);
  if (!isJsonObject(header)) throw brokenSafetensors(file, "the header must be a JSON object");
  return header;
}

function parseMetadata(value: Json, file: string): Readonly<Record<string, string>> {
  const isText = isJsonObject(value) && Object.values(value).every((v) => typeof v === "string");
  if (!isText) throw brokenSafetensors(file, `"${METADATA}" must be an object of texts`);
  return value as Readonly<Record<string, string>>;
}

function parseEntry(name: string, value: Json, file: string): TensorEntry {
  const rule = (must: string): never => {
    throw brokenSafetensors(file, `tensor "${name}": ${must}`);
  };
  if (!isJsonObject(value)) return rule("must be described by an object");
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string") return rule(`"dtype" must be a text; got ${toText(dtype)}`);
  if (!isCounts(shape)) {
    return rule(`"shape" must be a list of whole numbers from 0; got ${toText(shape)}`);
  }
  if (!isCounts(offsets) || offsets.length !== 2) {
    return rule(`"data_offsets" must be two whole numbers from 0; got ${toText(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) return rule(`must not end (byte ${end}) before it begins (byte ${begin})`);
  const type = elementType(dtype, name, file);
  const bytes = elementCount(shape) * elementBytes[type];
  if (bytes !== end - begin) {
    rule(`${type} of shape [${shape}] takes ${bytes} bytes; its offsets give ${end - begin}`);
  }
  return { name, type, shape, begin, end };
}

function elementType(dtype: string, tensor: string, file: string): ElementType {
  if (Object.hasOwn(elementBytes, dtype)) return dtype as ElementType;
  throw new BerthError(
    "TENSOR_DTYPE",
    `${file}: tensor "${tensor}" must be one of ${Object.keys(elementBytes).join(", ")}; got ${dtype}. Save the model in float32.`,
    { file, tensor, dtype },
  );
}

/** Holds the tensors to the rule that they fill the data from its first byte to its last, each byte once. */
function requireGapless(entries: readonly TensorEntry[], dataBytes: number, file: string): void {
  let reached = 0;
  let before = "the header";
  for (const { name, begin, end } of entries) {
    if (end > dataBytes) {
      const rule = `tensor "${name}" ends at byte ${end} of the data, but the file holds ${dataBytes}`;
      throw brokenSafetensors(file, rule);
    }
    if (begin < reached) {
      const rule = `tensor "${name}" begins at byte ${begin} of the data, inside ${before}, which ends at ${reached}`;
      throw brokenSafetensors(file, rule);
    }
    if (begin > reached) {
      const rule = `${begin - reached} bytes between ${before} and tensor "${name}" belong to no tensor`;
      throw brokenSafetensors(file, rule);
    }
    reached = end;
    before = `tensor "${name}"`;
  }
  if (reached < dataBytes) {
    throw brokenSafetensors(
      file,
      `${dataBytes - reached} bytes behind ${before} belong to no tensor`,
    );
  }
}

function isCounts(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function toText(value: Json | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
