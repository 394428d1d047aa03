import type { FileHandle } from "node:fs/promises";

/** The system reads no more than 2 GiB at once. */
const PIECE_BYTES = 2 ** 30;

/**
 * Bytes of an open file, in memory of their own, so that numbers of any width are aligned.
 *
 * @param short - the error for a file that ends before
 */
export async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
  short: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await readFully(handle, bytes, position, short);
  return bytes;
}

/**
 * Fills `bytes` from a place in an open file.
 *
 * @param short - the error for a file that ends before
 */
export async function readFully(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
  short: () => Error,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const piece = Math.min(bytes.length - done, PIECE_BYTES);
    const { bytesRead } = await handle.read(bytes, done, piece, position + done);
    if (bytesRead === 0) throw short();
    done += bytesRead;
  }
}
