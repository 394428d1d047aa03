import { styleText } from "node:util";

/** Where a command reads and writes: a process, or what a test puts in its place. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & {
    readonly columns?: number;
    readonly isTTY?: boolean;
  };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a command speaks: results on stdout, talk for people on stderr. */
export interface Terminal {
  /** Writes a line of result. */
  print(text: string): void;
  /** Writes a line for people; nothing under `--quiet`. */
  say(text: string): void;
  /** Emphasis in what is said, where colours are shown. */
  bold(text: string): string;
  /** A word of a result in colour, where colours are shown. */
  colour(name: "red" | "yellow" | "cyan", text: string): string;
  /** A stream for a progress bar, where a person looks at a terminal. */
  readonly screen?: NodeJS.WritableStream;
}

/** The terminal of one command. */
export function openTerminal(streams: Streams, options: { readonly quiet?: boolean }): Terminal {
  const { stdout, stderr, env } = streams;
  const quiet = options.quiet === true;
  const isDumb = env["TERM"] === "dumb";
  const isTerminal = stderr.isTTY === true && !isDumb;
  const hasColours = isTerminal && !env["NO_COLOR"];
  const printsColours = stdout.isTTY === true && !isDumb && !env["NO_COLOR"];
  return {
    print: (text) => {
      stdout.write(`${text}\n`);
    },
    say: (text) => {
      if (!quiet) stderr.write(`${text}\n`);
    },
    bold: (text) => (hasColours ? styleText("bold", text) : text),
    colour: (name, text) => (printsColours ? styleText(name, text) : text),
    ...(isTerminal && !quiet ? { screen: stderr } : {}),
  };
}
