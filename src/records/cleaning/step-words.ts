import type { JsonObject } from "../../base/index.js";
import { kindNamed, readPipeline, unknownStep } from "./read-pipeline.js";
import type { CleaningPipeline, StepKind } from "./step.js";

/**
 * Reads steps as they are typed: names with commas between them. `name=value` sets a step's main
 * setting, `:setting=value` any other. A value cannot hold a comma; a pipeline in JSON can.
 *
 * @param source - what errors put in front, such as the flag
 * @throws CLEANING_UNKNOWN, CLEANING_SETTING
 *
 * @example
 * pipelineFromWords("lower-case,links=<url>,outliers:unit=words:min=3");
 */
export function pipelineFromWords(words: string, source = "--steps"): CleaningPipeline {
  return readPipeline(
    words.split(",").map((word) => stepFromWord(word.trim(), source)),
    source,
  );
}

function stepFromWord(word: string, source: string): JsonObject {
  const [name = ""] = /^[^=:]*/.exec(word) ?? [];
  const kind = kindNamed(name) ?? unknownStep(name, source);
  const [first = "", ...others] = word.slice(name.length).split(settingStart(kind));
  const value = first.replace(/^=/, "");
  return {
    step: name,
    ...(first === "" ? {} : { [kind.main ?? "value"]: value }),
    ...Object.fromEntries(others.map(nameAndValue)),
  };
}

/** Where a setting of the step begins: other colons belong to a value. */
function settingStart({ takes = "" }: StepKind): RegExp {
  const names = takes.split(":").map((taken) => taken.replace(/=.*/, ""));
  return new RegExp(`:(?=(?:${names.join("|")})=)`);
}

function nameAndValue(setting: string): [string, string] {
  const at = setting.indexOf("=");
  return [setting.slice(0, at), setting.slice(at + 1)];
}
