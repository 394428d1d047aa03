import { buffer } from "node:stream/consumers";
import type { Streams } from "./terminal.js";

/** What is piped into a command, and how it says something. */
export interface Piped {
  readonly stdin: Streams["stdin"];
  say(text: string): void;
}

/**
 * All that comes on stdin.
 *
 * @param encoding - what the user named; found out where undefined
 * @throws FILE_ENCODING, USAGE
 */
export async function readStdin(
  { stdin, say }: Piped,
  encoding: string | undefined,
): Promise<string> {
  const { decodeText } = await import("../records/index.js");
  const { text, notes } = decodeText("stdin", await buffer(stdin), encoding);
  for (const note of notes) say(note);
  return text;
}
