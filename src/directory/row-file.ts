import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BerthError } from "../base/index.js";
import { readFault, writeFault } from "./file-error.js";
import { readFully } from "./read-bytes.js";
import { readHeader, shortened } from "./read-safetensors.js";
import { discard, flushDirectory } from "./write-file-atomic.js";
import { headerBytes } from "./write-safetensors.js";

/*
 * A safetensors file with one tensor, "rows" [n, width] in float32, that is written piece by piece and
 * read by position: it may be larger than the memory.
 */
const tensorName = "rows";

/** What a file of rows holds. */
export interface RowFileShape {
  readonly rows: number;
  readonly width: number;
  /** Facts about the rows: only a file with the same ones is opened. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A file of rows under way. It has its name only once it is whole. */
export interface RowWriter {
  /**
   * Adds rows behind those before.
   *
   * @throws DISK_FULL, FILE_UNWRITABLE
   */
  append(rows: Float32Array): Promise<void>;
  /** Puts the file in its place, flushed to the disk. */
  finish(): Promise<void>;
  /** Removes what was written; nothing to do after `finish`. */
  discard(): Promise<void>;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Begins a file of rows in a folder that is made where it is not there. Several runs, of one process or of many,
 * may write the same file: the last one's stands.
 *
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function createRowFile(file: string, shape: RowFileShape): Promise<RowWriter> {
  // The process number does not tell two runs of one process apart, nor two containers.
  const fresh = `${file}.${process.pid}-${randomBytes(6).toString("hex")}.new`;
  const handle = await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    await removeAbandoned(file);
    return open(fresh, "wx");
  });
  let isFinished = false;
  const writer: RowWriter = {
    append: (rows) => writing(file, () => writeFully(handle, bytesOf(rows))),
    finish: () =>
      writing(file, async () => {
        await handle.sync();
        await handle.close();
        await rename(fresh, file);
        isFinished = true;
        await flushDirectory(dirname(file));
      }),
    async discard() {
      if (isFinished) return;
      // Closing a file that is closed already is no fault.
      await handle.close();
      await discard(fresh);
    },
  };
  await writing(file, () => writeFully(handle, rowHeader(shape))).catch(async (error: unknown) => {
    await writer.discard();
    throw error;
  });
  return writer;
}

/** A file of rows, open for reading. */
export interface RowFile {
  /**
   * Fills `into` with the rows from number `first` on.
   *
   * @throws FILE_UNREADABLE, SAFETENSORS_BROKEN when the file became shorter
   */
  read(first: number, into: Float32Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file of rows.
 *
 * @returns undefined when there is none, it is not whole, or it holds something else
 */
export async function openRowFile(file: string, shape: RowFileShape): Promise<RowFile | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  const dataStart = await rowsStart(handle, file, shape);
  if (dataStart === undefined) {
    await handle.close();
    return undefined;
  }
  return {
    async read(first, into) {
      try {
        await readFully(
          handle,
          bytesOf(into),
          dataStart + 4 * first * shape.width,
          shortened(file),
        );
      } catch (cause) {
        throw readFault(file, cause);
      }
    },
    close: () => handle.close(),
  };
}

/** Where the rows begin in a whole file of this shape; undefined for any other file. */
async function rowsStart(
  handle: FileHandle,
  file: string,
  { rows, width, facts }: RowFileShape,
): Promise<number | undefined> {
  try {
    const { header, dataStart } = await readHeader(handle, file);
    const [entry] = header.entries;
    const isAsked =
      entry?.name === tensorName &&
      entry.type === "F32" &&
      entry.shape[0] === rows &&
      entry.shape[1] === width &&
      Object.entries(facts).every(([name, value]) => header.metadata[name] === value);
    return isAsked ? dataStart : undefined;
  } catch (cause) {
    // A damaged header; whatever the system refuses comes up again when the file is made anew.
    if (cause instanceof BerthError) return undefined;
    throw readFault(file, cause);
  }
}

function rowHeader({ rows, width, facts }: RowFileShape): Uint8Array {
  return headerBytes([{ name: tensorName, dtype: "float32", shape: [rows, width] }], facts);
}

/** Removes what processes left behind that were killed while they wrote the same file. */
async function removeAbandoned(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith(".new")) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DAY) await rm(path, { force: true });
  }
}

async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

async function writing<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw writeFault(file, cause);
  }
}
