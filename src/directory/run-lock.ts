import { stat, unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BerthError } from "../base/index.js";
import { systemCode, writeFault } from "./file-error.js";

/**
 * Keeps other processes of this machine out of a run's folder: the process listens to a name that belongs to
 * the folder, which the system gives to one at a time and takes back from a process that is gone, however it
 * went. Processes of other machines and containers are not seen.
 *
 * @returns what lets others in again
 * @throws OUTPUT_BUSY; FILE_UNWRITABLE when the folder cannot be looked at
 */
export async function lockRun(output: string): Promise<() => Promise<void>> {
  const { dev, ino } = await stat(output, { bigint: true }).catch((cause: unknown) => {
    throw writeFault(output, cause);
  });
  const path = pathOf(`berth-run-${dev}-${ino}`);
  const server =
    (await listenTo(path)) ?? ((await isLeft(path)) ? await listenTo(path) : undefined);
  if (server === undefined) throw busy(output);
  // The run decides how long the process lives, not its lock.
  server.unref();
  return () => new Promise((closed) => server.close(() => closed()));
}

/** Linux and Windows have names that stand in no folder; elsewhere the name is a file's. */
function pathOf(name: string): string {
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\?\\pipe\\${name}` : join(tmpdir(), name);
}

/** Undefined where another one listens, or has left its file. */
function listenTo(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      if (systemCode(cause) === "EADDRINUSE") resolve(undefined);
      else reject(cause);
    });
    server.listen({ path, exclusive: true }, () => resolve(server));
  });
}

/** Whether a name is that of a file which a process left when it was killed. The file is removed. */
async function isLeft(path: string): Promise<boolean> {
  const isHeard = await new Promise<boolean>((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(true));
    socket.once("error", (cause) => resolve(systemCode(cause) !== "ECONNREFUSED"));
    socket.once("close", () => socket.destroy());
  });
  if (!isHeard) await unlink(path).catch(() => undefined);
  return !isHeard;
}

function busy(output: string): BerthError {
  return new BerthError(
    "OUTPUT_BUSY",
    `${output}: another process is training into this folder. Wait for its end, or name another --output.`,
    { output },
  );
}
