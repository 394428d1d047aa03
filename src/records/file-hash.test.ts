import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileHash } from "./index.js";

test("the hash of a file is the SHA-256 of its bytes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hash-"));
  const file = join(folder, "abc.txt");
  await writeFile(file, "abc");
  // The example of FIPS 180-2.
  expect(await fileHash(file)).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  await rm(folder, { recursive: true });
});

test("a file that is not there, or a folder, has none", async () => {
  await expect(fileHash("absent.txt")).rejects.toMatchObject({ code: "FILE_MISSING" });
  await expect(fileHash(tmpdir())).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
});
