import { rmSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { BerthError, isJsonObject } from "../base/index.js";
import { isTaken, writeFault } from "./file-error.js";
import { discard } from "./write-file-atomic.js";

const lockName = "run.lock";

/** Whether a name in a run's folder is that of its lock, or of one that was put aside. */
export const isLock = (name: string): boolean => name.startsWith(lockName);

/** The process that writes a run. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When it began, in ISO 8601. */
  readonly since: string;
}

/**
 * Keeps other processes out of a run's folder, by a file in it that says who writes there. The lock of a
 * process that is gone, by a kill or a power cut, is taken over.
 *
 * @returns what takes the lock away again
 * @throws OUTPUT_BUSY, DISK_FULL, FILE_UNWRITABLE
 */
export async function lockRun(output: string): Promise<() => Promise<void>> {
  const file = join(output, lockName);
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  const own = `${JSON.stringify(holder)}\n`;
  while (!(await isCreated(file, own))) {
    const text = await settledText(file);
    const other = holderIn(text);
    if (other !== undefined && lives(other)) throw busy(output, file, other);
    await removeStale(file, text);
  }
  const atExit = (): void => rmSync(file, { force: true });
  process.on("exit", atExit);
  return async () => {
    process.off("exit", atExit);
    if ((await textOf(file)) === own) await discard(file);
  };
}

/** Creates the file, unless there is one. */
async function isCreated(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if (isTaken(cause)) return false;
    await discard(file);
    throw writeFault(file, cause);
  }
}

const textOf = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");

/** The text of a lock, which may just be being written. */
async function settledText(file: string): Promise<string> {
  const text = await textOf(file);
  if (holderIn(text) !== undefined) return text;
  await setTimeout(200);
  return textOf(file);
}

function holderIn(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const { pid, host, since } = value;
    const isWhole = Number.isInteger(pid) && typeof host === "string" && typeof since === "string";
    return isWhole ? { pid: pid as number, host, since } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process still runs, as far as can be told; that of another host counts as running. */
function lives({ pid, host, since }: Holder): boolean {
  if (host !== hostname()) return true;
  // A number is given again after a restart, of the machine or of a container.
  const running = pid === process.pid ? process.uptime() : uptime();
  if (Date.parse(since) < Date.now() - 1000 * running) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Of another user.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

/** Removes a lock, but not one that another process has put in its place since it was read. */
async function removeStale(file: string, text: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    // Gone already: whoever creates the next one has it.
    return;
  }
  if ((await textOf(aside)) === text) await rm(aside, { force: true });
  else await rename(aside, file);
}

function busy(output: string, file: string, { pid, host, since }: Holder): BerthError {
  return new BerthError(
    "OUTPUT_BUSY",
    `${output}: process ${pid} on ${host} writes a run there since ${since}. Wait for its end, or name another --output. If that process is gone, delete ${file} and run again.`,
    { output, file, pid, host, since },
  );
}
