import { extname } from "node:path";
import { BerthError } from "../base/index.js";
import type { TokenVector } from "../prediction/index.js";
import { writeOutput } from "./write-output.js";

/** A text with its vector, or with those of its tokens. */
export type EmbeddedText = { readonly text: string } & (
  | { readonly vector: Float32Array }
  | { readonly tokens: readonly TokenVector[] }
);

/** What is known of the vectors before the first. */
export interface VectorShape {
  readonly textCount: number;
  /** Numbers of a vector. */
  readonly width: number;
}

type Write = (
  file: string,
  texts: AsyncIterable<EmbeddedText>,
  shape: VectorShape,
) => Promise<void>;

/**
 * The way to write vectors into a file, by its ending.
 *
 * @throws USAGE for an ending that is not known
 */
export function vectorsWriter(file: string): Write {
  const write = writers[extname(file).toLowerCase()];
  if (write !== undefined) return write;
  const message = `--output: must end in .npy, .jsonl or .parquet; ${JSON.stringify(file)} came`;
  throw new BerthError("USAGE", message, { file });
}

/** The file beside a `.npy` of tokens that says what its rows are. */
export function tokensFile(file: string): string {
  return `${file.slice(0, -extname(file).length)}.tokens.jsonl`;
}

const writers: Readonly<Record<string, Write>> = {
  ".npy": writeNpy,
  ".jsonl": async (file, texts) => {
    await writeOutput(file, jsonLines(texts));
  },
  ".parquet": async (file, texts) => {
    const { vectorsParquet } = await import("../records/index.js");
    const first = await firstOf(texts);
    await writeOutput(file, vectorsParquet(columnsOf(first), vectorRows(first)));
  },
};

/** One text a line: `{"text", "embedding"}`, or `{"text", "tokens": [{"token", "start", "end", "embedding"}]}`. */
export function jsonLine(embedded: EmbeddedText): string {
  const { text } = embedded;
  if ("vector" in embedded) {
    return JSON.stringify({ text, embedding: Array.from(embedded.vector) });
  }
  const tokens = embedded.tokens.map(({ vector, ...token }) => {
    return { ...token, embedding: Array.from(vector) };
  });
  return JSON.stringify({ text, tokens });
}

async function* jsonLines(texts: AsyncIterable<EmbeddedText>): AsyncGenerator<string> {
  for await (const embedded of texts) yield `${jsonLine(embedded)}\n`;
}

/** Vectors `[n, W]`; of tokens `[T, W]`, with a file beside that names them. */
async function writeNpy(
  file: string,
  texts: AsyncIterable<EmbeddedText>,
  { width }: VectorShape,
): Promise<void> {
  const { npyHeader } = await import("../directory/index.js");
  const vectors: Float32Array[] = [];
  const lines: string[] = [];
  let row = 0;
  for await (const embedded of texts) {
    row += 1;
    if ("vector" in embedded) vectors.push(embedded.vector);
    else {
      for (const { vector, ...token } of embedded.tokens) {
        vectors.push(vector);
        lines.push(`${JSON.stringify({ row, ...token })}\n`);
      }
    }
  }
  const bytes = vectors.map(
    (vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
  );
  await writeOutput(file, [npyHeader([vectors.length, width]), ...bytes]);
  if (lines.length > 0) await writeOutput(tokensFile(file), lines.join(""));
}

/** The first of some, and all of them. */
interface Begun {
  readonly first: EmbeddedText | undefined;
  readonly all: AsyncIterable<EmbeddedText>;
}

async function firstOf(texts: AsyncIterable<EmbeddedText>): Promise<Begun> {
  const iterator = texts[Symbol.asyncIterator]();
  const begin = await iterator.next();
  async function* all(): AsyncGenerator<EmbeddedText> {
    for (let next = begin; !next.done; next = await iterator.next()) yield next.value;
  }
  return { first: begin.done ? undefined : begin.value, all: all() };
}

function columnsOf({ first }: Begun) {
  const text = { name: "text", kind: "text" } as const;
  if (first === undefined || "vector" in first) return [text];
  return [
    { name: "row", kind: "whole" },
    { name: "token", kind: "text" },
    { name: "start", kind: "whole" },
    { name: "end", kind: "whole" },
  ] as const;
}

async function* vectorRows({ all }: Begun) {
  let row = 0;
  for await (const embedded of all) {
    row += 1;
    if ("vector" in embedded) yield { cells: [embedded.text], vector: embedded.vector };
    else {
      for (const { token, start, end, vector } of embedded.tokens) {
        yield { cells: [row, token, start, end], vector };
      }
    }
  }
}
