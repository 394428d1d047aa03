import { mkdir, symlink, writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { corpusFiles, sharedFiles } from "./corpus-files.js";

const path = temporaryFolder();

/** The files found in a folder, by their ways from it. */
async function filesOf(folder: string): Promise<string[]> {
  const found = await corpusFiles({ paths: [path(folder)] });
  return found.map(({ file, bytes }) => `${relative(path(folder), file)} ${bytes}`);
}

test("links in a folder stand for what they lead to, once where they lead back", async () => {
  await mkdir(path("books", "old"), { recursive: true });
  await mkdir(path("elsewhere", "deep"), { recursive: true });
  await writeFile(path("books", "b.txt"), "one");
  await writeFile(path("books", "old", "a.txt"), "two words");
  await writeFile(path("books", ".hidden.txt"), "no");
  await writeFile(path("elsewhere", "c"), "linked by a name that ends so");
  await writeFile(path("elsewhere", "deep", "d.TXT"), "deep");
  await symlink(path("elsewhere", "c"), path("books", "c.txt"));
  await symlink(path("elsewhere"), path("books", "more"));
  await symlink(path("books"), path("books", "old", "back"));
  await symlink(path("elsewhere"), path("books", "folder.txt"));
  const files = [
    "b.txt 3",
    "c.txt 29",
    "folder.txt/deep/d.TXT 4",
    "more/deep/d.TXT 4",
    "old/a.txt 9",
  ];
  expect(await filesOf("books")).toEqual(files);
});

test("hidden folders in a folder are left out; one that is named is read", async () => {
  await mkdir(path("project", ".checkpoints", "deep"), { recursive: true });
  await writeFile(path("project", "a.txt"), "one");
  await writeFile(path("project", ".checkpoints", "b.txt"), "no");
  await writeFile(path("project", ".checkpoints", "deep", "c.txt"), "neither");
  expect(await filesOf("project")).toEqual(["a.txt 3"]);
  expect(await filesOf("project/.checkpoints")).toEqual(["b.txt 2", "deep/c.txt 7"]);
});

test("files of a corpus that others have too are found, be it by links", async () => {
  await mkdir(path("learnt", "deep"), { recursive: true });
  await mkdir(path("held"));
  await writeFile(path("learnt", "a.txt"), "one");
  await writeFile(path("learnt", "deep", "b.txt"), "two");
  await writeFile(path("held", "c.txt"), "three");
  await symlink(path("learnt", "deep"), path("held", "linked"));
  const shared = (...paths: string[]) => sharedFiles({ paths }, { paths: [path("learnt")] });
  expect(await shared(path("held"))).toEqual([path("held", "linked", "b.txt")]);
  expect(await shared(path("held", "c.txt"), path("learnt", "a.txt"))).toEqual([
    path("learnt", "a.txt"),
  ]);
});

test("a link that leads nowhere is refused", async () => {
  await mkdir(path("broken"));
  await symlink(path("nothing"), path("broken", "gone.txt"));
  await expect(filesOf("broken")).rejects.toMatchObject({
    code: "FILE_MISSING",
    message: expect.stringContaining("gone.txt"),
  });
});
