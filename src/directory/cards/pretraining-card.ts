import { stringify } from "yaml";
import type { JsonObject } from "../../base/index.js";

/** What the model card of a pre-trained model tells. */
export interface PretrainingCardFacts {
  /** Name of the model: its folder's. */
  readonly name: string;
  /** The model that it went on from; undefined for one from scratch. */
  readonly baseModel: string | undefined;
  readonly layerCount: number;
  readonly hiddenSize: number;
  readonly headCount: number;
  readonly vocabularySize: number;
  readonly positionCount: number;
  readonly tellsPairs: boolean;
  /** What was learnt from, without what was kept for validation. */
  readonly documents: number;
  readonly tokens: number;
  /** Settings that shaped the weights, by name. */
  readonly settings: JsonObject;
  /** Scores under the keys of `metrics.json`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The model card of a pre-trained model: `README.md` with the front matter that model hubs read. */
export function pretrainingCard(facts: PretrainingCardFacts): string {
  const { baseModel, metrics } = facts;
  const origin =
    baseModel === undefined ? "from random weights" : `onward from \`${oneLine(baseModel)}\``;
  return `---
${stringify({
  library_name: "transformers",
  pipeline_tag: "fill-mask",
  ...(baseModel === undefined ? {} : { base_model: baseModel }),
  tags: ["berth", "bert"],
  ...scoresOf(facts),
})}---

# ${oneLine(facts.name).replace(/[\\\\`*<[\]]/g, "\\\\$&")}

A BERT of ${facts.layerCount} layers, hidden size ${facts.hiddenSize}, ${facts.headCount} heads, ${count(facts.vocabularySize)} tokens and ${facts.positionCount} positions,
pre-trained with Berth ${origin} on ${count(facts.tokens)} tokens of ${count(facts.documents)} documents.

## Scores
On texts that were kept out of training, ${percent(facts.settings["maskRate"])} of their tokens chosen as in training:

| score | value |
|---|---:|
${Object.entries(metrics)
  .filter(([name]) => name.startsWith("eval_") && name !== "eval_runtime")
  .map(
    ([name, value]) =>
      `| ${name.slice("eval_".length).replaceAll("_", " ")} | ${value.toFixed(4)} |`,
  )
  .join("\n")}

## Use
Berth:
\`\`\`sh
berth predict --task fill-mask --model . "a text with a [MASK]"
berth finetune --model . --train rows.csv --output runs/a
\`\`\`

Python:
\`\`\`python
from transformers import pipeline
fill = pipeline("fill-mask", model="path/to/this/folder")
\`\`\`

## Settings
${Object.entries(facts.settings)
  .map(([name, value]) => `- ${name}: \`${JSON.stringify(value)}\``)
  .join("\n")}
`;
}

/** The scores that hubs know by name, as they read them. */
function scoresOf({ name, metrics }: PretrainingCardFacts): JsonObject {
  const known = [
    { key: "eval_perplexity", type: "perplexity", name: "perplexity of hidden tokens" },
    { key: "eval_mlm_accuracy", type: "accuracy", name: "accuracy of hidden tokens" },
  ].flatMap(({ key, ...told }) => {
    const value = metrics[key];
    return value === undefined ? [] : [{ ...told, value }];
  });
  const task = { type: "fill-mask" };
  const dataset = { name: "validation texts", type: "custom" };
  return {
    metrics: known.map(({ type }) => type),
    "model-index": [{ name, results: [{ task, dataset, metrics: known }] }],
  };
}

const count = (value: number): string => value.toLocaleString("en-US");
const percent = (share: unknown): string => `${Number((100 * Number(share)).toFixed(1))} %`;
const oneLine = (text: string): string => text.replace(/\s+/g, " ");
