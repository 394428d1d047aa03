import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import { choice, whole } from "../training/setting.js";
import { flagOf } from "../training/settings-reader.js";
import { readFlag } from "./command.js";
import { requireOutput } from "./require-output.js";

/** The flags of explanations. */
export interface ExplainFlags {
  readonly explain?: string;
  readonly explainLabel?: string;
  readonly limit?: string;
  readonly output?: string;
  readonly html?: string;
  readonly lang?: string;
  readonly force?: boolean;
}

/** An explanation that was asked for. */
export interface ExplainRequest {
  readonly kind: "attribution" | "attention";
  readonly label: string | undefined;
  /** How many texts, from the first. */
  readonly limit: number;
  readonly output: string | undefined;
  readonly html: string | undefined;
  readonly lang: "en" | "zh";
}

const usualLimit = 20;

export function addExplainOptions(command: Command): Command {
  const flag = (flags: string, description: string): Option =>
    new Option(flags, description).helpGroup("Explanation");
  return command
    .addOption(
      flag(
        "--explain <KIND>",
        "why: attribution (gradient x input of each token, for labels and numbers), or attention (weights of every layer and head)",
      ),
    )
    .addOption(
      flag(
        "--explain-label <NAME>",
        "attribution: the label that is asked about (default: the predicted one)",
      ),
    )
    .addOption(
      flag("--limit <N>", `texts that are explained, from the first (default: ${usualLimit})`),
    )
    .addOption(
      flag("--output <FILE>", "write the explanations as JSON lines, one a text, as they come"),
    )
    .addOption(flag("--html <FILE>", "write them as a page that needs nothing else"))
    .addOption(flag("--lang <NAME>", "language of the page: en, zh (default: en)"))
    .addOption(flag("--force", "replace files that are there"));
}

/** Flags that mean something for other predictions alone. */
const others = [
  ...["task", "topK", "scores", "aggregation", "offsetUnit", "threshold"],
  ...["stride", "nBest", "maxAnswerLength", "nullThreshold"],
];

/**
 * Reads the flags of explanations; undefined where none is asked for.
 *
 * @throws USAGE, OUTPUT_EXISTS
 */
export function readExplain(
  options: ExplainFlags & { readonly json?: boolean },
): ExplainRequest | undefined {
  const kind = readFlag("--explain", options.explain, choice(["attribution", "attention"]));
  const limit = readFlag("--limit", options.limit, whole(1)) ?? usualLimit;
  const lang = readFlag("--lang", options.lang, choice(["en", "zh"])) ?? "en";
  const { explainLabel: label, output, html, force = false } = options;
  if (kind === undefined) {
    const own = ["explainLabel", "limit", "output", "html", "lang", "force"] as const;
    const given = own.find((name) => options[name] !== undefined);
    if (given === undefined) return undefined;
    throw usage(`${flagOf(given)}: goes with --explain attribution or --explain attention`);
  }
  const given = options as Readonly<Record<string, unknown>>;
  // Pairs are explained as they are labelled.
  const unfit = others.find(
    (name) => given[name] !== undefined && !(name === "task" && given[name] === "pair"),
  );
  if (unfit !== undefined) {
    throw usage(`${flagOf(unfit)}: means nothing for --explain. Leave it out`);
  }
  if (kind === "attention" && label !== undefined) {
    throw usage(
      "--explain-label: attention weights are of no label. Leave it out, or use --explain attribution",
    );
  }
  if (kind === "attention" && [output, html].every((file) => file === undefined) && !options.json) {
    throw usage(
      "--explain attention: its weights are too many for a table. Give --html FILE, --output FILE or --json",
    );
  }
  if (output !== undefined && html !== undefined && resolve(output) === resolve(html)) {
    throw usage(`--html: ${html} is named for the explanations too (--output). Name two files`);
  }
  if (output !== undefined) requireOutput(output, "--output", force);
  if (html !== undefined) requireOutput(html, "--html", force);
  return { kind, label, limit, output, html, lang };
}

const usage = (message: string): BerthError => new BerthError("USAGE", message);
