import type { Command } from "commander";
import { newCommand } from "./command.js";
import type { Streams } from "./terminal.js";
import { tokenizerDecodeCommand } from "./tokenizer-decode.js";
import { tokenizerEncodeCommand } from "./tokenizer-encode.js";
import { tokenizerTrainCommand } from "./tokenizer-train.js";

const subcommands = [tokenizerTrainCommand, tokenizerEncodeCommand, tokenizerDecodeCommand];

/** `berth tokenizer`: from text to token ids, and back. One command a file. */
export function tokenizerCommand(streams: Streams): Command {
  const command = newCommand("tokenizer", "Learn a vocabulary; turn text into ids, and back.", [
    {
      does: "a vocabulary of one's own",
      line: "berth tokenizer train --data books --vocab-size 8000 --output tokenizers/books",
    },
    {
      does: "what a model sees of a text",
      line: 'berth tokenizer encode --model tokenizers/books "Jim Henson was a puppeteer"',
    },
    {
      does: "the text of ids",
      line: "berth tokenizer decode --model tokenizers/books 2 481 97 3",
    },
  ]);
  for (const subcommand of subcommands) command.addCommand(subcommand(streams));
  return command;
}
