import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { lockRun } from "./index.js";

const path = temporaryFolder();

test("one at a time writes a run, and nothing is left in its folder", async () => {
  const output = path("run");
  await mkdir(output);
  const unlock = await lockRun(output);
  await expect(lockRun(output)).rejects.toMatchObject({
    code: "OUTPUT_BUSY",
    message: `${output}: another process is training into this folder. Wait for its end, or name another --output.`,
  });
  expect(await readdir(output)).toEqual([]);
  await unlock();
  await (await lockRun(output))();
});

test("of many that come at once, one has the folder; another folder is free", async () => {
  for (const name of ["many", "free"]) await mkdir(path(name));
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(path("many"))));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await (await lockRun(path("free")))();
});

test("a process that runs keeps the folder, by whatever name; one that was killed does not", async () => {
  const output = path("other");
  await mkdir(output);
  const built = new URL("../../dist/directory/index.js", import.meta.url).href;
  const source = `import { lockRun } from ${JSON.stringify(built)};
    await lockRun(${JSON.stringify(output)});
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source]);
  await once(child.stdout, "data");
  await expect(lockRun(path(".", "other", "."))).rejects.toMatchObject({ code: "OUTPUT_BUSY" });
  child.kill("SIGKILL");
  await once(child, "close");
  await (await lockRun(output))();
});

test("a folder that is not there is named", async () => {
  await expect(lockRun(path("none"))).rejects.toMatchObject({
    details: { path: path("none") },
  });
});
