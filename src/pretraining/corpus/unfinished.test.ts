import { spawnSync } from "node:child_process";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { removeUnfinished, unfinishedName } from "./unfinished.js";

const path = temporaryFolder();

/** A folder with a file, both last written so many hours ago. */
async function folder(name: string, hours: { readonly folder: number; readonly file: number }) {
  const time = (ago: number): Date => new Date(Date.now() - ago * 3_600_000);
  await mkdir(path("cache", name), { recursive: true });
  await writeFile(path("cache", name, "tokens.bin"), "some");
  await utimes(path("cache", name, "tokens.bin"), time(hours.file), time(hours.file));
  await utimes(path("cache", name), time(hours.folder), time(hours.folder));
}

/** A process that has ended. */
const ended = (): number => spawnSync(process.execPath, ["--version"]).pid;
const key = "a".repeat(32);
/** The name that another process gives. */
const nameOf = (processId: number): string =>
  unfinishedName(key).replace(`-${process.pid}-`, `-${processId}-`);
const onAnotherMachine = (name: string): string => name.replace(/\.[0-9a-f]{8}-/, ".0123abcd-");

test("what ended processes left is removed, and nothing that is made now, or whole, or not ours", async () => {
  const fresh = { folder: 0, file: 0 };
  await folder(`${nameOf(ended())}.new`, fresh);
  await folder(nameOf(ended()), fresh);
  await folder(onAnotherMachine(`${nameOf(ended())}.new`), { folder: 2, file: 2 });
  const staying = [
    `${nameOf(process.pid)}.new`,
    onAnotherMachine(`${nameOf(ended())}.new`),
    key,
    "notes.new",
  ];
  await folder(staying[0] ?? "", fresh);
  await folder(staying[1] ?? "", { folder: 2, file: 0.1 });
  await folder(key, { folder: 20, file: 20 });
  await folder("notes.new", { folder: 20, file: 20 });
  await removeUnfinished(path("cache"));
  expect((await readdir(path("cache"))).sort()).toEqual(staying.sort());
});

test("a folder that is not there yet is no fault", async () => {
  await expect(removeUnfinished(path("nowhere"))).resolves.toBeUndefined();
});
