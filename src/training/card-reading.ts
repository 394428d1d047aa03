import type { Scores } from "./events.js";
import type { PreparedRun } from "./prepared-run.js";

/** How a model's logits are to be read by others, for its card; undefined where that is the usual way. */
export function cardReading(
  { model, kind }: Pick<PreparedRun, "model" | "kind">,
  metrics: Scores,
): string | undefined {
  const paragraphs = [
    ...(model.head.kind === "crf" ? [crfReading] : []),
    ...(metrics["temperature"] === undefined ? [] : [calibrationReading(kind, metrics)]),
  ];
  return paragraphs.length === 0 ? undefined : paragraphs.join("\n\n");
}

const crfReading = `The logits are the emissions of a CRF: the best labels of a sentence are found together, by the Viterbi algorithm over the
logits of each word's first token with \`crf.transitions\`, \`crf.start_transitions\` and \`crf.end_transitions\` of \`model.safetensors\`, where \`I-\`
may follow only \`B-\` or \`I-\` of its type. Berth does so. Other programs that take each token's highest logit get nearly the same, but
not always legal, labels.`;

function calibrationReading({ task }: PreparedRun["kind"], metrics: Scores): string {
  const shown = (name: string): string => metrics[name]?.toFixed(4) ?? "";
  const shares = task.hasLabelSets ? "sigmoid" : "softmax";
  return `Berth's probabilities are calibrated: they are \`${shares}(logits / T)\` with the temperature T = ${shown("temperature")}, which was fitted on the
validation rows (Guo et al. 2017) and stands in \`config.json\` under \`berth.tuned.temperature\`. The expected calibration error on these rows is
${shown("eval_ece")} with it and ${shown("eval_ece_before")} without. \`onnx/model.onnx\` and \`model.safetensors\` give the bare logits: other programs show probabilities
that are not calibrated unless they divide the logits by T.`;
}
