import type { ModelCardFacts } from "./card-facts.js";
import { quoted } from "./card-text.js";

/** How to use the model: in Berth, in Python and in transformers.js, each where it can. */
export function useText(facts: ModelCardFacts): string {
  const { features = [] } = facts;
  return `Berth:
\`\`\`sh
berth predict --model . ${features.length > 0 ? "--data FILE" : berthWords(facts)}
\`\`\`
${features.length > 0 ? featuresUse(features) : programsUse(facts)}`;
}

/** Words for `berth predict`: one input of the kind that the model reads. */
function berthWords({ reads, labels }: ModelCardFacts): string {
  if (reads === "question") return '--question "your question" --context "the text to search"';
  if (reads === "pair") return '"one text" "the other text"';
  if (reads === "text") return '"your text"';
  return ['"your context"', ...choicesOf(labels)].join(" ");
}

const choicesOf = (labels: readonly string[]): string[] =>
  labels.map((_, index) => `"choice ${index + 1}"`);

const programsUse = (facts: ModelCardFacts): string => `${
  facts.hasStandardHead
    ? `
Python${facts.reads === "question" ? " (transformers 5 has no pipeline for questions)" : ""}:
\`\`\`python
${pythonLines(facts)}
\`\`\`
`
    : encoderUse
}
${facts.hasScriptClass ? scriptUse(facts) : noScriptUse}`;

const scriptUse = (
  facts: ModelCardFacts,
): string => `transformers.js (there is no quantised file, so ask for the full one${scriptRemark(facts)}):
\`\`\`js
${scriptLines(facts)}
\`\`\`
`;

const noScriptUse = `transformers.js has no class for this model. \`onnx/model.onnx\` has the whole model for ONNX Runtime.
`;

function pythonLines({ pipelineTag, reads, givesNumber = false, labels }: ModelCardFacts): string {
  if (reads === "question") return pythonAnswer;
  if (reads === "choices") return pythonChoice(labels);
  // Older releases put a single number through a sigmoid.
  const plain = givesNumber ? ', function_to_apply="none"' : "";
  const input = reads === "pair" ? '{"text": "one text", "text_pair": "the other text"}' : "";
  return `from transformers import pipeline
run = pipeline("${pipelineTag}", model="path/to/this/folder"${plain})${input && `\nrun(${input})`}`;
}

const pythonAnswer = `import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("path/to/this/folder")
model = AutoModelForQuestionAnswering.from_pretrained("path/to/this/folder")
inputs = tokenizer("your question", "the text to search", truncation="only_second", return_tensors="pt")
with torch.inference_mode():
    outputs = model(**inputs)  # start_logits and end_logits of each token`;

const pythonChoice = (labels: readonly string[]): string => `import torch
from transformers import AutoModelForMultipleChoice, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("path/to/this/folder")
model = AutoModelForMultipleChoice.from_pretrained("path/to/this/folder")
choices = [${choicesOf(labels).join(", ")}]
inputs = tokenizer(["your context"] * len(choices), choices, padding=True, truncation=True, return_tensors="pt")
with torch.inference_mode():
    logits = model(**{name: values[None] for name, values in inputs.items()}).logits  # the highest is chosen`;

function scriptRemark({ reads, givesNumber = false }: ModelCardFacts): string {
  if (reads === "choices") return "; it has no class for choices, and another one reads them";
  if (givesNumber) return "; its pipeline would put the number through a softmax";
  return reads === "pair" ? "; its pipeline takes no pairs" : "";
}

function scriptLines({ pipelineTag, reads, givesNumber = false, labels }: ModelCardFacts): string {
  if (reads === "choices") {
    const contexts = labels.map(() => '"your context"').join(", ");
    const choices = choicesOf(labels).join(", ");
    const inputs = `[${contexts}], { text_pair: [${choices}], padding: true, truncation: true }`;
    return scriptLogits(inputs, "one a choice, the highest is chosen");
  }
  const shows = givesNumber ? "the number" : "one a label";
  if (reads === "pair") {
    return scriptLogits('"one text", { text_pair: "the other text", truncation: true }', shows);
  }
  if (givesNumber) return scriptLogits('"your text", { truncation: true }', shows);
  return `import { pipeline } from "@huggingface/transformers";
const run = await pipeline("${pipelineTag}", "path/to/this/folder", { dtype: "fp32" });${
    reads === "question" ? '\nawait run("your question", "the text to search");' : ""
  }`;
}

const scriptLogits = (
  inputs: string,
  shows: string,
): string => `import { AutoModelForSequenceClassification, AutoTokenizer } from "@huggingface/transformers";
const tokenizer = await AutoTokenizer.from_pretrained("path/to/this/folder");
const model = await AutoModelForSequenceClassification.from_pretrained("path/to/this/folder", { dtype: "fp32" });
const { logits } = await model(tokenizer(${inputs})); // ${shows}`;

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
