import { latinWords } from "./latin-words.js";
import type { ScoredAnswer } from "./squad-scores.js";

/** Scores from 0 to 100. */
export type CmrcScores = Readonly<Record<"exact_match" | "f1" | "average", number>>;

/** The marks that the script leaves out. Its "……" is two characters and so matches none. */
const marks = /[-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』]/gu;

/**
 * Exact match and F1 as the evaluation script of CMRC 2018 computes them, and their mean: the best
 * over a question's references, averaged over the questions, times 100.
 *
 * F1 is that of the longest run of segments that both answers hold: a segment is a Chinese character,
 * or a word of other text. The script lets NLTK part such text into sentences first; here it is one.
 *
 * @param questions - at least one; each with at least one reference
 */
export function cmrcScores(questions: readonly ScoredAnswer[]): CmrcScores {
  let exact = 0;
  let f1 = 0;
  for (const { prediction, references } of questions) {
    const given = withoutMarks(prediction);
    const right = references.map(withoutMarks);
    exact += Number(right.includes(given));
    f1 += Math.max(...right.map((reference) => runF1(segmentsOf(given), segmentsOf(reference))));
  }
  const scores = {
    exact_match: (100 * exact) / questions.length,
    f1: (100 * f1) / questions.length,
  };
  return { ...scores, average: (scores.exact_match + scores.f1) / 2 };
}

function withoutMarks(text: string): string {
  return text.toLowerCase().trim().replace(marks, "");
}

/** Each Chinese character, and the words between them. */
function segmentsOf(text: string): string[] {
  return text
    .split(/([\u4e00-\u9fa5])/u)
    .flatMap((part, place) => (place % 2 === 1 ? [part] : latinWords(part)));
}

function runF1(prediction: readonly string[], reference: readonly string[]): number {
  const run = longestRun(prediction, reference);
  if (run === 0) return 0;
  const precision = run / prediction.length;
  const recall = run / reference.length;
  return (2 * precision * recall) / (precision + recall);
}

/** Length of the longest run of segments that stands in both. */
function longestRun(a: readonly string[], b: readonly string[]): number {
  let longest = 0;
  // Length of the run that ends at each segment of b and at the last segment of a looked at.
  let ending = new Array<number>(b.length).fill(0);
  for (const segment of a) {
    ending = b.map((other, place) => (other === segment ? (ending[place - 1] ?? 0) + 1 : 0));
    longest = Math.max(longest, ...ending);
  }
  return longest;
}
