import { existsSync } from "node:fs";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { completeDirectory, openLog, replaceDirectory, writeFileAtomic } from "./index.js";

// Linux has a device on which there is never any room.
const device = "/dev/full";
if (!existsSync(device)) console.info(`skipped: the system has no ${device}`);

const path = temporaryFolder();
const full = (name: string) => ({
  code: "DISK_FULL",
  details: { path: name, system: "ENOSPC" },
});

describe.skipIf(!existsSync(device))("a disk that is full", () => {
  test("leaves the file before", async () => {
    await writeFileAtomic(path("file"), "before");
    await symlink(device, path("file.new"));
    await expect(writeFileAtomic(path("file"), "after")).rejects.toMatchObject(full(path("file")));
    expect(await readFile(path("file"), "utf8")).toBe("before");
    expect(await readdir(path("."))).toEqual(["file"]);
  });

  test("leaves the folder before", async () => {
    const target = path("folder");
    await replaceDirectory(target, (fresh) => writeFile(join(fresh, "part"), "before"));
    const filling = replaceDirectory(target, async (fresh) => {
      await writeFile(join(fresh, "other"), "after");
      await symlink(device, join(fresh, "part"));
      await writeFile(join(fresh, "part"), "after");
    });
    await expect(filling).rejects.toMatchObject(full(target));
    expect(await completeDirectory(target)).toBe(target);
    expect(await readdir(target)).toEqual(["part"]);
    expect(await readFile(join(target, "part"), "utf8")).toBe("before");
  });

  test("is told of a log", async () => {
    await symlink(device, path("log"));
    const log = openLog(path("log"));
    expect(() => log.append({ step: 1 })).toThrow(expect.objectContaining(full(path("log"))));
  });
});
