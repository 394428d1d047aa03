import { CommanderError } from "commander";
import { BerthError, nearest } from "../base/index.js";
import { buildProgram } from "./program.js";
import { spellFlags } from "./spell-flags.js";
import type { Streams } from "./terminal.js";

/**
 * Runs a command line to its end; errors are told on stderr.
 *
 * @param words - what the user typed after `berth`
 * @returns the exit status: 0 done, 1 the user's data or files, 2 usage, 70 a fault of ours,
 *   130 interrupted
 */
export async function run(words: readonly string[], streams: Streams): Promise<number> {
  try {
    const program = buildProgram(streams);
    const [name = "", ...rest] = words;
    const commands = program.commands.flatMap((known) => [known.name(), ...known.aliases()]);
    const command = program.commands.find((known) =>
      [known.name(), ...known.aliases()].includes(name),
    );
    if (command === undefined && !["", "help"].includes(name) && !name.startsWith("-")) {
      unknownCommand(name, commands);
    }
    await program.parseAsync(command ? [name, ...spellFlags(rest, command)] : [...words], {
      from: "user",
    });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // `berth` alone: commander has shown the help.
    if (error instanceof CommanderError && error.code === "commander.help") return 2;
    return tell(asBerthError(error), words.includes("--debug"), streams);
  }
}

function unknownCommand(name: string, commands: readonly string[]): never {
  const near = nearest(name, commands);
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  const message = `"${name}": is not a command; the commands are ${commands.join(", ")}${hint}`;
  throw new BerthError("USAGE", message, { command: name, nearest: near ?? null });
}

function asBerthError(error: unknown): BerthError {
  if (error instanceof BerthError) return error;
  if (error instanceof CommanderError) {
    const fault = error.message.replace(/^error: /, "").replace(/\.$/, "");
    return new BerthError("USAGE", `${fault}. The flag --help shows the usage`);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new BerthError("INTERNAL", message, {}, { cause: error });
}

function tell(error: BerthError, debug: boolean, { stderr }: Streams): number {
  stderr.write(`${error.code}  ${error.message}\n`);
  if (debug) {
    const { stack } = error.cause instanceof Error ? error.cause : error;
    stderr.write(`${stack}\n`);
  } else if (error.code === "INTERNAL") {
    stderr.write("This is a fault of Berth. The same command with --debug shows where it is.\n");
  }
  return error.exitStatus;
}
