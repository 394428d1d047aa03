import type { Koffi } from "./functions.js";

/** glibc's own numbers for the parameters of its `mallopt`. */
const [trimThreshold, mmapThreshold, arenaMaximum] = [-1, -3, -8];

/** Blocks of this many bytes and more go back to the system when they are freed. */
const returned = 128 * 1024;

/**
 * Tells the C library's allocator to give freed memory back to the system. Left alone it raises its thresholds up to
 * 32 MB while OpenVINO's buffers grow from batch to batch, and keeps what they leave behind: some 300 MB in a
 * fine-tuning of MiniLM (docs/performance.md). Does nothing where there is no `mallopt`.
 */
export function returnFreedMemory(koffi: Koffi): void {
  try {
    const mallopt = koffi.load(null).func("mallopt", "int", ["int", "int"]);
    mallopt(mmapThreshold, returned);
    mallopt(trimThreshold, returned);
    mallopt(arenaMaximum, 2);
  } catch {
    // Another C library: its allocator has its own ways.
  }
}
