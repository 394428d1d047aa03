import { type Command, Option } from "commander";
import { choice } from "../training/setting.js";
import { readFlag } from "./command.js";
import { requireOutput } from "./require-output.js";
import { writeOutput } from "./write-output.js";

/** The flags of commands that write what they tell as a page too. */
export interface PageOptions {
  readonly html?: string;
  readonly lang?: string;
  readonly force?: boolean;
}

const languages = choice(["en", "zh"]);

export function addPageOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--html <FILE>", "write a page that needs nothing else (default: none)").helpGroup(
        "Output",
      ),
    )
    .addOption(
      new Option("--lang <NAME>", "language of the page: en, zh (default: en)").helpGroup("Output"),
    )
    .addOption(new Option("--force", "replace a page that is there").helpGroup("Output"));
}

/** A page that was asked for. */
interface RequestedPage {
  write(page: (lang: "en" | "zh") => string, say: (text: string) => void): Promise<void>;
}

/**
 * The page that the flags ask for; undefined where they ask for none.
 *
 * @throws OUTPUT_EXISTS, FILE_UNWRITABLE, USAGE
 */
export function requestedPage({ html, lang, force }: PageOptions): RequestedPage | undefined {
  const language = readFlag("--lang", lang, languages) ?? "en";
  if (html === undefined) return undefined;
  requireOutput(html, "--html", force === true);
  return {
    async write(page, say) {
      await writeOutput(html, page(language));
      say(`The page is in ${html}`);
    },
  };
}
