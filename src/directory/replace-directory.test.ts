import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { completeDirectory, removeDirectory, replaceDirectory } from "./index.js";

const path = temporaryFolder();

/** Writes a folder of one file, and of another in a folder within. */
const write = (content: string) => async (fresh: string) => {
  await writeFile(join(fresh, "a"), content);
  await mkdir(join(fresh, "sub"));
  await writeFile(join(fresh, "sub", "b"), content);
};

/** What the files of a folder hold. */
async function contents(directory: string | undefined): Promise<string[]> {
  if (directory === undefined) return [];
  const files = [join(directory, "a"), join(directory, "sub", "b")];
  return Promise.all(files.map((file) => readFile(file, "utf8")));
}

test("a folder is replaced as a whole, and nothing else is left", async () => {
  const target = path("whole", "last");
  expect(await completeDirectory(target)).toBeUndefined();
  await replaceDirectory(target, write("1"));
  await replaceDirectory(target, async (fresh) => {
    expect(await readdir(fresh)).toEqual([]);
    expect(await contents(target)).toEqual(["1", "1"]);
    await write("2")(fresh);
  });
  expect(await completeDirectory(target)).toBe(target);
  expect(await contents(target)).toEqual(["2", "2"]);
  expect(await readdir(path("whole"))).toEqual(["last"]);
});

test("a removed folder does not come back as the one that a kill left beside it", async () => {
  const target = path("removed", "best");
  await replaceDirectory(`${target}.old`, write("1"));
  await replaceDirectory(target, write("2"));
  await removeDirectory(target);
  expect(await completeDirectory(target)).toBeUndefined();
  expect(await readdir(path("removed"))).toEqual([]);
});

test("a folder whose writing breaks off leaves the one before, and its own error", async () => {
  const target = path("broken", "last");
  await replaceDirectory(target, write("1"));
  const breaking = replaceDirectory(target, async (fresh) => {
    await writeFile(join(fresh, "a"), "2");
    throw new RangeError("the source broke");
  });
  await expect(breaking).rejects.toThrow(new RangeError("the source broke"));
  expect(await contents(target)).toEqual(["1", "1"]);
  expect(await readdir(path("broken"))).toEqual(["last"]);
});

test("a folder in a place that cannot be is refused by name", async () => {
  await writeFile(path("plain"), "");
  await expect(replaceDirectory(path("plain/last"), write("1"))).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    message: `${path("plain/last")}: the system refuses to write it (ENOTDIR)`,
  });
});

test("after a kill between the renames, the folder before is found, and kept until the next is whole", async () => {
  const target = path("between", "last");
  await replaceDirectory(target, write("1"));
  await rename(target, `${target}.old`);
  await mkdir(`${target}.new`);
  await writeFile(join(`${target}.new`, "half"), "");
  expect(await completeDirectory(target)).toBe(`${target}.old`);
  await replaceDirectory(target, async (fresh) => {
    expect(await contents(await completeDirectory(target))).toEqual(["1", "1"]);
    await write("2")(fresh);
  });
  expect(await contents(target)).toEqual(["2", "2"]);
  expect(await readdir(path("between"))).toEqual(["last"]);
});

test("killed at any moment, the folder that is found is complete and no older than the last one done", async () => {
  const target = path("killed", "last");
  const room = resolve(import.meta.dirname, "../../dist/directory/index.js");
  const program = `
    import { mkdir, writeFile } from "node:fs/promises";
    import { join } from "node:path";
    import { replaceDirectory } from ${JSON.stringify(room)};
    const [target, first] = process.argv.slice(1);
    for (let number = Number(first); ; number++) {
      await replaceDirectory(target, async (fresh) => {
        await writeFile(join(fresh, "a"), String(number));
        await mkdir(join(fresh, "sub"));
        await writeFile(join(fresh, "sub", "b"), String(number));
      });
      process.stdout.write(number + "\\n");
    }`;
  let done = 0;
  for (let round = 0; round < 10; round++) {
    const words = ["--input-type=module", "--eval", program, target, String(done + 1)];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    const closed = once(child, "close");
    await once(child.stdout, "data");
    await setTimeout(Math.random() * 20);
    child.kill("SIGKILL");
    expect(await closed).toEqual([null, "SIGKILL"]);
    const reported = Number(output.trimEnd().split("\n").at(-1));

    const [a, b] = await contents(await completeDirectory(target));
    expect(b).toBe(a);
    expect([reported, reported + 1]).toContain(Number(a));
    done = Number(a);
  }
});
