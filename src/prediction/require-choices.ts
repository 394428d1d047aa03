import { BerthError } from "../base/index.js";
import type { ChoiceQuestion } from "../tasks/index.js";

/**
 * Requires as many choices of every question as a model has labels, or two at least where it has none.
 *
 * @throws CHOICE_COUNT at the first question with another number
 */
export function requireChoices(
  questions: readonly ChoiceQuestion[],
  labels: readonly string[],
): void {
  const isFit = (count: number): boolean =>
    labels.length === 0 ? count >= 2 : count === labels.length;
  const place = questions.findIndex(({ choices }) => !isFit(choices.length));
  if (place === -1) return;
  const count = questions[place]?.choices.length ?? 0;
  const wanted =
    labels.length === 0
      ? `this model chooses among two or more; ${count} came. Give two at least.`
      : `this model was trained on ${labels.length} choices (${labels.join(", ")}); ${count} came. Give as many.`;
  throw new BerthError("CHOICE_COUNT", `question ${place + 1}: ${wanted}`, {
    question: place + 1,
    choices: count,
    labels,
  });
}
