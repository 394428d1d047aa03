import { basename, resolve } from "node:path";
import { BerthError } from "../base/index.js";
import type { AttentionMap, Attribution, Explainer } from "../prediction/index.js";
import type { Question } from "../tasks/index.js";
import type { TextInput } from "../tokenizer/index.js";
import type { ExplainRequest } from "./explain-flags.js";
import { requireFittingFlags } from "./fitting-flags.js";
import { jsonArray } from "./json-array.js";
import { inputQuestions } from "./predict-answers.js";
import { type Asked, inputsOf } from "./predict-request.js";
import type { Piped } from "./read-stdin.js";
import { readsAlone } from "./reads-alone.js";
import { cut, tableLines } from "./table.js";
import type { Terminal } from "./terminal.js";
import { wordedTexts } from "./worded-texts.js";
import { writeOutput } from "./write-output.js";

/** Explains what a model says of texts, or of pairs. */
export async function explained(
  asked: Asked,
  request: ExplainRequest,
  input: Piped,
  { say, print }: Terminal,
): Promise<void> {
  const { options, flags, directory } = asked;
  await requireFittingFlags(options, { name: options.model, directory });
  const { openExplainer } = await import("../prediction/index.js");
  const explainer = await openExplainer(directory, flags.machine);
  try {
    if (explainer.seesDocuments) say(readsAlone(options.model));
    const texts = await explainedTexts(asked, explainer, input, request.limit);
    const { maxLength } = flags.windows;
    const told = { say, print, json: options.json ?? false };
    await explainTexts(texts, explainer, { ...request, maxLength, model: options.model }, told);
  } finally {
    await explainer.close();
  }
}

/**
 * What a model reads, as it reads it: pairs, questions with their contexts, words joined, or texts.
 *
 * @param limit - how many are explained: of questions these alone must be such as can be asked
 */
async function explainedTexts(
  asked: Asked,
  { task, readsPairs }: Pick<Explainer, "task" | "readsPairs">,
  input: Piped,
  limit: number,
): Promise<readonly TextInput[]> {
  const { words, options, flags } = asked;
  const { columns, readAs } = flags;
  if (task === "qa") {
    const questions = await inputQuestions({ ...options, columns, readAs }, words, input);
    requireQuestions(questions.slice(0, limit));
    return questions.map(({ question, context }) => [question, context]);
  }
  const texts = await inputsOf(asked, { task, readsPairs }, input);
  if (task !== "ner") return texts;
  const worded = await wordedTexts(texts.map(String), { file: options.data, readAs });
  return worded.map(({ text }) => text);
}

/** @throws QUESTION_UNREADABLE at the first question without words, or with an empty context */
function requireQuestions(questions: readonly Question[]): void {
  const empty = questions.findIndex(({ question, context }) => !question.trim() || !context.trim());
  if (empty === -1) return;
  const message = `question ${empty + 1}: cannot be asked: the question or its context is empty. Give both, or leave the row out.`;
  throw new BerthError("QUESTION_UNREADABLE", message, { question: empty + 1 });
}

/**
 * Explains texts into the files that were named, or onto stdout. Every file is written as explanations come.
 *
 * @throws the codes of `Explainer`; FILE_UNWRITABLE, DISK_FULL
 */
async function explainTexts(
  texts: readonly TextInput[],
  explainer: Explainer,
  request: ExplainRequest & { readonly maxLength: number | undefined; readonly model: string },
  { say, print, json }: Pick<Terminal, "say" | "print"> & { readonly json: boolean },
): Promise<void> {
  const { kind, limit, output, html, lang } = request;
  const chosen = texts.slice(0, limit);
  if (chosen.length < texts.length) {
    say(`Explained: the first ${limit} of ${texts.length} texts; --limit takes more.`);
  }
  const all = () => explanations(chosen, explainer, request);
  const { attentionJson, attributionJson, explanationPage } = await import(
    "../prediction/index.js"
  );
  const piecesOf = (one: Attribution | AttentionMap): Iterable<string> =>
    "attention" in one ? attentionJson(one) : [JSON.stringify(attributionJson(one))];
  if (output !== undefined) {
    await writeOutput(output, jsonLines(all(), piecesOf));
    say(`The explanations are in ${output}`);
  }
  if (html !== undefined) {
    const title = basename(resolve(request.model));
    const page = { kind, lang, title, task: explainer.task };
    await writeOutput(html, explanationPage(all(), page));
    say(`The page is in ${html}`);
  }
  if (json) {
    const array = jsonArray(print);
    for await (const one of all()) array.add(piecesOf(one));
    array.end();
  } else if (output === undefined && html === undefined) {
    for await (const one of all()) for (const shown of attributionLines(one)) print(shown);
  }
}

async function* explanations(
  texts: readonly TextInput[],
  explainer: Explainer,
  { kind, label, maxLength }: ExplainRequest & { readonly maxLength: number | undefined },
): AsyncGenerator<Attribution | AttentionMap> {
  for (const text of texts) {
    yield kind === "attention"
      ? await explainer.attention(text, { maxLength })
      : await explainer.attribution(text, { label, maxLength });
  }
}

async function* jsonLines<Item>(
  items: AsyncIterable<Item>,
  piecesOf: (item: Item) => Iterable<string>,
): AsyncGenerator<string> {
  for await (const item of items) {
    yield* piecesOf(item);
    yield "\n";
  }
}

/** Width of the bar of the strongest token. */
const barWidth = 20;

/** A text with its label, then a line a token. */
function attributionLines(one: Attribution | AttentionMap): string[] {
  if ("attention" in one) return [];
  const { text, label, score, explained, tokens, part } = one;
  const shown = cut(typeof text === "string" ? text : text.join(" | "), 60);
  const most = Math.max(Number.MIN_VALUE, ...tokens.map((token) => Math.abs(token.score)));
  const bar = (value: number): string =>
    (value < 0 ? "-" : "+").repeat(Math.round((barWidth * Math.abs(value)) / most));
  const rows = tokens.map((token) => [
    token.token,
    token.end > token.start ? `${token.start}-${token.end}` : "",
    token.score.toFixed(4),
    bar(token.score),
  ]);
  const why = explained === label ? "" : `; what speaks for ${explained}`;
  return [
    `${shown}: ${label} ${score.toFixed(4)}${why}${part ? ` (only its ${part} was read)` : ""}`,
    ...tableLines([["token", "characters", "score", ""], ...rows], ["left", "left", "right"]).map(
      (line) => `  ${line}`,
    ),
    "",
  ];
}
