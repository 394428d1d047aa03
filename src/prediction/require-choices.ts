import { BerthError } from "../base/index.js";
import type { ChoiceQuestion } from "../tasks/index.js";

/**
 * Requires a context of every question, and as many choices as a model has labels, or two at least where it has none;
 * none of them empty, as in training: it learnt nothing of what an empty one is worth.
 *
 * @throws CHOICE_COUNT at the first question with another number
 * @throws TEXT_EMPTY at the first context or choice of nothing but spaces
 */
export function requireChoices(
  questions: readonly ChoiceQuestion[],
  labels: readonly string[],
): void {
  const isFit = (count: number): boolean =>
    labels.length === 0 ? count >= 2 : count === labels.length;
  const place = questions.findIndex(({ choices }) => !isFit(choices.length));
  if (place === -1) {
    requireFilled(questions);
    return;
  }
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

function requireFilled(questions: readonly ChoiceQuestion[]): void {
  for (const [index, { context, choices }] of questions.entries()) {
    const empty = [context, ...choices].findIndex((text) => text.trim() === "");
    if (empty === -1) continue;
    const what = empty === 0 ? "context" : `choice ${empty}`;
    throw new BerthError(
      "TEXT_EMPTY",
      `question ${index + 1}: its ${what} is empty. Give it a text, or leave the question out.`,
      { question: index + 1, ...(empty === 0 ? {} : { choice: empty }) },
    );
  }
}
