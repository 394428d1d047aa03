import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  UBIGINT,
  UINTEGER,
} from "@duckdb/node-api";
import { pathLiteral } from "../formats/duckdb.js";

/** What the database keeps in memory; the rest is in the temporary folder. */
const MEMORY = "96MB";
/** Rows that the database takes at once at most. */
const CHUNK = 2048;

/** Where a text is: its number as texts came, and its bytes in the file. */
export interface TextPlace {
  readonly number: number;
  readonly start: number;
  readonly bytes: number;
}

/** Texts in a file, and their keys in every band in a database that orders them. */
export interface SpilledTexts {
  /**
   * Adds texts; they are numbered as they come.
   *
   * @param keys - `[bands, n]`, flat
   */
  add(texts: readonly string[], keys: Uint32Array): void;
  /** The texts with the same key in a band, where there are two or more, in the order of their numbers. */
  buckets(band: number): AsyncGenerator<readonly TextPlace[]>;
  text(place: TextPlace): string;
  /** The places of texts with these numbers. */
  placesOf(numbers: readonly number[]): Promise<TextPlace[]>;
  close(): Promise<void>;
}

/** An empty store of texts with keys in so many bands, in a temporary folder that does not outlive it. */
export async function spilledTexts(bands: number): Promise<SpilledTexts> {
  const folder = await mkdtemp(join(tmpdir(), "berth-texts-"));
  const file = openSync(join(folder, "texts"), "w+");
  const database = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: MEMORY,
    preserve_insertion_order: "false",
  });
  const connection = await database.connect();
  await connection.run(`SET temp_directory = ${pathLiteral(folder)}`);
  const appender = await placeAppender(connection, bands);
  let count = 0;
  let end = 0;
  return {
    add(texts, keys) {
      const written = texts.map((text) => Buffer.from(text));
      writeFileSync(file, Buffer.concat(written));
      const places = written.map(({ length }): TextPlace => {
        const start = end;
        end += length;
        return { number: count++, start, bytes: length };
      });
      appender.add(places, keys);
    },
    buckets: (band) =>
      runs(columnsOf(connection, `${select(`key${band}`)} ORDER BY key${band}, number`)),
    text: (place) => textIn(file, place),
    async placesOf(numbers) {
      const found = new Map<number, TextPlace>();
      const sql = `${select("number")} WHERE number IN (${numbers.join(", ")})`;
      for await (const columns of columnsOf(connection, sql)) {
        for (const [index, number] of columns[0].entries())
          found.set(number, placeAt(columns, index));
      }
      return numbers.flatMap((number) => found.get(number) ?? []);
    },
    async close() {
      appender.close();
      connection.closeSync();
      database.closeSync();
      closeSync(file);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const select = (key: string): string => `SELECT ${key}, number, start, bytes FROM texts`;

/** Not asked of another thread: that takes ten times as long as the reading. */
function textIn(file: number, { start, bytes }: TextPlace): string {
  const buffer = Buffer.allocUnsafe(bytes);
  const length = readSync(file, buffer, 0, bytes, start);
  return buffer.toString("utf8", 0, length);
}

/** Puts places and keys into the table of texts. */
async function placeAppender(connection: DuckDBConnection, bands: number) {
  const keyColumns = Array.from({ length: bands }, (_, band) => `key${band} UINTEGER`);
  await connection.run(
    `CREATE TABLE texts (number UINTEGER, start UBIGINT, bytes UINTEGER, ${keyColumns.join(", ")})`,
  );
  const appender: DuckDBAppender = await connection.createAppender("texts");
  const chunk = DuckDBDataChunk.create([
    UINTEGER,
    UBIGINT,
    UINTEGER,
    ...keyColumns.map(() => UINTEGER),
  ]);
  return {
    add(all: readonly TextPlace[], keys: Uint32Array): void {
      for (let from = 0; from < all.length; from += CHUNK) {
        const part = all.slice(from, from + CHUNK);
        const keysOf = (band: number): number[] => {
          const first = band * all.length + from;
          return Array.from(keys.subarray(first, first + part.length));
        };
        chunk.reset();
        chunk.setColumns([
          part.map(({ number }) => number),
          part.map(({ start }) => BigInt(start)),
          part.map(({ bytes }) => bytes),
          ...keyColumns.map((_, band) => keysOf(band)),
        ]);
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    },
    close: (): void => appender.closeSync(),
  };
}

/** A query's rows as columns, some thousand rows at a time. */
type Columns = readonly [key: number[], number: number[], start: bigint[], bytes: number[]];

async function* columnsOf(connection: DuckDBConnection, sql: string): AsyncGenerator<Columns> {
  for await (const chunk of await connection.stream(sql)) {
    yield chunk.getColumns() as unknown as Columns;
  }
}

const placeAt = ([, number, start, bytes]: Columns, index: number): TextPlace => ({
  number: number[index] as number,
  start: Number(start[index]),
  bytes: bytes[index] as number,
});

/** The places with the same key, of rows in the order of their keys, where there are two or more. */
async function* runs(sorted: AsyncIterable<Columns>): AsyncGenerator<readonly TextPlace[]> {
  let current = -1;
  let run: TextPlace[] = [];
  for await (const columns of sorted) {
    for (const [index, key] of columns[0].entries()) {
      if (key !== current) {
        if (run.length > 1) yield run;
        current = key;
        run = [];
      }
      run.push(placeAt(columns, index));
    }
  }
  if (run.length > 1) yield run;
}
