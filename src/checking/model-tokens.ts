import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, percent, type RowPlace, rowTally, shownText } from "./finding.js";
import { finetuneCommand } from "./mend.js";
import { type TokenCounter, type TokenFacts, tokenCounter } from "./token-lengths.js";

/** Texts as the tokens of a model. */
export interface ModelTokens extends Collector {
  facts(): TokenFacts;
}

/** Shares above which a finding is worth its line. */
const MUCH_CUT = 0.01;
const MUCH_UNKNOWN = 0.01;
/** What training takes by itself at most. */
const USUAL_LIMIT = 256;

/**
 * Texts that a model would cut or not know.
 *
 * @param model - its directory
 * @param maxLength - tokens at which texts will be cut; what training would take where absent
 * @throws MODEL_FILE_MISSING, TOKENIZER_BROKEN
 */
export async function modelTokens(
  files: CheckedFiles,
  model: string,
  maxLength = USUAL_LIMIT,
): Promise<ModelTokens> {
  const counter: TokenCounter = await tokenCounter(model);
  const lost = counter.truncationSide === "left" ? "beginning" : "end";
  const cut = rowTally();
  const unknown = rowTally();
  let texts: string[] = [];
  let places: RowPlace[] = [];
  return {
    facts: counter.facts,
    row({ part, row, text }: CheckedRow) {
      if (text === "") return;
      texts.push(text);
      places.push({ part, row, column: files.textColumn });
    },
    async settle() {
      const told = (index: number): RowPlace => ({
        ...(places[index] as RowPlace),
        value: shownText(texts[index] ?? ""),
      });
      await counter.add(texts, (index, tokens, unknownTokens) => {
        if (tokens > maxLength) cut.add(() => told(index));
        if (unknownTokens > 0) unknown.add(() => told(index));
      });
      texts = [];
      places = [];
    },
    findings() {
      const { count, unknownShare, suggestedMaxLength, percentile99 } = counter.facts();
      const found: Found[] = [];
      if (cut.count > MUCH_CUT * count) {
        found.push({
          code: "TEXTS_CUT",
          count: cut.count,
          rows: cut.rows,
          sentence: `${counted(cut.count, "text")} (${percent(cut.count, count)}) would lose ${cut.count === 1 ? "its" : "their"} ${lost} at ${maxLength} tokens; 99 % fit in ${percentile99}${files.isCleanable ? "; a classification reads all of them with --truncation windows" : ""}`,
          mend:
            maxLength < suggestedMaxLength
              ? finetuneCommand(files, "--max-length", String(suggestedMaxLength))
              : null,
          details: { maxLength, percentile99 },
        });
      }
      if (unknownShare > MUCH_UNKNOWN) {
        found.push({
          code: "TOKENS_UNKNOWN",
          count: unknown.count,
          rows: unknown.rows,
          sentence: `${(100 * unknownShare).toFixed(1)} % of the tokens, in ${counted(unknown.count, "text")}, are unknown to the vocabulary of ${model}; it may be a model for another language`,
          details: { unknownShare },
        });
      }
      return found;
    },
  };
}
