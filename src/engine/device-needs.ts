import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import type { Device } from "./engine.js";

/**
 * What this machine lacks for a device, as far as files show: a runtime that is asked in vain complains on
 * stderr. Undefined where the device may work.
 */
export function lackFor(device: Device): string | undefined {
  if (device === "cuda") return lackForCuda();
  return device === "webgpu" ? lackForWebgpu() : undefined;
}

function lackForCuda(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return `this is ${process.platform} on ${process.arch}`;
  }
  // The driver's own file, and its stand-in under Windows.
  const drivers = ["/dev/nvidiactl", "/usr/lib/wsl/lib/libcuda.so.1"];
  if (!drivers.some((path) => existsSync(path))) return "there is no NVIDIA driver";
  const library = "libonnxruntime_providers_cuda.so";
  const folder = runtimeFolder();
  return existsSync(join(folder, library)) ? undefined : `${library} is not in ${folder}`;
}

function lackForWebgpu(): string | undefined {
  if (process.platform !== "linux") return undefined;
  const library = "libvulkan.so.1";
  const named = (process.env["LD_LIBRARY_PATH"] ?? "").split(delimiter);
  const usual = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"];
  const isThere = [...named, ...usual].some((folder) => existsSync(join(folder, library)));
  return isThere ? undefined : `Vulkan's loader ${library} was not found`;
}

/** Where onnxruntime-node keeps its native libraries. */
function runtimeFolder(): string {
  const require = createRequire(import.meta.url);
  const binaries = join(dirname(require.resolve("onnxruntime-node/package.json")), "bin");
  const [version = ""] = readdirSync(binaries);
  return join(binaries, version, process.platform, process.arch);
}
