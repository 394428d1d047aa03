import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  UINTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import { pathLiteral } from "../formats/duckdb.js";

/** What the database keeps in memory; the rest is in a temporary folder. */
const MEMORY = "96MB";
/** Rows that the database takes at once at most. */
const CHUNK = 2048;

/** A text with its number, in a bucket of texts that share a key. */
export interface BucketText {
  readonly bucket: number;
  readonly place: number;
  readonly text: string;
}

/** Texts and their keys in every band, kept outside of memory. */
export interface SpilledTexts {
  /**
   * Adds texts; they are numbered as they come.
   *
   * @param keys - `[bands, n]`, flat
   */
  add(texts: readonly string[], keys: Uint32Array): void;
  /** Numbers of the texts with the same key in a band, where there are two or more, each ascending. */
  buckets(band: number): AsyncGenerator<readonly number[]>;
  /** The texts of some buckets, one bucket after the other, each in the order of the numbers. */
  textsOf(buckets: AsyncIterable<readonly number[]>): AsyncGenerator<BucketText>;
  textsAt(places: readonly number[]): Promise<string[]>;
  close(): Promise<void>;
}

/** An empty store of texts with keys in so many bands, in a database that nothing outlives. */
export async function spilledTexts(bands: number): Promise<SpilledTexts> {
  const folder = await mkdtemp(join(tmpdir(), "berth-texts-"));
  const database = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: MEMORY,
    preserve_insertion_order: "false",
  });
  const connection = await database.connect();
  await connection.run(`SET temp_directory = ${pathLiteral(folder)}`);
  // A query that is read bit by bit keeps its connection.
  const other = await database.connect();
  const keyColumns = Array.from({ length: bands }, (_, band) => `key${band} UINTEGER`);
  await connection.run(
    `CREATE TABLE texts (place UINTEGER, text VARCHAR, ${keyColumns.join(", ")})`,
  );
  const types = [UINTEGER, VARCHAR, ...keyColumns.map(() => UINTEGER)];
  const appender = await connection.createAppender("texts");
  const chunk = DuckDBDataChunk.create(types);
  let count = 0;
  return {
    add(texts, keys) {
      for (let from = 0; from < texts.length; from += CHUNK) {
        const part = texts.slice(from, from + CHUNK);
        const keysOf = (band: number): Uint32Array => {
          const start = band * texts.length + from;
          return keys.subarray(start, start + part.length);
        };
        const columns = [part.map((_, index) => count + index), part];
        fill(chunk, [...columns, ...keyColumns.map((_, band) => Array.from(keysOf(band)))]);
        appender.appendDataChunk(chunk);
        count += part.length;
      }
      appender.flushSync();
    },
    buckets(band) {
      const sql = `SELECT key${band}, place FROM texts ORDER BY key${band}, place`;
      return runs(columnsOf<[number[], number[]]>(connection, sql));
    },
    async *textsOf(all) {
      await other.run("CREATE OR REPLACE TEMP TABLE wanted (bucket UINTEGER, place UINTEGER)");
      const wanted = pairAppender(await other.createAppender("wanted"));
      let number = 0;
      for await (const places of all) {
        for (const place of places) wanted.append(number, place);
        number += 1;
      }
      wanted.end();
      if (number === 0) return;
      const joined =
        "SELECT bucket, place, text FROM wanted JOIN texts USING (place) ORDER BY bucket, place";
      type Columns = [number[], number[], string[]];
      for await (const [buckets, places, texts] of columnsOf<Columns>(other, joined)) {
        for (const [index, bucket] of buckets.entries()) {
          yield { bucket, place: places[index] as number, text: texts[index] as string };
        }
      }
    },
    async textsAt(places) {
      const found = new Map<number, string>();
      const sql = `SELECT place, text FROM texts WHERE place IN (${places.join(", ")})`;
      for await (const [at, texts] of columnsOf<[number[], string[]]>(other, sql)) {
        for (const [index, place] of at.entries()) found.set(place, texts[index] as string);
      }
      return places.map((place) => found.get(place) ?? "");
    },
    async close() {
      appender.closeSync();
      connection.closeSync();
      other.closeSync();
      database.closeSync();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Puts columns into a chunk that may have held others. */
function fill(chunk: DuckDBDataChunk, columns: readonly (readonly (number | string)[])[]): void {
  chunk.reset();
  chunk.setColumns(columns);
}

function pairAppender(appender: DuckDBAppender) {
  const chunk = DuckDBDataChunk.create([UINTEGER, UINTEGER]);
  let first: number[] = [];
  let second: number[] = [];
  const flush = (): void => {
    if (first.length === 0) return;
    fill(chunk, [first, second]);
    appender.appendDataChunk(chunk);
    first = [];
    second = [];
  };
  return {
    append(a: number, b: number): void {
      first.push(a);
      second.push(b);
      if (first.length === CHUNK) flush();
    },
    end(): void {
      flush();
      appender.closeSync();
    },
  };
}

/** The places of rows with the same key, of rows in the order of their keys, where there are two or more. */
async function* runs(
  sorted: AsyncIterable<readonly [readonly number[], readonly number[]]>,
): AsyncGenerator<readonly number[]> {
  let current = -1;
  let run: number[] = [];
  for await (const [keys, places] of sorted) {
    for (const [index, key] of keys.entries()) {
      if (key !== current) {
        if (run.length > 1) yield run;
        current = key;
        run = [];
      }
      run.push(places[index] as number);
    }
  }
  if (run.length > 1) yield run;
}

/** The columns of a query's rows, some thousand rows at a time. */
async function* columnsOf<Columns>(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<Columns> {
  const result = await connection.stream(sql);
  for await (const chunk of result) yield chunk.getColumns() as unknown as Columns;
}
