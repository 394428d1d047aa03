import { type Command, CommanderError } from "commander";
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
    const { command, path } = commandOf(words, program);
    const rest = words.slice(path.length);
    await program.parseAsync(
      command === program ? [...words] : [...path, ...spellFlags(rest, command)],
      { from: "user" },
    );
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // `berth` alone: commander has shown the help.
    if (error instanceof CommanderError && error.code === "commander.help") return 2;
    return tell(asBerthError(error), words.includes("--debug"), streams);
  }
}

/** The command that the first words name, such as `data split`, and these words. */
function commandOf(
  words: readonly string[],
  program: Command,
): { readonly command: Command; readonly path: readonly string[] } {
  let command = program;
  const path: string[] = [];
  while (command.commands.length > 0) {
    const name = words[path.length] ?? "";
    const next = command.commands.find((known) => namesOf(known).includes(name));
    if (next === undefined) {
      if (!["", "help"].includes(name) && !name.startsWith("-")) unknownCommand(name, command);
      break;
    }
    command = next;
    path.push(name);
  }
  return { command, path };
}

const namesOf = (command: Command): string[] => [command.name(), ...command.aliases()];

function unknownCommand(name: string, { commands }: Command): never {
  const names = commands.flatMap(namesOf);
  const near = nearest(name, names);
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  const message = `"${name}": is not a command; the commands are ${names.join(", ")}${hint}`;
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
