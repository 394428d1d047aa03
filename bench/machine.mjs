// What the numbers of a run were measured on and with.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { berth, root } from "./places.mjs";

/** Instructions that decide how fast matrix products are, under Linux's names. */
const known = ["avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_tile"];

/** The machine and the versions of all programs; `engines` names those that Berth found. */
export function describeMachine(python) {
  const [program, ...script] = berth;
  const doctor = JSON.parse(
    execFileSync(program, [...script, "doctor", "--json"], { encoding: "utf8" }),
  );
  const found = doctor.engines.filter((engine) => engine.found);
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    features: processorFeatures(),
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release()}`,
    loadAtStart: loadavg()[0],
    commit: commit(),
    versions: {
      berth: doctor.versions.berth,
      node: process.versions.node,
      ...Object.fromEntries(found.map(({ name, version }) => [name, version])),
      "transformers.js": packageVersion("@huggingface/transformers"),
      ...pythonVersions(python),
    },
    engines: found.map(({ name }) => name),
  };
}

function processorFeatures() {
  try {
    const [, flags = ""] = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8")) ?? [];
    const present = new Set(flags.trim().split(/\s+/));
    return known.filter((feature) => present.has(feature));
  } catch {
    return [];
  }
}

function commit() {
  try {
    const options = { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("git", ["describe", "--always", "--dirty"], options).trim();
  } catch {
    return "unknown";
  }
}

function packageVersion(name) {
  const file = join(root, "node_modules", name, "package.json");
  return JSON.parse(readFileSync(file, "utf8")).version;
}

function pythonVersions(python) {
  const code = `import json, platform, torch, transformers
print(json.dumps({"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__}))`;
  return JSON.parse(execFileSync(python, ["-c", code], { encoding: "utf8" }));
}
