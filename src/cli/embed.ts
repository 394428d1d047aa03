import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
// Not by the indices: flags are told without loading runtimes.
import { layerCombinations } from "../models/features.js";
import type { FeatureModel } from "../prediction/index.js";
import { poolings } from "../prediction/pool-vectors.js";
import { choice, whole } from "../training/setting.js";
import {
  addCommonOptions,
  addMachineOptions,
  type CommonOptions,
  machineSettings,
  newCommand,
  readFlag,
  readSettingNames,
  revisionOption,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { requireBeside } from "./flag-rules.js";
import { jsonArray, jsonArrayLines } from "./json-array.js";
import { requireOutput } from "./require-output.js";
import { similarLines, similarTexts } from "./similar-texts.js";
import { openTerminal, type Streams, type Terminal } from "./terminal.js";
import { inputTexts, requireTable } from "./texts.js";
import { type EmbeddedText, jsonLine, tokensFile, vectorsWriter } from "./vector-files.js";

interface EmbedOptions extends CommonOptions {
  readonly model: string;
  readonly revision?: string;
  readonly data?: string;
  readonly layers?: string;
  readonly combine?: string;
  readonly pooling?: string;
  readonly normalize?: boolean;
  readonly output?: string;
  readonly force?: boolean;
  readonly similarTo?: string;
  readonly topK?: string;
}

/** `berth embed`: vectors out of an encoder. */
export function embedCommand(streams: Streams): Command {
  const command = newCommand("embed", "Turn texts, or their tokens, into vectors.", [
    {
      does: "a vector for each text of a file, for NumPy",
      line: "berth embed --model minilm --data texts.txt --normalize --output vectors.npy",
    },
    {
      does: "a vector for each token: the same word has another in another place",
      line: 'berth embed --model bert --pooling none "The bat flew by as he swung the bat."',
    },
    {
      does: "the sum of the last four layers",
      line: "berth embed --model bert --data texts.csv --layers -4..-1 --combine sum --output vectors.parquet",
    },
    {
      does: "the three texts of another file that are most like each question",
      line: "berth embed --model minilm --data questions.txt --similar-to answers.txt --top-k 3",
    },
  ])
    .argument("[TEXT...]", "texts to turn into vectors")
    .addOption(
      new Option(
        "--model <DIR|NAME>",
        "an encoder with or without a head: a directory, or a name on the hub",
      )
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(revisionOption())
    .addOption(
      new Option(
        "--data <FILE>",
        "texts in a file of any format in docs/data-formats.md, or .txt with one text a line (default: stdin, one text a line)",
      ).helpGroup("Data"),
    )
    .addOption(settingOption("textColumn"))
    .addOption(
      new Option(
        "--layers <LIST>",
        "layers whose output is taken, such as -1 or -4..-1; 0 is the embeddings, 1 the first layer (default: -1, the last)",
      ).helpGroup("Model"),
    )
    .addOption(
      new Option(
        "--combine <NAME>",
        `how several layers become one: ${layerCombinations.join(", ")} (default: mean)`,
      ).helpGroup("Model"),
    )
    .addOption(
      new Option(
        "--pooling <NAME>",
        `how tokens become a vector: ${poolings.join(", ")} (default: as a sentence-transformers folder says, or mean)`,
      ).helpGroup("Model"),
    )
    .addOption(
      new Option(
        "--normalize",
        "give every vector length 1 (default: as a sentence-transformers folder says, or off)",
      ).helpGroup("Model"),
    )
    .addOption(
      new Option("--no-normalize", "leave vectors their length (default: as above)").helpGroup(
        "Model",
      ),
    )
    .addOption(settingOption("maxLength", { default: "the model's own" }))
    .addOption(
      new Option(
        "--output <FILE>",
        "write the vectors: .npy, .jsonl or .parquet (default: JSON lines on stdout)",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option("--force", "replace the output file where it is there").helpGroup("Output"),
    )
    .addOption(
      new Option(
        "--similar-to <FILE>",
        "print the texts of this file that are most like each text, not the vectors (default: none)",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option("--top-k <N>", "how many such texts, best first (default: 3)").helpGroup("Output"),
    );
  addMachineOptions(command);
  for (const name of readSettingNames) command.addOption(settingOption(name));
  addCommonOptions(
    command,
    "print one array: for each text an array of {text, row, score}, or {text, embedding}",
  );
  return command.action((texts: string[], options: EmbedOptions) =>
    runEmbed(texts, options, streams),
  );
}

async function runEmbed(
  words: readonly string[],
  options: EmbedOptions,
  streams: Streams,
): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { textColumn, maxLength, ...readAs } = settingsFromFlags({ ...options }, [
    "textColumn",
    "maxLength",
    ...readSettingNames,
  ]);
  const machine = settingsFromFlags({ ...options }, machineSettings);
  const pooling = readFlag("--pooling", options.pooling, choice(poolings));
  const combine = readFlag("--combine", options.combine, choice(layerCombinations));
  const topK = readFlag("--top-k", options.topK, whole(1)) ?? 3;
  requireBeside(options, ["topK"], "--similar-to", options.similarTo !== undefined);
  const write = checkedOutput(options, pooling);
  const input = { stdin: streams.stdin, say: terminal.say };
  const columns = { ...readAs, textColumn };
  requireTable(columns, [options.data, options.similarTo]);
  const texts = await inputTexts(words, options.data, columns, input);
  const others =
    options.similarTo === undefined
      ? undefined
      : await inputTexts([], options.similarTo, columns, input);
  // Heavy runtimes are loaded only once there is something to run.
  const { openFeatures } = await import("../prediction/index.js");
  const { layers, normalize } = options;
  const wanted = { ...machine, layers, combine, pooling, normalize, maxLength };
  const { model, revision } = options;
  const features = await openFeatures(await fetchModel(terminal, model, { revision }), wanted);
  try {
    for (const note of features.notes) terminal.say(note);
    if (others) {
      const matches = await similarTexts(texts, others, features, topK);
      const lines = options.json ? jsonArrayLines(matches) : similarLines(texts, matches);
      for (const line of lines) terminal.print(line);
    } else if (write) {
      const shape = { textCount: texts.length, width: features.width };
      await write(embeddedTexts(texts, features, terminal), shape);
      terminal.say(`${texts.length} texts, ${features.width} numbers a vector: ${options.output}`);
    } else await printTexts(embeddedTexts(texts, features, terminal), options, terminal);
    sayCut(features, texts.length + (others?.length ?? 0), terminal);
  } finally {
    await features.close();
  }
}

/** Checks where vectors are to go, before anything is computed. */
function checkedOutput({ output, force = false, similarTo }: EmbedOptions, pooling?: string) {
  if (similarTo !== undefined && output !== undefined) {
    throw new BerthError("USAGE", "--similar-to: prints what is alike; leave --output out", {});
  }
  if (similarTo !== undefined && pooling === "none") {
    throw new BerthError(
      "USAGE",
      "--similar-to: compares whole texts; --pooling none has no vector of one",
      {},
    );
  }
  if (output === undefined) return undefined;
  const write = vectorsWriter(output);
  requireOutput(output, "--output", force);
  if (
    pooling === "none" &&
    output.toLowerCase().endsWith(".npy") &&
    existsSync(tokensFile(output))
  ) {
    requireOutput(tokensFile(output), "--output", force);
  }
  return (texts: AsyncIterable<EmbeddedText>, shape: Parameters<typeof write>[2]) =>
    write(output, texts, shape);
}

/** Texts that are run through the encoder between two lines of progress. */
const chunkTexts = 256;

async function* embeddedTexts(
  texts: readonly string[],
  features: FeatureModel,
  terminal: Terminal,
): AsyncGenerator<EmbeddedText> {
  for (let start = 0; start < texts.length; start += chunkTexts) {
    const chunk = texts.slice(start, start + chunkTexts);
    if (start > 0 && start % (chunkTexts * 16) === 0)
      terminal.say(`${start} of ${texts.length} texts`);
    if (features.pooling === "none") {
      const found = await features.embedTokens(chunk);
      for (const [at, tokens] of found.entries()) yield { text: chunk[at] ?? "", tokens };
    } else {
      const found = await features.embed(chunk);
      for (const [at, vector] of found.entries()) yield { text: chunk[at] ?? "", vector };
    }
  }
}

async function printTexts(
  texts: AsyncIterable<EmbeddedText>,
  { json }: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  const array = json ? jsonArray(terminal.print) : undefined;
  for await (const embedded of texts) {
    const line = jsonLine(embedded);
    if (array) array.add([line]);
    else terminal.print(line);
  }
  array?.end();
}

function sayCut(features: FeatureModel, count: number, terminal: Terminal): void {
  const cut = features.cutCount();
  if (cut > 0) {
    terminal.say(`${cut} of ${count} texts were cut: they are longer than --max-length allows`);
  }
}
