/**
 * The head of a file of NumPy's `.npy` format, version 1.0: float32, little-endian, row-major numbers
 * of this shape follow it.
 *
 * @example
 * await writeFileAtomic("vectors.npy", [npyHeader([2, 384]), bytes]);
 */
export function npyHeader(shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${axes}), }`;
  // Magic, version and length take 10 bytes; the numbers begin at a multiple of 64.
  const size = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new Uint8Array(10 + size).fill(0x20);
  header.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, size & 0xff, size >> 8]);
  header.set(new TextEncoder().encode(text), 10);
  header[header.length - 1] = 0x0a;
  return header;
}
