import { writePieces } from "../directory/write-pieces.js";
import type { MomentName, Storage } from "../optimizers/index.js";

/** One tensor of a stepper and the byte of a file at which its numbers begin. */
export interface StoredPiece {
  readonly name: string;
  /** The weight itself, or one of its moments. */
  readonly block: "values" | MomentName;
  readonly position: number;
}

/** Writes tensors out of the storage itself to their places in a file. */
export async function writeStored(
  file: string,
  pieces: readonly StoredPiece[],
  storage: Storage,
): Promise<void> {
  const placed = pieces.map(({ name, block, position }) => ({
    position,
    data: block === "values" ? storage.values(name) : storage.moment(block, name),
  }));
  await writePieces(file, placed);
}
