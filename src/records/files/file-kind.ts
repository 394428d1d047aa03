import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { BerthError } from "../../base/index.js";

const CHUNK_BYTES = 2 ** 20;

/**
 * Whether a path leads to a file or to a folder.
 *
 * @throws FILE_MISSING, and FILE_UNREADABLE for what is neither: reading a pipe would wait forever
 */
export async function fileKind(file: string): Promise<"file" | "folder"> {
  const found = await stat(file).catch((error: unknown) => refuse(file, error));
  if (found.isDirectory()) return "folder";
  if (found.isFile()) return "file";
  throw new BerthError(
    "FILE_UNREADABLE",
    `${file}: a data file must be a file; this is a pipe or a device. Write its content to a file`,
    { file },
  );
}

/** The refusal of a folder where a file must be. */
export function folderRefused(file: string): BerthError {
  const sentence = `${file}: a data file must be a file; this is a folder. Name a file inside it`;
  return new BerthError("FILE_UNREADABLE", sentence, { file });
}

/**
 * The first bytes of a file.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export async function firstBytes(file: string, count: number): Promise<Buffer> {
  const handle = await open(file).catch((error: unknown) => refuse(file, error));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    return refuse(file, error);
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of a file, a megabyte at a time.
 *
 * @param onRead - is told how many bytes came
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export async function* fileChunks(
  file: string,
  start = 0,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const stream = createReadStream(file, { start, highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream) {
      onRead((chunk as Buffer).length);
      yield chunk as Buffer;
    }
  } catch (error) {
    refuse(file, error);
  } finally {
    stream.destroy();
  }
}

/**
 * What is thrown where the system does not open or read a file or a folder.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export function refuse(file: string, error: unknown): never {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    const sentence = `${file}: there is no such file; check its path`;
    throw new BerthError("FILE_MISSING", sentence, { file }, { cause: error });
  }
  const sentence = `${file}: the system refuses to read it (${code || message})`;
  throw new BerthError("FILE_UNREADABLE", sentence, { file }, { cause: error });
}
