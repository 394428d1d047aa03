import { BerthError } from "../base/index.js";
import type { TaskName } from "../tasks/index.js";
// Not by the index: flags are told without loading the readers.
import { sequenceTasks } from "../tasks/sequence-tasks.js";
import { flagOf } from "../training/settings-reader.js";

type Asked = TaskName | "fill-mask";

/** The tasks whose models a flag says something to; the other flags go with all. */
const tasksOfFlag: Readonly<Record<string, readonly Asked[]>> = {
  question: ["qa"],
  context: ["qa"],
  nullThreshold: ["qa"],
  nBest: ["qa"],
  maxAnswerLength: ["qa"],
  offsetUnit: ["qa", "ner"],
  aggregation: ["ner"],
  threshold: ["multi-label"],
  scores: [...sequenceTasks, "multiple-choice"],
  topK: [...sequenceTasks, "multiple-choice", "qa", "fill-mask"],
  stride: ["qa", "ner"],
};

/**
 * Refuses flags that say nothing to the model of a directory. Where the directory is none, that is told when
 * it is loaded.
 *
 * @param options - the flags by name, those not given undefined
 * @param fillsMasks - whether it is to fill gaps, whatever it was trained for
 * @returns the task that the model was trained for
 * @throws USAGE, JSON_BROKEN, FILE_UNREADABLE
 */
export async function requireFittingFlags(
  options: object,
  model: { readonly name: string; readonly directory: string; readonly fillsMasks?: boolean },
): Promise<TaskName | undefined> {
  const { directoryReadsPairs, directoryReadsWindows, taskOfDirectory } = await import(
    "../prediction/task-of-config.js"
  );
  const { name, directory, fillsMasks = false } = model;
  const task = await taskOfDirectory(directory);
  if (task === undefined) return undefined;
  const asked = fillsMasks ? "fill-mask" : task;
  const had = fillsMasks ? "--task fill-mask was asked for" : `${name} is of the task ${asked}`;
  const given = options as Readonly<Record<string, unknown>>;
  if (given["task"] === "pair") {
    const mayLabel =
      sequenceTasks.includes(task) && (await directoryReadsPairs(directory)) !== false;
    if (!mayLabel) throw pairsUnfit("--task pair", name);
  }
  const hasWindows =
    ["qa", "ner"].includes(asked) || (!fillsMasks && (await directoryReadsWindows(directory)));
  const unfit = Object.entries(tasksOfFlag).find(([flag, tasks]) => {
    return given[flag] !== undefined && !(flag === "stride" ? hasWindows : tasks.includes(asked));
  });
  if (unfit === undefined) return task;
  const [flag, tasks] = unfit;
  const spelled = flagOf(flag);
  const fitting =
    flag === "stride"
      ? "models that read long texts in windows (qa, ner, or trained with --truncation windows)"
      : `the task${tasks.length === 1 ? "" : "s"} ${tasks.join(", ")}`;
  const message = `${spelled}: goes with ${fitting}; ${had}. Leave it out`;
  throw new BerthError("USAGE", message, { flag: spelled, task: asked });
}

/** What is said of a flag that asks for pairs where they cannot be labelled, by a model or with another flag. */
export function pairsUnfit(flag: string, by: string): BerthError {
  const message = `${flag}: goes with models that label two texts together; ${by} does not. Leave it out`;
  return new BerthError("USAGE", message, { flag });
}
