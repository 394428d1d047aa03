import { cp, mkdir, rename, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { dataHash, fileHash } from "./index.js";

const path = temporaryFolder();

test("a file's hash is that of its bytes, a text folder's that of its rows", async () => {
  await writeFile(path("a.csv"), "text,label\n");
  expect(await dataHash(path("a.csv"))).toBe(await fileHash(path("a.csv")));

  for (const label of ["good", "bad"]) {
    await mkdir(path("texts", label), { recursive: true });
    await writeFile(path("texts", label, "1.txt"), `a ${label} film`);
  }
  const before = await dataHash(path("texts"));
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  await cp(path("texts"), path("copy"), { recursive: true });
  await writeFile(path("copy/notes.md"), "is no row");
  expect(await dataHash(path("copy"))).toBe(before);

  await rename(path("copy/good/1.txt"), path("copy/good/2.txt"));
  const renamed = await dataHash(path("copy"));
  await writeFile(path("copy/good/2.txt"), "a fine film");
  expect(new Set([before, renamed, await dataHash(path("copy"))]).size).toBe(3);
});

test("what is not there is refused by name", async () => {
  await expect(dataHash(path("none.csv"))).rejects.toMatchObject({ code: "FILE_MISSING" });
});
