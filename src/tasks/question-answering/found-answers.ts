import type { TaskOutputs } from "../task.js";
import { bestAnswers, type FoundAnswers } from "./best-answers.js";
import type { QuestionReference } from "./encode-answered.js";

/** What was found for outputs, so that scores, report and rows search once. */
const known = new WeakMap<readonly Float32Array[], readonly FoundAnswers[]>();

/** The answers that a model gives to each question, in their order. */
export function foundAnswers({
  examples,
  references,
  outputs,
}: Pick<
  TaskOutputs<QuestionReference>,
  "examples" | "references" | "outputs"
>): readonly FoundAnswers[] {
  const before = known.get(outputs);
  if (before !== undefined) return before;
  let next = 0;
  const found = references.map(({ context, windows, search }) => {
    const first = next;
    next += windows.length;
    const read = windows.map((window, index) => ({
      ...window,
      offsets: examples[first + index]?.offsets ?? new Int32Array(0),
      logits: outputs[first + index] ?? new Float32Array(0),
    }));
    return bestAnswers(context, read, search);
  });
  known.set(outputs, found);
  return found;
}
