import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import type { Encoding, Tokenizer } from "../tokenizer/index.js";
import { whole } from "../training/setting.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  revisionOption,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";

interface EncodeOptions extends CommonOptions {
  readonly model: string;
  readonly revision?: string;
  readonly maxLength?: string;
  readonly pad?: boolean;
}

/** One text, or two that are read together. */
type Texts = readonly [string] | readonly [string, string];

/** `berth tokenizer encode`: what a model sees of a text. */
export function tokenizerEncodeCommand(streams: Streams): Command {
  const command = newCommand(
    "encode",
    "Show a text, or two that are read together, as a model sees it.",
    [
      {
        does: "tokens, ids and where they stand, filled up to ten tokens",
        line: 'berth tokenizer encode --model bert-base-uncased "Jim Henson was a puppeteer" --max-length 10 --pad',
      },
      {
        does: "a question and the text it is asked of",
        line: 'berth tokenizer encode --model bert-base-uncased "Who was he?" "Jim Henson was a puppeteer"',
      },
    ],
  )
    .argument("<TEXT>", "the text")
    .argument("[TEXT2]", "a second text, read behind the first")
    .addOption(
      new Option("--model <DIR|NAME>", "a model or a tokenizer: a directory, or a name on the hub")
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(revisionOption())
    .addOption(
      new Option(
        "--max-length <N>",
        "tokens at most; what is longer is cut (default: the tokenizer's own)",
      ).helpGroup("Model"),
    )
    .addOption(new Option("--pad", "fill up to --max-length").helpGroup("Model"));
  addCommonOptions(command, "print the arrays as JSON, named as transformers names them");
  return command.action((text: string, second: string | undefined, options: EncodeOptions) =>
    runEncode(second === undefined ? [text] : [text, second], options, streams),
  );
}

async function runEncode(texts: Texts, options: EncodeOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const given = readFlag("--max-length", options.maxLength, whole(3));
  // Heavy runtimes are loaded only once there is something to run.
  const { loadTokenizer, UNCUT } = await import("../tokenizer/index.js");
  const tokenizer = await loadTokenizer(
    await fetchModel(terminal, options.model, { revision: options.revision, needs: "tokenizer" }),
  );
  if (tokenizer.note !== undefined) terminal.say(tokenizer.note);
  const maxLength = given ?? tokenizer.modelMaxLength;
  if (options.pad && maxLength === undefined) {
    const message = "--max-length: must be given with --pad: the tokenizer's files name no length";
    throw new BerthError("USAGE", message, { flag: "--max-length" });
  }
  const [first, second] = texts;
  const [encoding] = await tokenizer.encode([second === undefined ? first : [first, second]], {
    maxLength: maxLength ?? UNCUT,
    offsets: true,
  });
  const rows = tokenRows(encoding as Encoding, tokenizer, texts);
  if (encoding?.truncated) terminal.say(`The text was cut at ${maxLength} tokens`);
  const padding = Array.from({ length: options.pad ? (maxLength ?? 0) - rows.length : 0 }, () =>
    paddingRow(tokenizer),
  );
  const all = [...rows, ...padding];
  if (options.json) terminal.print(JSON.stringify(transformersArrays(all)));
  else for (const line of rowLines(all)) terminal.print(line);
}

interface TokenRow {
  readonly token: string;
  readonly id: number;
  readonly segment: number;
  readonly mask: 0 | 1;
  /** Start and end in UTF-16 units; 0, 0 for special tokens. */
  readonly range: readonly [number, number];
  /** What stands there in the text; undefined for special tokens. */
  readonly slice: string | undefined;
}

function tokenRows(
  { tokenIds, typeIds, offsets, sequences }: Encoding,
  tokenizer: Tokenizer,
  texts: Texts,
): TokenRow[] {
  return tokenizer.tokens(tokenIds).map((token, at) => {
    const range = [offsets?.[2 * at] ?? 0, offsets?.[2 * at + 1] ?? 0] as const;
    return {
      token,
      id: tokenIds[at] as number,
      segment: typeIds[at] as number,
      mask: 1,
      range,
      slice: texts[sequences?.[at] ?? -1]?.slice(...range),
    };
  });
}

function paddingRow(tokenizer: Tokenizer): TokenRow {
  const id = tokenizer.specialIds.pad;
  const [token = ""] = tokenizer.tokens([id]);
  return { token, id, segment: 0, mask: 0, range: [0, 0], slice: undefined };
}

function transformersArrays(rows: readonly TokenRow[]) {
  return {
    tokens: rows.map(({ token }) => token),
    input_ids: rows.map(({ id }) => id),
    token_type_ids: rows.map(({ segment }) => segment),
    attention_mask: rows.map(({ mask }) => mask),
    offset_mapping: rows.map(({ range }) => range),
  };
}

function rowLines(rows: readonly TokenRow[]): string[] {
  const cells = rows.map(({ token, id, segment, mask, range, slice }, position) => [
    String(position),
    token,
    ...[id, segment, mask].map(String),
    ...(slice === undefined ? [] : [`${range[0]}-${range[1]}`, JSON.stringify(slice)]),
  ]);
  return tableLines(
    [["position", "token", "id", "segment", "mask", "offsets", "text"], ...cells],
    ["right", "left", "right", "right", "right", "right", "left"],
  );
}
