import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { createRunDirectory, lockRun } from "./index.js";

const path = temporaryFolder();

/** A folder with a lock of this content. */
async function lockedFolder(name: string, lock: string): Promise<string> {
  await mkdir(path(name));
  await writeFile(path(name, "run.lock"), lock);
  return path(name);
}

const lockOf = (pid: number, { host = hostname(), since = new Date().toISOString() } = {}) =>
  JSON.stringify({ pid, host, since });

test("one process at a time writes a run, and leaves no lock behind", async () => {
  const output = path("run");
  await createRunDirectory(output);
  const unlock = await lockRun(output);
  await expect(lockRun(output)).rejects.toMatchObject({
    code: "OUTPUT_BUSY",
    message: expect.stringContaining(`${output}: process ${process.pid} on ${hostname()} writes`),
  });
  await unlock();
  expect(await readdir(output)).toEqual([]);
  await (await lockRun(output))();
});

test("of many that come at once, one has the folder", async () => {
  const output = await lockedFolder("many", lockOf(process.pid, { since: "2001-01-01T00:00:00Z" }));
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(output)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("the lock of a process that runs is heeded, and taken over once it was killed", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const output = await lockedFolder("other", lockOf(child.pid as number));
  await expect(lockRun(output)).rejects.toMatchObject({ code: "OUTPUT_BUSY" });
  child.kill("SIGKILL");
  await once(child, "close");
  await createRunDirectory(output);
  await (await lockRun(output))();
  expect(await readdir(output)).toEqual([]);
});

test.each([
  ["began before this machine did", lockOf(process.ppid, { since: "2001-01-01T00:00:00Z" })],
  ["had the number that this one has", lockOf(process.pid, { since: "2001-01-01T00:00:00Z" })],
  ["was killed while it wrote its lock", '{"pid"'],
])("the lock of a process that %s is taken over", async (title, lock) => {
  const output = await lockedFolder(title.replaceAll(" ", "-"), lock);
  await createRunDirectory(output);
  await (await lockRun(output))();
  expect(await readdir(output)).toEqual([]);
});

test("the process of another host counts as running, and the error says what to delete", async () => {
  const since = "2001-01-01T00:00:00Z";
  const output = await lockedFolder("far", lockOf(1, { host: "elsewhere", since }));
  await expect(lockRun(output)).rejects.toMatchObject({
    code: "OUTPUT_BUSY",
    message: `${output}: process 1 on elsewhere writes a run there since ${since}. Wait for its end, or name another --output. If that process is gone, delete ${path("far", "run.lock")} and run again.`,
  });
  expect(await readdir(output)).toEqual(["run.lock"]);
});
