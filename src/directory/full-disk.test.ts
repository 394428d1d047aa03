import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { float32 } from "../base/index.js";
import {
  completeDirectory,
  createRowFile,
  createSafetensors,
  openLog,
  publish,
  replaceDirectory,
  writeFileAtomic,
  writeFilesAtomic,
  writePieces,
  writeSafetensors,
} from "./index.js";

// A disk of 1 MiB. What is saved first takes 600 kB of it; a second such file has no room beside it.
const path = temporaryFolder();
const before = "b".repeat(600_000);
const after = "a".repeat(600_000);
const file = () => path("disk", "file");
const target = () => path("disk", "last");
let isMounted = false;

beforeAll(async () => {
  await mkdir(path("disk"));
  const words = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path("disk")];
  isMounted = spawnSync("mount", words).status === 0;
});
afterAll(() => {
  if (isMounted) spawnSync("umount", [path("disk")]);
});
beforeEach(async ({ skip }) => {
  skip(!isMounted, "needs the right to mount a file system of its own");
  for (const name of await readdir(path("disk"))) {
    await rm(path("disk", name), { recursive: true });
  }
});

const full = (name: string) => ({
  code: "DISK_FULL",
  message: `${name}: the disk has no room left for it. Free some space and run again; what was saved there before is unchanged.`,
  details: { path: name, system: "ENOSPC" },
});

test("a file that finds no room leaves the one before", async () => {
  await writeFileAtomic(file(), before);
  await expect(writeFileAtomic(file(), after)).rejects.toMatchObject(full(file()));
  const tensor = float32([150_000], new Float32Array(150_000));
  await expect(writeSafetensors(file(), [["a", tensor]])).rejects.toMatchObject(full(file()));
  expect(await readFile(file(), "utf8")).toBe(before);
  expect(await readdir(path("disk"))).toEqual(["file"]);
});

test("of files that belong together, one without room leaves all those before", async () => {
  await writeFilesAtomic(path("disk"), { a: "1", b: "2" });
  const filling = writeFilesAtomic(path("disk"), { a: before, b: after });
  await expect(filling).rejects.toMatchObject(full(path("disk", "b")));
  expect(await readFile(path("disk", "a"), "utf8")).toBe("1");
  expect((await readdir(path("disk"))).sort()).toEqual(["a", "b"]);
});

test("a folder that finds no room leaves the one before", async () => {
  await replaceDirectory(target(), (fresh) => writeFile(join(fresh, "a"), before));
  const filling = replaceDirectory(target(), (fresh) => writeFile(join(fresh, "a"), after));
  await expect(filling).rejects.toMatchObject(full(target()));
  expect(await completeDirectory(target())).toBe(target());
  expect(await readFile(join(target(), "a"), "utf8")).toBe(before);
  expect(await readdir(path("disk"))).toEqual(["last"]);
});

test("a file within a folder that finds no room is named itself", async () => {
  const filling = replaceDirectory(target(), (fresh) =>
    writeFileAtomic(join(fresh, "a"), before + after),
  );
  await expect(filling).rejects.toMatchObject(full(join(`${target()}.new`, "a")));
  expect(await readdir(path("disk"))).toEqual([]);
});

test("a published file that finds no room leaves the one before, and no half of its own", async () => {
  await mkdir(path("best"));
  await writeFile(path("best", "file"), after);
  await writeFile(file(), before);
  await expect(publish(path("best"), path("disk"))).rejects.toMatchObject(full(file()));
  expect(await readFile(file(), "utf8")).toBe(before);
  expect(await readdir(path("disk"))).toEqual(["file"]);
});

test("a file of rows that finds no room says so, and leaves nothing once discarded", async () => {
  const writer = await createRowFile(file(), { rows: 400_000, width: 1, facts: {} });
  await writer.append(new Float32Array(150_000));
  await expect(writer.append(new Float32Array(250_000))).rejects.toMatchObject(full(file()));
  await writer.discard();
  expect(await readdir(path("disk"))).toEqual([]);
});

test("a log that finds no room says so", () => {
  const log = openLog(file());
  expect(() => log.append({ text: before + after })).toThrow(expect.objectContaining(full(file())));
});

test("a file that is filled piece by piece finds no room either", async () => {
  await replaceDirectory(target(), (fresh) => writeFile(join(fresh, "a"), before));
  const filling = replaceDirectory(target(), async (fresh) => {
    const name = join(fresh, "weights");
    const tensor = { name: "a", dtype: "float32" as const, shape: [150_000] };
    const position = (await createSafetensors(name, [tensor])).get("a") ?? 0;
    await writePieces(name, [{ position, data: new Float32Array(150_000) }]);
  });
  await expect(filling).rejects.toMatchObject(full(join(`${target()}.new`, "weights")));
  expect(await completeDirectory(target())).toBe(target());
  expect(await readFile(join(target(), "a"), "utf8")).toBe(before);
});
