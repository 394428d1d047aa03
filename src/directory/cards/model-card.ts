import { stringify } from "yaml";
import type { JsonObject } from "../../base/index.js";
import type { ModelCardFacts } from "./card-facts.js";
import { lengthText } from "./card-length.js";
import { oneLine, quoted } from "./card-text.js";
import { useText } from "./card-use.js";

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
${useText(facts)}
${facts.reading === undefined ? "" : `${facts.reading}\n\n`}${cleaningText(facts)}${lengthText(facts)}

## Settings
${Object.entries(facts.settings)
  .map(([name, value]) => `- ${name}: ${quoted(JSON.stringify(value))}`)
  .join("\n")}
`;
}

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

const title = (text: string): string => oneLine(text).replace(/[\\`*<[\]]/g, "\\$&");
