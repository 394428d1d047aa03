import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { createRunDirectory, publish, writeJson } from "./index.js";

const path = temporaryFolder();

/** A folder with files of these names. */
async function folderWith(name: string, files: readonly string[]): Promise<string> {
  await mkdir(path(name));
  for (const file of files) await writeFile(path(name, file), file);
  return path(name);
}

test("the folder of a run is made with those above it; an empty one will do", async () => {
  for (const output of [path("runs", "first"), await folderWith("empty", [])]) {
    await createRunDirectory(output);
    expect(await readdir(output)).toEqual([]);
  }
});

test.each(["recipe.json", "last", "last.old"])(
  "a folder with %s holds a run, and is left alone",
  async (name) => {
    const output = await folderWith(`run-${name}`, [name, "training_log.jsonl"]);
    await expect(createRunDirectory(output)).rejects.toMatchObject({
      code: "OUTPUT_EXISTS",
      message: `${output}: already holds a run. Add --resume to go on with it, or name another --output.`,
    });
    expect(await readFile(path(`run-${name}`, name), "utf8")).toBe(name);
  },
);

test("a folder with other files is left alone, and some of them are named", async () => {
  const output = await folderWith("mine", ["f", "e", "d", "c", "b", "a", ".git"]);
  await expect(createRunDirectory(output)).rejects.toMatchObject({
    code: "OUTPUT_EXISTS",
    message: `${output}: must be a new or empty folder; it holds .git, a, b, c, d and 2 more. Name another --output.`,
  });
});

test("a file in the place of the folder is left alone", async () => {
  await writeFile(path("file"), "mine");
  await expect(createRunDirectory(path("file"))).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    message: `${path("file")}: the system refuses to write it (EEXIST)`,
  });
  expect(await readFile(path("file"), "utf8")).toBe("mine");
});

test("publishing puts each file in place, over what was there and beside the rest", async () => {
  const from = await folderWith("best", ["config.json", "vocab.txt"]);
  const to = await folderWith("model", ["config.json.new", "recipe.json"]);
  await writeFile(path("model", "config.json"), "of an earlier epoch");
  for (const _ of ["once", "and once more, after a kill"]) {
    await publish(from, to);
    expect(await readdir(to)).toEqual(["config.json", "recipe.json", "vocab.txt"]);
    expect(await readFile(path("model", "config.json"), "utf8")).toBe("config.json");
  }
  expect(await readdir(from)).toEqual(["config.json", "vocab.txt"]);
});

test("publishing into a folder that is gone names the file", async () => {
  const from = await folderWith("source", ["a"]);
  await expect(publish(from, path("gone"))).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    message: `${path("gone", "a")}: the system refuses to write it (ENOENT)`,
  });
});

test("a published file that cannot take its place is named, and leaves nothing beside it", async () => {
  const from = await folderWith("fresh", ["a"]);
  await mkdir(path("taken", "a"), { recursive: true });
  await expect(publish(from, path("taken"))).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    details: { path: path("taken", "a") },
  });
  expect(await readdir(path("taken"))).toEqual(["a"]);
});

test("JSON is written for people: two spaces, a line end behind it", async () => {
  await writeJson(path("a.json"), { a: ["é"] });
  expect(await readFile(path("a.json"), "utf8")).toBe('{\n  "a": [\n    "é"\n  ]\n}\n');
});

test("a folder that the system does not tell of cannot be made", async () => {
  await symlink(path("loop"), path("loop"));
  await expect(createRunDirectory(path("loop", "run"))).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    message: `${path("loop", "run")}: the system refuses to write it (ELOOP)`,
  });
});
