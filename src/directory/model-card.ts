import { stringify } from "yaml";
import type { JsonObject } from "../base/index.js";

/** What a model card tells. */
export interface ModelCardFacts {
  /** Name of the model: its folder's. */
  readonly name: string;
  /** The model it was fine-tuned from, as it was named. */
  readonly baseModel: string;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly maxLength: number;
  /** What is read of longer texts; absent where the task has its own way. */
  readonly truncation?: "head" | "head-tail" | "windows" | undefined;
  /** Names of the steps that texts go through first. */
  readonly cleaning?: readonly string[];
  /** Settings that shaped the weights, by name. */
  readonly settings: JsonObject;
  /** Scores under the keys of `metrics.json`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether Hugging Face has a class for the head. */
  readonly hasStandardHead: boolean;
  /** Columns that the head reads beside the text. */
  readonly features?: readonly string[];
  /** How other programs must read the logits, in a paragraph; empty where that is the usual way. */
  readonly reading?: string;
  /** What pipelines call the task. */
  readonly pipelineTag: string;
  readonly labels: readonly string[];
  /** What the model does, after the word "that". */
  readonly purpose: string;
  /** Scores that are shown, with their headings. */
  readonly shownMetrics: Readonly<Record<string, string>>;
}

const scoreNames = ({ shownMetrics }: ModelCardFacts): (readonly [key: string, name: string])[] => [
  ...Object.entries(shownMetrics),
  ["loss", "loss"],
];

/** The model card: `README.md` with the front matter that model hubs read. */
export function modelCard(facts: ModelCardFacts): string {
  return `---
${stringify(frontMatter(facts))}---

# ${title(facts.name)}

A BERT that ${facts.purpose}${labelsText(facts)}. Fine-tuned with Berth from
${quoted(facts.baseModel)} on ${count(facts.rows.train)} labelled rows.

## Scores
${scoreTable(facts)}

The best weights were chosen by the validation rows, so the validation scores lean a little to the good side. They hold for texts like those
of the data, and say nothing of others.

## Use
Berth:
\`\`\`sh
berth predict --model . ${facts.features?.length ? "--data FILE" : '"your text"'}
\`\`\`
${facts.features?.length ? featuresUse(facts.features) : programsUse(facts)}
${facts.reading === undefined ? "" : `${facts.reading}\n\n`}${cleaningText(facts)}${lengthText(facts)}

## Settings
${Object.entries(facts.settings)
  .map(([name, value]) => `- ${name}: ${quoted(JSON.stringify(value))}`)
  .join("\n")}
`;
}

const lengthText = ({ maxLength, pipelineTag, truncation }: ModelCardFacts): string => {
  if (truncation === "head-tail") return headTailText(maxLength);
  if (truncation === "windows") return windowsText(maxLength);
  return pipelineTag === "token-classification"
    ? `Texts of more than ${maxLength} tokens are read in overlapping windows.`
    : `Texts are cut at ${maxLength} tokens.`;
};

const windowsText = (
  maxLength: number,
): string => `Texts with more than ${maxLength} tokens, special ones included, are read in overlapping windows of that length; a text's logits are the
mean over its windows. Berth does so by itself; other programs cut such texts, and give them other scores.`;

const headTailText = (
  maxLength: number,
): string => `Of texts with more than ${maxLength} tokens, special ones included, the first quarter and the last three quarters of that
room are read. Berth does so by itself; other programs cut such texts, and give them other scores.`;

const standardUse = ({ pipelineTag }: ModelCardFacts): string => `
Python:
\`\`\`python
from transformers import pipeline
run = pipeline("${pipelineTag}", model="path/to/this/folder")
\`\`\`
`;

const programsUse = (facts: ModelCardFacts): string => `${
  facts.hasStandardHead ? standardUse(facts) : encoderUse
}
transformers.js (there is no quantised file, so ask for the full one):
\`\`\`js
import { pipeline } from "@huggingface/transformers";
const run = await pipeline("${facts.pipelineTag}", "path/to/this/folder", { dtype: "fp32" });
\`\`\`
`;

const featuresUse = (columns: readonly string[]): string => `
The head reads columns of the row beside the text: ${columns.map(quoted).join(", ")}. Neither Python's transformers nor transformers.js has a class
or a pipeline for it: \`AutoModel\` loads the encoder only. The head's weights stand beside it in \`model.safetensors\`. \`onnx/model.onnx\` has the
whole model with one more input, \`features\` \`[batch_size, numbers]\` float32: the columns one after the other, as \`berth.features\` in \`config.json\`
describes them. A numeric cell becomes \`(x - mean) / deviation\`, or 0 where it is empty, with 1 or 0 behind where \`tellsMissing\`; a categorical one
becomes 1 at the place of its value and 0 at the others.
`;

const encoderUse = `
Python's transformers has no class for this model's head: \`AutoModel\` loads the encoder only. The head's weights stand beside it in
\`model.safetensors\` as \`head.*\`; \`onnx/model.onnx\` and Berth have the whole model, exactly.
`;

function labelsText({ labels }: ModelCardFacts): string {
  return labels.length === 0 ? "" : `: ${labels.map(quoted).join(", ")}`;
}

function cleaningText({ cleaning = [] }: ModelCardFacts): string {
  if (cleaning.length === 0) return "";
  return `The model was trained on cleaned texts: ${cleaning.join(", ")}. Berth cleans what it is given in the same way, by
\`cleaning.json\`; in other programs you have to.

`;
}

function frontMatter(facts: ModelCardFacts): JsonObject {
  const { name, baseModel, metrics, pipelineTag, shownMetrics } = facts;
  const results = scoreNames(facts)
    .filter(([key]) => metrics[`eval_${key}`] !== undefined)
    .map(([key, label]) => ({ type: key, name: label, value: metrics[`eval_${key}`] ?? 0 }));
  return {
    library_name: "transformers",
    pipeline_tag: pipelineTag,
    base_model: baseModel,
    tags: ["berth", "bert"],
    metrics: [...new Set(Object.keys(shownMetrics).map((name) => name.replace(/^f1_.*/, "f1")))],
    "model-index": [
      {
        name,
        results: [
          {
            task: { type: pipelineTag },
            dataset: { name: "validation rows", type: "custom" },
            metrics: results,
          },
        ],
      },
    ],
  };
}

function scoreTable(facts: ModelCardFacts): string {
  const { metrics, rows } = facts;
  const names = scoreNames(facts);
  const line = (what: string, prefix: string): string => {
    const cells = names.map(([key]) => decimals(metrics[`${prefix}${key}`]));
    return `| ${what} | ${cells.join(" | ")} |`;
  };
  return [
    `| | ${names.map(([, name]) => name).join(" | ")} |`,
    `|---|${names.map(() => "---:").join("|")}|`,
    line(`validation (${count(rows.validation)} rows)`, "eval_"),
    ...(Object.keys(metrics).some((key) => key.startsWith("test_"))
      ? [line(`test (${count(rows.test)} rows)`, "test_")]
      : []),
    ...(metrics["eval_majority_accuracy"] === undefined
      ? []
      : [line("always the most frequent label, validation", "eval_majority_")]),
  ].join("\n");
}

const decimals = (value: number | undefined): string => value?.toFixed(4) ?? "";
const count = (value: number): string => value.toLocaleString("en-US");

// Names come from folders and data: whatever they hold, they stay in their place.
const oneLine = (text: string): string => text.replace(/\s+/g, " ");
const title = (text: string): string => oneLine(text).replace(/[\\`*<[\]]/g, "\\$&");
const quoted = (text: string): string => `\`${oneLine(text).replaceAll("`", "'")}\``;
