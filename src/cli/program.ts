import { Command } from "commander";
import { berthVersion } from "../training/package-version.js";
import { withSubcommands } from "./command.js";
import { dataCommand } from "./data.js";
import { doctorCommand } from "./doctor.js";
import { embedCommand } from "./embed.js";
import { evaluateCommand } from "./evaluate.js";
import { finetuneCommand } from "./finetune.js";
import { predictCommand } from "./predict.js";
import { pretrainCommand } from "./pretrain.js";
import type { Streams } from "./terminal.js";
import { tokenizerCommand } from "./tokenizer.js";

/** The whole command line: one command a file. */
export function buildProgram(streams: Streams): Command {
  const program = new Command("berth")
    .description("From a file of labelled text to a fine-tuned BERT, with no Python.")
    .version(berthVersion(), "--version", "print the version")
    .helpOption("--help", "show this help");
  const commands = [
    finetuneCommand,
    evaluateCommand,
    predictCommand,
    embedCommand,
    pretrainCommand,
    dataCommand,
    tokenizerCommand,
    doctorCommand,
  ];
  for (const command of commands) program.addCommand(command(streams));
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      getOutHelpWidth: () => streams.stdout.columns ?? 100,
      // Errors are told in one place, with their code.
      outputError: () => {},
    });
  }
  return program;
}
