import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import { addCommonOptions, type CommonOptions, newCommand, revisionOption } from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { openTerminal, type Streams } from "./terminal.js";

interface DecodeOptions extends CommonOptions {
  readonly model: string;
  readonly revision?: string;
  readonly skipSpecialTokens?: boolean;
}

/** `berth tokenizer decode`: the text of token ids. */
export function tokenizerDecodeCommand(streams: Streams): Command {
  const command = newCommand("decode", "Turn token ids back into text.", [
    {
      does: "the text of ids, without [CLS], [SEP] and [PAD]",
      line: "berth tokenizer decode --model bert-base-uncased 101 3958 27227 102 0 --skip-special-tokens",
    },
    {
      does: "ids as a program prints them, special tokens shown",
      line: 'berth tokenizer decode --model bert-base-uncased "[101, 3958, 27227, 102]"',
    },
  ])
    .argument("<IDS...>", "token ids, with spaces or commas between them")
    .addOption(
      new Option("--model <DIR|NAME>", "a model or a tokenizer: a directory, or a name on the hub")
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(revisionOption())
    .addOption(
      new Option("--skip-special-tokens", "leave out [CLS], [SEP], [PAD] and the like").helpGroup(
        "Output",
      ),
    );
  addCommonOptions(command, "print the text and the tokens as JSON");
  return command.action((words: string[], options: DecodeOptions) =>
    runDecode(words, options, streams),
  );
}

async function runDecode(
  words: readonly string[],
  options: DecodeOptions,
  streams: Streams,
): Promise<void> {
  const terminal = openTerminal(streams, options);
  const ids = words.flatMap((word) => word.split(/[\s,[\]]+/).filter((one) => one !== ""));
  // Heavy runtimes are loaded only once there is something to run.
  const { loadTokenizer } = await import("../tokenizer/index.js");
  const { vocabularySize, decode, tokens } = await loadTokenizer(
    await fetchModel(terminal, options.model, { revision: options.revision, needs: "tokenizer" }),
  );
  const known = ids.map((written, place) => knownId(written, place, vocabularySize));
  const skipSpecialTokens = options.skipSpecialTokens === true;
  const text = await decode(known, { skipSpecialTokens });
  terminal.print(options.json ? JSON.stringify({ text, tokens: tokens(known) }) : text);
}

function knownId(written: string, place: number, vocabularySize: number): number {
  const id = Number(written);
  if (/^\d+$/.test(written) && id < vocabularySize) return id;
  throw new BerthError(
    "TOKEN_UNKNOWN",
    `id ${place + 1}: must be a whole number from 0 to ${vocabularySize - 1}, an id of the vocabulary; ${JSON.stringify(written)} came`,
    { position: place, value: written, vocabularySize },
  );
}
