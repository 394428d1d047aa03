import type { Command, Option } from "commander";
import { errorCodes } from "../base/index.js";
import { type FindingCode, findingCodes } from "../checking/finding-codes.js";
import { codeMeaning, type PageLanguage, severityWords } from "../checking/page-words.js";
import { commandExamples, commandPath, optionSetting, withSubcommands } from "./command.js";

const generated = "<!-- Made by `npm run docs`: edit the sources, not this page. -->";

/** `docs/cli.md`: every command with its examples and flags, from the definitions themselves. */
export function cliPage(program: Command): string {
  return `${[
    "# The command line",
    generated,
    "Results go to stdout, talk for people to stderr. `--json` prints results for programs, `--quiet` says nothing but errors, and `NO_COLOR` is respected.",
    exitStatuses,
    ...program.commands.flatMap(withSubcommands).flatMap(commandSection),
    recipeFiles,
  ].join("\n\n")}\n`;
}

/** `docs/errors.md`: a heading for every error code. */
export function errorsPage(): string {
  const sections = Object.entries(errorCodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { exit, meaning }]) => `## ${code}\n\n${meaning} Exit status ${exit}.`);
  return `${[
    "# Errors",
    generated,
    "Every error has a code that stays, and a sentence that may improve: what must hold, what came, what to do. In code it is a `BerthError` with `code`, `message` and `details`, the facts as plain JSON.",
    ...sections,
  ].join("\n\n")}\n`;
}

const findingsBegin = "<!-- findings: made by `npm run docs` -->";
const findingsEnd = "<!-- end of findings -->";

const findingsHeadings: Readonly<Record<PageLanguage, string>> = {
  en: "| code | severity | meaning |",
  zh: "| 代码 | 严重程度 | 含义 |",
};

/** A page of `docs/` with the table of everything that `berth data check` can find, between its marks. */
export function withFindings(page: string, lang: PageLanguage): string {
  const codes = Object.keys(findingCodes) as FindingCode[];
  const rows = codes.map((code) => {
    const severity = severityWords[lang][findingCodes[code].severity];
    return `| \`${code}\` | ${severity} | ${codeMeaning(code, lang)} |`;
  });
  const table = [findingsHeadings[lang], "|---|---|---|", ...rows].join("\n");
  const [before = "", rest = ""] = page.split(findingsBegin);
  const [, after = ""] = rest.split(findingsEnd);
  return `${before}${findingsBegin}\n${table}\n${findingsEnd}${after}`;
}

const exitStatuses = `| exit status | meaning |
|---|---|
| 0 | done |
| 1 | something in the user's data or files |
| 2 | the command line |
| 70 | a fault of Berth |
| 130 | interrupted |

The codes of errors are in [errors.md](errors.md).`;

const recipeFiles = `## Recipe files

\`berth finetune --config FILE\` reads settings from YAML or JSON. A flag replaces the value of the file. Names may be written in camel, kebab or snake case, or as Hugging Face writes them.

\`\`\`yaml
train: reviews.csv
model: bert-base-uncased
output: runs/reviews
epochs: 3
learning_rate: 3e-5
class-weights: balanced
head: mlp
head_hidden: [512, 256]
\`\`\``;

function commandSection(command: Command): string[] {
  const alias = command.alias();
  const argument = command.registeredArguments.map((one) => ` ${one.name()}`).join("");
  const examples = commandExamples(command).map(({ does, line }) => `# ${does}\n${line}`);
  return [
    `## ${commandPath(command)}`,
    `${command.description()}${alias ? ` Also: \`berth ${alias}\`.` : ""}`,
    `\`\`\`sh\n${examples.join("\n\n")}\n\`\`\``,
    ...(argument ? [`Arguments: \`${argument.trim()}\``] : []),
    optionTables(command),
  ];
}

function optionTables(command: Command): string {
  const groups = [...new Set(command.options.map((option) => option.helpGroupHeading ?? ""))];
  const tables = groups.map((group) => {
    const rows = command.options
      .filter((option) => option.helpGroupHeading === group)
      .map((option) => tableRow(cellsOf(option)));
    return [`**${group}**`, "", tableRow(headings), "|---|---|---|---|---|", ...rows].join("\n");
  });
  return tables.join("\n\n");
}

const headings = ["flag", "what it does", "default", "example", "also accepted"];

const tableRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** Flag, description, default, example and other names of an option. */
function cellsOf(option: Option): string[] {
  const [, description = option.description, usual, inWords = usual ?? ""] =
    /^(.*) \((?:default: (.*)|(must be given))\)$/.exec(option.description) ?? [];
  const { example, aliases = [] } = optionSetting(option) ?? {};
  return [
    `\`${option.flags}\``,
    description,
    option.mandatory ? "must be given" : inWords,
    example === undefined ? "" : `\`${option.long} ${example}\``,
    aliases.map((alias) => `\`${alias}\``).join(", "),
  ];
}
