import { hasMostContext, type QuestionWindow } from "./question-windows.js";

/** An answer in Hugging Face's pipeline shape: `answer` is `context.slice(start, end)`. */
export interface Answer {
  /** Empty where the model finds no answer in the context. */
  readonly answer: string;
  /**
   * Probability of the first token times that of the last one, over the context's tokens and `[CLS]` in
   * the window where the answer was read.
   */
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

/** What a model says to one question. */
export interface FoundAnswers {
  /** Best first, by the sum of the two logits. */
  readonly answers: readonly Answer[];
  /** The probability that there is none, as `score` of `Answer`: the least of all windows. */
  readonly noAnswerScore: number;
  /** How many of the answers have a sum of logits above that without an answer. */
  readonly noAnswerRank: number;
  /** How far the best sum of logits without an answer is above the best with one. */
  readonly noAnswerMargin: number;
}

export interface SearchSettings {
  /** First and last tokens that are tried in each window, and answers that are kept. */
  readonly nBest: number;
  /** Tokens of an answer at most. */
  readonly maxAnswerLength: number;
}

/** What the decoding reads of a window. */
export type ReadWindow = Pick<QuestionWindow, "offsets" | "first" | "count" | "before"> & {
  /** `[S * 2]` logits of each token as the first and as the last of the answer. */
  readonly logits: Float32Array;
};

/**
 * The best answers to a question over all windows of its context (Devlin et al. 2019, section 4.2):
 * pairs of likely first and last tokens, in order and not too far apart, by the sum of their logits.
 *
 * A first token counts only in the window where it has the most context.
 *
 * @returns no answers where there are no windows
 */
export function bestAnswers(
  context: string,
  windows: readonly ReadWindow[],
  settings: SearchSettings,
): FoundAnswers {
  const spans = windows.flatMap((window) => windowSpans(window, windows, settings));
  spans.sort((a, b) => b.sum - a.sum);
  const kept = distinct(spans).slice(0, settings.nBest);
  const nothings = windows.map(nothingFound);
  const noAnswerSum = Math.min(nothingRead, ...nothings.map(({ sum }) => sum));
  return {
    answers: kept.map(({ start, end, score }) => {
      return { answer: context.slice(start, end), score, start, end };
    }),
    noAnswerScore: Math.min(1, ...nothings.map(({ score }) => score)),
    noAnswerRank: kept.filter(({ sum }) => sum > noAnswerSum).length,
    noAnswerMargin: spans[0] === undefined ? nothingRead : noAnswerSum - spans[0].sum,
  };
}

/** Above every sum of logits: the margin where there is nothing to point at. */
const nothingRead = 1e9;

interface Scored {
  /** Sum of the logits of the first and the last token. */
  readonly sum: number;
  /** Product of their probabilities. */
  readonly score: number;
}

interface Span extends Scored {
  readonly start: number;
  readonly end: number;
}

function nothingFound(window: ReadWindow): Scored {
  const sum = logitAt(window, 0, 0) + logitAt(window, 0, 1);
  return { sum, score: Math.exp(sum - logTotal(window, 0) - logTotal(window, 1)) };
}

function windowSpans(
  window: ReadWindow,
  windows: readonly ReadWindow[],
  { nBest, maxAnswerLength }: SearchSettings,
): Span[] {
  const { offsets, before, first } = window;
  const logTotals = logTotal(window, 0) + logTotal(window, 1);
  const tokens = shownTokens(window);
  const near = windows.filter((other) => overlap(window, other));
  const isRead = (token: number): boolean => hasMostContext(token - before + first, window, near);
  const starts = likeliest(tokens.filter(isRead), window, 0, nBest);
  const ends = likeliest(tokens, window, 1, nBest);
  const spans = starts.flatMap((start) =>
    ends
      .filter((end) => end >= start && end - start < maxAnswerLength)
      .map((end) => {
        const sum = logitAt(window, start, 0) + logitAt(window, end, 1);
        return {
          sum,
          score: Math.exp(sum - logTotals),
          start: offsets[start * 2] as number,
          end: offsets[end * 2 + 1] as number,
        };
      }),
  );
  return distinct(spans.sort((a, b) => b.sum - a.sum)).slice(0, nBest);
}

/** The first of those that stand at one place: several tokens may be parts of one sign, such as its bytes. */
function distinct(spans: readonly Span[]): Span[] {
  const seen = new Set<string>();
  return spans.filter(({ start, end }) => {
    const place = `${start} ${end}`;
    return !seen.has(place) && seen.add(place);
  });
}

/** Whether two windows share a token of the context. */
function overlap(one: ReadWindow, other: ReadWindow): boolean {
  return one.first < other.first + other.count && other.first < one.first + one.count;
}

/** The tokens that stand for a stretch of the context. */
function shownTokens({ offsets, before, count }: ReadWindow): number[] {
  const tokens = Array.from({ length: count }, (_, place) => before + place);
  return tokens.filter((token) => Number(offsets[token * 2 + 1]) > Number(offsets[token * 2]));
}

function likeliest(
  tokens: readonly number[],
  window: ReadWindow,
  side: 0 | 1,
  count: number,
): number[] {
  const sorted = [...tokens].sort((a, b) => logitAt(window, b, side) - logitAt(window, a, side));
  return sorted.slice(0, count);
}

function logitAt({ logits }: ReadWindow, token: number, side: 0 | 1): number {
  return logits[token * 2 + side] as number;
}

/** Logarithm of what probabilities are shares of: `[CLS]` and the context's tokens. */
function logTotal(window: ReadWindow, side: 0 | 1): number {
  const { before, count } = window;
  let most = logitAt(window, 0, side);
  for (let token = before; token < before + count; token++) {
    most = Math.max(most, logitAt(window, token, side));
  }
  let total = Math.exp(logitAt(window, 0, side) - most);
  for (let token = before; token < before + count; token++) {
    total += Math.exp(logitAt(window, token, side) - most);
  }
  return most + Math.log(total);
}
