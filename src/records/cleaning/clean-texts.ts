import { stepsOf } from "./read-pipeline.js";
import type { CleaningPipeline, CleanText } from "./step.js";

/**
 * What a pipeline does to a single text: its text steps, in order. Steps on rows play no part.
 *
 * @throws as `readPipeline`; PACKAGE_MISSING when a step needs a package that is not installed
 */
export async function textCleaner(pipeline: CleaningPipeline): Promise<CleanText> {
  const cleaners: CleanText[] = [];
  for (const step of stepsOf(pipeline)) {
    if (step.on === "text") cleaners.push(await step.load());
  }
  return (text) => cleaners.reduce((cleaned, clean) => clean(cleaned), text);
}

/** The text steps of a pipeline: what is saved with a model and applied to all that it is given. */
export function textPart(pipeline: CleaningPipeline): CleaningPipeline {
  return partOf(pipeline, ({ on }) => on === "text");
}

/** What validation and test rows go through: text steps, and those on missing cells. */
export function everyPart(pipeline: CleaningPipeline): CleaningPipeline {
  return partOf(pipeline, (step) => step.on === "text" || step.everyPart);
}

/** Whether a pipeline may move characters: then positions in a text do not survive it. */
export function changesLength(pipeline: CleaningPipeline): boolean {
  return stepsOf(pipeline).some((step) => step.on === "text" && step.changesLength);
}

function partOf(
  pipeline: CleaningPipeline,
  belongs: (step: ReturnType<typeof stepsOf>[number]) => boolean,
): CleaningPipeline {
  const steps = stepsOf(pipeline).filter(belongs);
  return { version: 1, steps: steps.map(({ step }) => step) };
}
