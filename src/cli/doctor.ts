import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { Command } from "commander";
import { berthVersion, packageVersion } from "../training/package-version.js";
import { addCommonOptions, type CommonOptions, newCommand } from "./command.js";
import { tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";

/** `berth doctor`: what Berth finds on this machine. */
export function doctorCommand(streams: Streams): Command {
  const command = newCommand("doctor", "Show versions, machine and engines.", [
    { does: "what Berth finds on this machine", line: "berth doctor" },
    { does: "the same for a bug report or a script", line: "berth doctor --json" },
  ]);
  addCommonOptions(command, "print the findings as JSON");
  return command.action((options: CommonOptions) => runDoctor(options, streams));
}

async function runDoctor(options: CommonOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const findings = await examine();
  if (options.json) terminal.print(JSON.stringify(findings));
  else for (const line of tableLines(findingCells(findings))) terminal.print(line);
}

async function examine() {
  // Loaded only now: the other commands' help needs no native runtime.
  const engine = await import("../engine/index.js");
  const engines = await engine.availableEngines();
  const devices = await engine.availableDevices();
  const chosen = engines.some(({ found }) => found)
    ? await engine.chooseEngine({ engine: "auto", device: "auto" })
    : undefined;
  return {
    versions: {
      berth: berthVersion(),
      node: process.versions.node,
      onnxruntime: packageVersion("onnxruntime-node") ?? null,
      tokenizers: packageVersion("tokenizers") ?? null,
      duckdb: packageVersion("@duckdb/node-api") ?? null,
    },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      features: await engine.processorFeatures(),
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
    },
    engines,
    devices,
    engineUsed: chosen?.name ?? null,
    deviceUsed: chosen?.device ?? null,
    trainingPrecision: chosen
      ? await engine.choosePrecision("auto", { engine: chosen.name, purpose: "training" })
      : null,
  };
}

type Findings = Awaited<ReturnType<typeof examine>>;

function findingCells(findings: Findings): string[][] {
  const { versions, machine, engines, devices, trainingPrecision } = findings;
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const used = (name: string, names: readonly (string | null)[]): string =>
    names.includes(name) ? ", used by auto" : "";
  return [
    ...Object.entries(versions).map(([name, version]) => [name, version ?? "not installed"]),
    ["platform", machine.platform],
    ["processor", machine.processor],
    ["bfloat16", machine.features.join(", ") || "not in the processor, as far as is known"],
    ["cores", String(machine.cores)],
    [
      "memory",
      `${gibibytes(machine.memoryBytes)}, ${gibibytes(machine.freeMemoryBytes)} of them free`,
    ],
    ...engines.map((engine) => [
      `engine ${engine.name}`,
      engine.found ? engine.version + used(engine.name, [findings.engineUsed]) : engine.why,
    ]),
    ...devices.map((device) => [
      `device ${device.name}`,
      device.found ? `found${used(device.name, [findings.deviceUsed])}` : device.why,
    ]),
    ["precision", `${trainingPrecision ?? "none"} for training by auto, f32 for the rest`],
  ];
}
