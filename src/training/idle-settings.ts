import type { Task } from "../tasks/index.js";
import type { Recipe } from "./recipe.js";

type TaskFacts = Pick<Task, "name" | "countClasses" | "hasLabelSets">;

/** A setting that means something in some tasks only. */
interface PartialSetting {
  readonly name: keyof Recipe;
  readonly flag: string;
  readonly works: (task: TaskFacts, recipe: Recipe) => boolean;
  /** Why it means nothing in the others. */
  readonly otherwise: (task: string, recipe: Recipe) => string;
}

/** Tasks whose loss is the cross entropy of classes. */
const classTasks: readonly string[] = ["classification", "pair", "multiple-choice", "ner"];

const hasClassLoss = ({ name }: TaskFacts, { head }: Recipe): boolean =>
  classTasks.includes(name) && head !== "crf";
const isNer = ({ name }: TaskFacts): boolean => name === "ner";
const isQa = ({ name }: TaskFacts): boolean => name === "qa";
const hasSets = ({ hasLabelSets = false }: TaskFacts): boolean => hasLabelSets;

const noClassLoss = (task: string, { head }: Recipe): string =>
  `the loss of ${task}${head === "crf" ? " with a CRF" : ""} is no cross entropy of classes`;
const noWords = (task: string): string => `${task} labels no words`;
const noAnswers = (task: string): string => `${task} looks for no answers`;
const noSets = (task: string): string => `${task} has no sets of labels`;

const partialSettings: readonly PartialSetting[] = [
  {
    name: "classWeights",
    flag: "--class-weights",
    works: ({ countClasses }) => countClasses !== undefined,
    otherwise: (task) => `${task} has no classes to weigh`,
  },
  { name: "focalGamma", flag: "--focal-gamma", works: hasClassLoss, otherwise: noClassLoss },
  {
    name: "labelSmoothing",
    flag: "--label-smoothing",
    works: (task, recipe) => hasClassLoss(task, recipe) || isQa(task),
    otherwise: noClassLoss,
  },
  { name: "labelNames", flag: "--label-names", works: hasSets, otherwise: noSets },
  { name: "posWeight", flag: "--pos-weight", works: hasSets, otherwise: noSets },
  { name: "threshold", flag: "--threshold", works: hasSets, otherwise: noSets },
  { name: "labelAllTokens", flag: "--label-all-tokens", works: isNer, otherwise: noWords },
  { name: "documentContext", flag: "--document-context", works: isNer, otherwise: noWords },
  { name: "nBest", flag: "--n-best", works: isQa, otherwise: noAnswers },
  { name: "maxAnswerLength", flag: "--max-answer-length", works: isQa, otherwise: noAnswers },
];

/**
 * The recipe without the settings that mean nothing in its task, and a sentence for each that was given.
 */
export function withoutIdle(
  recipe: Recipe,
  task: TaskFacts,
): { readonly recipe: Recipe; readonly notes: readonly string[] } {
  const idle = partialSettings.filter(({ name, works }) => {
    const value = recipe[name];
    const isGiven = value !== undefined && value !== false && value !== 0;
    return isGiven && !works(task, recipe);
  });
  const names = idle.map(({ name }) => name as string);
  const kept = Object.entries(recipe).filter(([name]) => !names.includes(name));
  return {
    recipe: Object.fromEntries(kept) as unknown as Recipe,
    notes: idle.map(
      ({ flag, otherwise }) => `${flag} has no effect: ${otherwise(task.name, recipe)}`,
    ),
  };
}
