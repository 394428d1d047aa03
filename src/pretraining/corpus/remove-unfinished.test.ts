import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { removeUnfinished } from "./remove-unfinished.js";

const path = temporaryFolder();

/** A folder with a file, both last written so many hours ago. */
async function folder(name: string, hours: { readonly folder: number; readonly file: number }) {
  const time = (ago: number): Date => new Date(Date.now() - ago * 3_600_000);
  await mkdir(path("cache", name), { recursive: true });
  await writeFile(path("cache", name, "tokens.bin"), "some");
  await utimes(path("cache", name, "tokens.bin"), time(hours.file), time(hours.file));
  await utimes(path("cache", name), time(hours.folder), time(hours.folder));
}

test("only what no process writes to any more is removed, and nothing that is whole or not ours", async () => {
  const key = (sign: string): string => sign.repeat(32);
  await folder(`${key("a")}.new`, { folder: 2, file: 2 });
  await folder(`${key("b")}.new`, { folder: 2, file: 0.1 });
  await folder(key("c"), { folder: 20, file: 20 });
  await folder(`${key("d")}.old`, { folder: 20, file: 20 });
  await folder("notes.new", { folder: 20, file: 20 });
  await removeUnfinished(path("cache"));
  expect((await readdir(path("cache"))).sort()).toEqual(
    [`${key("b")}.new`, key("c"), `${key("d")}.old`, "notes.new"].sort(),
  );
});

test("a folder that is not there yet is no fault", async () => {
  await expect(removeUnfinished(path("nowhere"))).resolves.toBeUndefined();
});
