import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { getuid } from "node:process";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { requireOutput } from "./require-output.js";
import { writeOutput } from "./write-output.js";

const path = temporaryFolder();
beforeAll(async () => {
  await writeFile(path("notes.txt"), "kept");
  await mkdir(path("results"));
});

const refusal = (why: string) =>
  expect.objectContaining({ code: "FILE_UNWRITABLE", message: expect.stringContaining(why) });
const refused = (file: string, force = false): unknown => {
  try {
    requireOutput(file, "--html", force);
    return undefined;
  } catch (error) {
    return error;
  }
};

test("a folder that is missing is made", async () => {
  const file = path("new/deep/page.html");
  expect(refused(file)).toBeUndefined();
  await writeOutput(file, "<html>");
  expect(await readFile(file, "utf8")).toBe("<html>");
});

test("a place that cannot be written is refused before any work", async () => {
  expect(refused(path("notes.txt"))).toMatchObject({ code: "OUTPUT_EXISTS" });
  expect(refused(path("notes.txt"), true)).toBeUndefined();
  expect(refused(path("results"), true)).toEqual(
    refusal("is a folder. Name another file with --html"),
  );
  expect(refused(path("notes.txt/page.html"))).toEqual(refusal("notes.txt is a file, no folder"));
  expect(refused(path("notes.txt/a/page.html"))).toEqual(refusal("notes.txt is a file, no folder"));
});

test.skipIf(getuid?.() === 0)("a folder that may not be written to is refused", async () => {
  await chmod(path("results"), 0o500);
  expect(refused(path("results/page.html"))).toEqual(refusal("results may not be written to"));
});

test("a fault of the system while it is written has a code too", async () => {
  await expect(writeOutput(path("notes.txt/page.html"), "")).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
  });
});
