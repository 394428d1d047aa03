import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { built } from "./workplace.js";

const hasFull = existsSync("/dev/full");

test.skipIf(!hasFull)("results that find no room on the disk are told as such", () => {
  const command = `"${process.execPath}" "${built("cli/main.js")}" --help > /dev/full`;
  const { status, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "DISK_FULL  stdout: the disk has no room left for it. Free some space and run again\n",
  });
});
