import { closeSync, openSync, writev } from "node:fs";
import { promisify } from "node:util";
import { writeFault } from "./file-error.js";

/** Numbers and the byte of a file at which they begin. */
export interface FilePiece {
  readonly position: number;
  readonly data: Float32Array;
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
      await Promise.all(sideBySide(pieces).map((stretch) => writeStretch(descriptor, stretch)));
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
  // The system may take a part only: no more than 2 GiB at once.
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

function sideBySide(pieces: readonly FilePiece[]): Stretch[] {
  const stretches: Stretch[] = [];
  let end = Number.NaN;
  for (const { position, data } of pieces) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (position === end) stretches.at(-1)?.parts.push(bytes);
    else stretches.push({ position, parts: [bytes] });
    end = position + bytes.length;
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
