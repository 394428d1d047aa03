import { BerthError } from "../base/index.js";
import type { TaskName } from "../tasks/index.js";
import { flagOf } from "../training/settings-reader.js";

type Asked = TaskName | "fill-mask";

const labelling: readonly Asked[] = ["classification", "pair", "multi-label"];

/** Tasks whose models may read two texts together; which of them do, `config.json` need not tell. */
export const pairTasks: readonly Asked[] = [...labelling, "regression"];

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
  scores: [...labelling, "regression", "multiple-choice"],
  topK: [...labelling, "regression", "multiple-choice", "qa", "fill-mask"],
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
  const { taskOfDirectory, directoryReadsWindows } = await import(
    "../prediction/task-of-config.js"
  );
  const { name, directory, fillsMasks = false } = model;
  const task = await taskOfDirectory(directory);
  if (task === undefined) return undefined;
  const asked = fillsMasks ? "fill-mask" : task;
  const had = fillsMasks ? "--task fill-mask was asked for" : `${name} is of the task ${asked}`;
  const given = options as Readonly<Record<string, unknown>>;
  if (given["task"] === "pair" && !pairTasks.includes(asked)) {
    const message = `--task pair: goes with the tasks ${pairTasks.join(", ")}; ${had}. Leave it out`;
    throw new BerthError("USAGE", message, { flag: "--task", task: asked });
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
