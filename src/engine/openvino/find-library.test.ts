import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { searchLibrary } from "./find-library.js";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "berth-libraries-"));
});
afterEach(() => rm(root, { recursive: true }));

/** Makes empty files and gives their paths. */
async function files(...paths: string[]): Promise<string[]> {
  const whole = paths.map((path) => join(root, path));
  for (const path of whole) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
  }
  return whole;
}

/** What is found under the test's own folder, in order. */
function found(platform: string, environment: Record<string, string>): string[] {
  const { candidates } = searchLibrary({ platform, environment });
  return candidates.filter((path) => path.startsWith(root));
}

test("BERTH_OPENVINO names a file, or a folder in which names may carry a version", async () => {
  const [plain, newer, older] = await files(
    ...["libs/libopenvino_c.so", "libs/libopenvino_c.so.2641", "libs/libopenvino_c.so.999"],
  );
  await files("libs/libopenvino_c.so.txt", "libs/libopenvino.so.2641");
  const alone = { INTEL_OPENVINO_DIR: join(root, "elsewhere") };
  await files("elsewhere/lib/libopenvino_c.so");
  const search = (path: string) => found("linux", { ...alone, BERTH_OPENVINO: path });
  expect(search(newer ?? "")).toEqual([newer]);
  expect(search(join(root, "libs"))).toEqual([plain, newer, older]);
  // A wheel's own folder stands above its `libs`.
  expect(search(root)).toEqual([plain, newer, older]);
  expect(search(join(root, "absent"))).toEqual([]);
});

test("an installation of the vendor's archive is found from its variables, before the loader's path", async () => {
  const [archive] = await files("archive/runtime/lib/intel64/libopenvino_c.so.2641");
  const [path] = await files("path/libopenvino_c.so.2500");
  const [conda] = await files("conda/lib/libopenvino_c.so.2400");
  const environment = {
    CONDA_PREFIX: join(root, "conda"),
    LD_LIBRARY_PATH: `${join(root, "path")}:`,
    OpenVINO_DIR: join(root, "archive/runtime/cmake"),
  };
  expect(found("linux", environment)).toEqual([archive, path, conda]);
  const named = { ...environment, INTEL_OPENVINO_DIR: join(root, "archive") };
  expect(found("linux", named)).toEqual([archive, path, conda]);
  const { candidates } = searchLibrary({ platform: "linux", environment });
  expect(candidates.slice(0, 2)).toEqual([archive, "libopenvino_c.so"]);
});

test.each([
  ["darwin", "runtime/lib/arm64/Release/libopenvino_c.2641.dylib"],
  ["darwin", "lib/libopenvino_c.dylib"],
  ["win32", "runtime/bin/intel64/Release/openvino_c.dll"],
  ["linux", "runtime/lib/aarch64/libopenvino_c.so.2641"],
])("on %s %s is found", async (platform, path) => {
  const [library] = await files(path);
  expect(found(platform, { INTEL_OPENVINO_DIR: root })).toEqual([library]);
});

test("a system without OpenVINO has nowhere to look", () => {
  expect(searchLibrary({ platform: "aix", environment: {} })).toEqual({
    candidates: [],
    places: [],
  });
});
