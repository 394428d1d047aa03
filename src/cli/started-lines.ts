import type { ShownExample, StartedEvent } from "../training/events.js";
import { settingNames } from "../training/read-settings.js";
import { recipeCells } from "./recipe-cells.js";
import { tableLines } from "./table.js";

const count = (value: number): string => value.toLocaleString("en-US");

/** What is told before the first step: the recipe, what was noticed, and what the run is made of. */
export function startedLines(event: StartedEvent): string[] {
  const { recipe, notes, labels, classWeights, rows, parameters, shown, step, totalSteps } = event;
  const facts = [
    ["rows", rowsText(rows)],
    ...(labels.length > 0 ? [["labels", labels.join(", ")]] : []),
    ...(classWeights ? [["class weights", classWeightsText(classWeights)]] : []),
    ["parameters", `${count(parameters.total)}, ${count(parameters.trained)} of them trained`],
    ["steps", count(totalSteps)],
    ...(step > 0 ? [["resumed", `after step ${count(step)}`]] : []),
  ];
  return [
    "Recipe",
    ...indent(tableLines(recipeCells(settingNames, { ...recipe }, leftOpen))),
    ...(notes.length > 0 ? ["Notes", ...indent(notes)] : []),
    "Run",
    ...indent(tableLines(facts)),
    ...shown.flatMap(exampleLines),
    "",
  ];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** Settings that others decide when they are left open. */
const leftOpen: Readonly<Record<string, string>> = {
  lowerCase: "as the tokenizer files say",
  evalSteps: "each epoch",
  saveSteps: "each epoch",
  prefixCache: "the user's cache folder",
};

function rowsText({ train, validation, test }: StartedEvent["rows"]): string {
  const testText = test === 0 ? "" : `, test ${count(test)}`;
  return `train ${count(train)}, validation ${count(validation)}${testText}`;
}

/** Weights to eight decimal places, without zeros at the end. */
function classWeightsText(weights: readonly number[]): string {
  return weights.map((weight) => Number(weight.toFixed(8))).join(", ");
}

function exampleLines({ text, label, tokens, ids }: ShownExample, index: number): string[] {
  return [
    `Example ${index + 1}`,
    ...indent(
      tableLines([
        ["text", text.replace(/\s+/g, " ")],
        ["label", label],
        ["tokens", tokens.join(" ")],
        ["ids", ids.join(" ")],
      ]),
    ),
  ];
}
