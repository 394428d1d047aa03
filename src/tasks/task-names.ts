/** The tasks, as `--task` names them. */
export const taskNames = [
  "classification",
  "pair",
  "regression",
  "multi-label",
  "multiple-choice",
  "ner",
  "qa",
] as const;

export type TaskName = (typeof taskNames)[number];

/** What pipelines and other programs call them. */
export const taskAliases: Readonly<Record<string, TaskName>> = {
  "text-classification": "classification",
  "sentiment-analysis": "classification",
  "text-pair-classification": "pair",
  "multi-label-classification": "multi-label",
  "token-classification": "ner",
  "question-answering": "qa",
};
