import { open } from "node:fs/promises";

const PIECE_BYTES = 2 ** 26;

/**
 * The float64 numbers of a file; bytes at its end that make no whole number are left out. The file is read
 * piece by piece, for Node reads none above 2 GiB at once, which a corpus of 268 million sentences has.
 */
export async function readNumbers(
  path: string,
  { pieceBytes = PIECE_BYTES }: { readonly pieceBytes?: number } = {},
): Promise<Float64Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const numbers = new Float64Array(Math.floor(size / Float64Array.BYTES_PER_ELEMENT));
    const bytes = new Uint8Array(numbers.buffer);
    let done = 0;
    while (done < bytes.length) {
      const length = Math.min(pieceBytes, bytes.length - done);
      const { bytesRead } = await file.read(bytes, done, length, done);
      // Somebody cuts it meanwhile.
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return numbers.subarray(0, Math.floor(done / Float64Array.BYTES_PER_ELEMENT));
  } finally {
    await file.close();
  }
}
