import type { ModelCardFacts } from "./card-facts.js";

type Facts = Pick<ModelCardFacts, "maxLength" | "pipelineTag" | "reads" | "truncation">;

/** What becomes of texts that are longer than the model reads at once, as a card tells it. */
export function lengthText({ maxLength, pipelineTag, reads, truncation }: Facts): string {
  if (truncation === "head-tail") return headTail(maxLength);
  if (truncation === "windows") return windows(maxLength);
  if (pipelineTag === "token-classification") {
    return `Texts of more than ${maxLength} tokens are read in overlapping windows.`;
  }
  return ofInput[reads](maxLength);
}

const ofInput: Readonly<Record<ModelCardFacts["reads"], (maxLength: number) => string>> = {
  text: (maxLength) => `Texts are cut at ${maxLength} tokens.`,
  pair: (maxLength) =>
    `Of two texts with more than ${maxLength} tokens together, special ones included, the longer is cut first.`,
  choices: (
    maxLength,
  ) => `Each choice is read together with the context; of more than ${maxLength} tokens together, special ones included, the longer of
the two is cut first.`,
  question: (
    maxLength,
  ) => `A question and a context of more than ${maxLength} tokens together, special ones included, are read in overlapping windows of that
length: each has the whole question and a part of the context. Berth does so by itself; other programs may cut such contexts.`,
};

const windows = (
  maxLength: number,
): string => `Texts with more than ${maxLength} tokens, special ones included, are read in overlapping windows of that length; a text's logits are the
mean over its windows. Berth does so by itself; other programs cut such texts, and give them other scores.`;

const headTail = (
  maxLength: number,
): string => `Of texts with more than ${maxLength} tokens, special ones included, the first quarter and the last three quarters of that
room are read. Berth does so by itself; other programs cut such texts, and give them other scores.`;
