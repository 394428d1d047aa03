import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { dirname, join } from "node:path";

/** Where the numbers are read: the system's own unless a test gives others. */
export interface MemorySources {
  /** The folder that holds `proc` and `sys`. */
  readonly root?: string;
  readonly platform?: NodeJS.Platform;
  /** `BERTH_MEMORY_LIMIT`: bytes that the process may take in all. */
  readonly limit?: string | undefined;
}

/**
 * Bytes of memory that this process can still take before the system ends it or begins to swap.
 *
 * On Linux the smallest of what the kernel calls available, what is left of each control group's limit
 * (version 1 and 2) that the process is in, and what is left of `BERTH_MEMORY_LIMIT`. Files that the kernel
 * holds in a group's memory count as free: it gives them up. On Windows the free memory of the system.
 * Elsewhere free memory says nothing, and only `BERTH_MEMORY_LIMIT` counts.
 */
export function availableMemory({
  root = "/",
  platform = process.platform,
  limit = process.env["BERTH_MEMORY_LIMIT"],
}: MemorySources = {}): number {
  const left = [Number.POSITIVE_INFINITY];
  if (limit !== undefined && Number(limit) > 0) {
    left.push(Number(limit) - process.memoryUsage.rss());
  }
  if (platform === "win32") left.push(freemem());
  if (platform === "linux") left.push(ofSystem(root), ...ofGroups(root));
  return Math.max(0, Math.min(...left));
}

function ofSystem(root: string): number {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(textOf(join(root, "proc/meminfo")))?.[1];
  return kilobytes === undefined ? Number.POSITIVE_INFINITY : Number(kilobytes) * 1024;
}

/** The files of one version of control groups. */
const versions = {
  two: { limit: "memory.max", usage: "memory.current", cache: "inactive_file", folder: "" },
  one: {
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    cache: "total_inactive_file",
    folder: "memory",
  },
} as const;

/** What is left of the limits of the process's control groups, and of the groups above them. */
function ofGroups(root: string): number[] {
  const lines = textOf(join(root, "proc/self/cgroup")).trim().split("\n");
  return lines.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (controllers === "") return leftInGroup(root, path, versions.two);
    return controllers?.split(",").includes("memory") ? leftInGroup(root, path, versions.one) : [];
  });
}

function leftInGroup(
  root: string,
  path: string,
  { limit, usage, cache, folder }: (typeof versions)[keyof typeof versions],
): number[] {
  const top = join(root, "sys/fs/cgroup", folder);
  const left: number[] = [];
  // In a container the path may be the host's, which is not to be seen there: the top is.
  for (let group = path; ; group = dirname(group)) {
    const directory = join(top, group);
    const most = Number(textOf(join(directory, limit)) || Number.NaN);
    const used = Number(textOf(join(directory, usage)) || Number.NaN);
    const statistics = textOf(join(directory, "memory.stat"));
    const cached = new RegExp(`^${cache} (\\d+)$`, "m").exec(statistics)?.[1];
    if (Number.isFinite(most - used)) left.push(most - used + Number(cached ?? 0));
    if (group === "/" || group === ".") return left;
  }
}

/** A file's text; nothing where it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
