import { closeSync, openSync, writev } from "node:fs";
import { promisify } from "node:util";
import { writeFault } from "./file-error.js";

/** Numbers and the byte of a file at which they begin. */
export interface FilePiece {
  readonly position: number;
  readonly data: Float32Array | Int32Array;
}

/**
 * Writes pieces to their places in a file that is there. All of it is asked of the system before this
 * returns, so that it is written even while this thread is busy.
 *
 * @param pieces - in the order of their positions
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function writePieces(file: string, pieces: readonly FilePiece[]): Promise<void> {
  try {
    const descriptor = openSync(file, "r+");
    try {
      const writing = sideBySide(pieces).map((stretch) => writeStretch(descriptor, stretch));
      // All must have ended before the file is closed: its number may be another's at once.
      const ends = await Promise.allSettled(writing);
      const failed = ends.find((end) => end.status === "rejected");
      if (failed) throw failed.reason;
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw writeFault(file, cause);
  }
}

const writeParts = promisify(writev);

async function writeStretch(descriptor: number, { position, parts }: Stretch): Promise<void> {
  let rest: readonly Uint8Array[] = parts;
  let next = position;
  // The system may take a part only.
  while (rest.length > 0) {
    const { bytesWritten } = await writeParts(descriptor, rest, next);
    next += bytesWritten;
    rest = without(rest, bytesWritten);
  }
}

interface Stretch {
  readonly position: number;
  readonly parts: Uint8Array[];
}

/** More than 2 GiB in one request fail on some systems, as if the disk were full. */
const REQUEST_BYTES = 2 ** 30;

/** Pieces that lie side by side together, in requests that every system takes. */
function sideBySide(pieces: readonly FilePiece[]): Stretch[] {
  const stretches: Stretch[] = [];
  let end = Number.NaN;
  let room = 0;
  for (const { position, data } of pieces) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let from = 0; from < bytes.length; ) {
      const begin = position + from;
      if (begin !== end || room === 0) {
        stretches.push({ position: begin, parts: [] });
        room = REQUEST_BYTES;
      }
      const part = bytes.subarray(from, from + room);
      stretches.at(-1)?.parts.push(part);
      room -= part.length;
      from += part.length;
      end = position + from;
    }
  }
  return stretches;
}

/** What is left of some parts behind their first `count` bytes. */
function without(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  let gone = count;
  return parts.flatMap((part) => {
    const cut = Math.min(gone, part.length);
    gone -= cut;
    return cut === part.length ? [] : [part.subarray(cut)];
  });
}
