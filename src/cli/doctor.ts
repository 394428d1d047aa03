import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { Command } from "commander";
import { addCommonOptions, type CommonOptions, newCommand } from "./command.js";
import { berthVersion, packageVersion } from "./package-version.js";
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
  const { availableEngines } = await import("../engine/index.js");
  const engines = await availableEngines();
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
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
    },
    engines,
    engineUsed: engines.find((engine) => engine.found)?.name ?? null,
  };
}

function findingCells({
  versions,
  machine,
  engines,
  engineUsed,
}: Awaited<ReturnType<typeof examine>>): string[][] {
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    ...Object.entries(versions).map(([name, version]) => [name, version ?? "not installed"]),
    ["platform", machine.platform],
    ["processor", machine.processor],
    ["cores", String(machine.cores)],
    [
      "memory",
      `${gibibytes(machine.memoryBytes)}, ${gibibytes(machine.freeMemoryBytes)} of them free`,
    ],
    ...engines.map((engine) => [
      `engine ${engine.name}`,
      engine.found ? `${engine.version}${engine.name === engineUsed ? ", used" : ""}` : engine.why,
    ]),
  ];
}
