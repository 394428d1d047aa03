import { spawnSync } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { nearDuplicateFinder } from "./near-duplicate-finder.js";

// The system's temporary folder is a disk of 1 MiB.
const path = temporaryFolder();
let isMounted = false;

beforeAll(async () => {
  await mkdir(path("disk"));
  const words = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path("disk")];
  isMounted = spawnSync("mount", words).status === 0;
  vi.stubEnv("TMPDIR", path("disk"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  if (isMounted) spawnSync("umount", [path("disk")]);
});
beforeEach(({ skip }) => {
  skip(!isMounted, "needs the right to mount a file system of its own");
});

test("texts that fill the disk while they leave memory are removed, and signals are the system's again", async () => {
  const before = process.listenerCount("SIGINT");
  const finder = nearDuplicateFinder({ mostTexts: 1000 });
  const texts = Array.from(
    { length: 4000 },
    (_, at) => `text ${at} ${"of many words ".repeat(40)}`,
  );
  await expect(finder.add(texts)).rejects.toMatchObject({ code: "ENOSPC" });
  await finder.close();
  expect(await readdir(path("disk"))).toEqual([]);
  expect(process.listenerCount("SIGINT")).toBe(before);
});
