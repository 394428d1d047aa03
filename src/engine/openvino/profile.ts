import { writeFile } from "node:fs/promises";
import type { Handle, NativeList } from "./functions.js";
import type { Runtime } from "./runtime.js";

/** How long each node of the last run took. */
interface ProfiledNode {
  readonly name: string;
  readonly type: string;
  readonly kernel: string;
  /** Wall time. */
  readonly microseconds: number;
}

/** Writes `${prefix}.json`: the nodes of the last run, the longest first. */
export async function writeProfile(
  { koffi, functions, check }: Runtime,
  request: Handle,
  prefix: string,
): Promise<void> {
  const list: Partial<NativeList> = {};
  check(functions.ov_infer_request_get_profiling_info(request, list));
  const { rows, size } = list as NativeList;
  const row = koffi.struct({
    status: "int",
    microseconds: "int64_t",
    cpuMicroseconds: "int64_t",
    name: "str",
    kernel: "str",
    type: "str",
  });
  const nodes: ProfiledNode[] = koffi
    .decode(rows, koffi.array(row, Number(size)))
    .map(({ name, type, kernel, microseconds }: ProfiledNode) => ({
      name,
      type,
      kernel,
      microseconds: Number(microseconds),
    }));
  functions.ov_profiling_info_list_free({ rows, size });
  const longestFirst = nodes.sort((a, b) => b.microseconds - a.microseconds);
  await writeFile(`${prefix}.json`, `${JSON.stringify(longestFirst, null, 1)}\n`);
}
