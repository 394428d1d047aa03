import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { availableMemory } from "./available-memory.js";

const path = temporaryFolder();
const mebibyte = 2 ** 20;
let count = 0;

/** What is available on a Linux whose `/proc` and `/sys` hold these files, in MiB. */
async function availableWith(files: Readonly<Record<string, string>>, limit?: string) {
  const root = path(`root-${count++}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(`${root}/${name}`), { recursive: true });
    await writeFile(`${root}/${name}`, content);
  }
  return availableMemory({ root, platform: "linux", limit }) / mebibyte;
}

const meminfo =
  "MemTotal:       16000000 kB\nMemFree:          100 kB\nMemAvailable:    2048000 kB\n";
const inMebibytes = (size: number): string => `${size * mebibyte}\n`;

test("without control groups it is what the kernel calls available", async () => {
  expect(await availableWith({ "proc/meminfo": meminfo })).toBe(2000);
});

test("a container's limit counts, less what is in use and cannot be given up", async () => {
  const files = {
    "proc/meminfo": meminfo,
    "proc/self/cgroup": "0::/\n",
    "sys/fs/cgroup/memory.max": inMebibytes(1024),
    "sys/fs/cgroup/memory.current": inMebibytes(700),
    "sys/fs/cgroup/memory.stat": `anon 5\ninactive_file ${200 * mebibyte}\nactive_file 7\n`,
  };
  expect(await availableWith(files)).toBe(1024 - 700 + 200);
});

test("the tightest group above the process counts; one without a limit does not", async () => {
  const group = "sys/fs/cgroup/user.slice";
  const files = {
    "proc/meminfo": meminfo,
    "proc/self/cgroup": "0::/user.slice/job\n",
    [`${group}/job/memory.max`]: "max\n",
    [`${group}/job/memory.current`]: inMebibytes(10),
    [`${group}/memory.max`]: inMebibytes(500),
    [`${group}/memory.current`]: inMebibytes(400),
  };
  expect(await availableWith(files)).toBe(100);
});

test("version 1 of control groups is read too, where the path is the host's", async () => {
  const files = {
    "proc/meminfo": meminfo,
    "proc/self/cgroup": "12:cpu,cpuacct:/docker/abc\n5:memory:/docker/abc\n",
    "sys/fs/cgroup/memory/memory.limit_in_bytes": inMebibytes(300),
    "sys/fs/cgroup/memory/memory.usage_in_bytes": inMebibytes(100),
    "sys/fs/cgroup/memory/memory.stat": `total_inactive_file ${50 * mebibyte}\n`,
  };
  expect(await availableWith(files)).toBe(250);
});

test("BERTH_MEMORY_LIMIT counts less what the process has taken; never below nothing", async () => {
  const taken = process.memoryUsage.rss() / mebibyte;
  const left = await availableWith({ "proc/meminfo": meminfo }, `${(taken + 100) * mebibyte}`);
  expect(left).toBeGreaterThan(50);
  expect(left).toBeLessThan(150);
  expect(await availableWith({ "proc/meminfo": meminfo }, "1")).toBe(0);
});

test("where nothing is known nothing is held back", () => {
  expect(availableMemory({ platform: "darwin", limit: undefined })).toBe(Number.POSITIVE_INFINITY);
});

test("of this machine it gives a number of bytes", () => {
  const bytes = availableMemory();
  expect(bytes).toBeGreaterThan(0);
});
