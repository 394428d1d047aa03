import { mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of the system's for files that outlive neither their use nor the program. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const folders = new Set<string>();
const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Makes a temporary folder. It is gone once it is removed, and also where the program ends before that: by
 * itself, by Ctrl-C (exit status 130) or by SIGTERM (143). Whoever listens for a signal as well decides
 * what it does.
 *
 * @param name - how the folder's name begins, such as `berth-texts-`
 */
export function temporaryFolder(name: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), name));
  if (folders.size === 0) listen();
  folders.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      if (folders.delete(path) && folders.size === 0) stopListening();
    },
  };
}

function listen(): void {
  process.on("exit", removeAll);
  for (const signal of signals) process.on(signal, endBy);
}

function stopListening(): void {
  process.off("exit", removeAll);
  for (const signal of signals) process.off(signal, endBy);
}

function removeAll(): void {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}

/** What the system does by itself, but for the folders, which go first. */
function endBy(signal: (typeof signals)[number]): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
}
