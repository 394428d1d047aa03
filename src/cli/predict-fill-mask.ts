import type { FilledMask, FilledText } from "../prediction/fill-mask.js";
import { cut, tableLines } from "./table.js";

/** One line a token; the text stands in front of its first, the gap's number in front of its best. */
export function filledLines(texts: readonly string[], filled: readonly FilledText[]): string[] {
  const rows = filled.flatMap((found, index) => {
    const gaps = isListOfLists(found) ? found : [found];
    return gaps.flatMap((gap, number) =>
      gap.map(({ token_str, score }, place) => [
        number === 0 && place === 0 ? cut(texts[index] ?? "", 60) : "",
        place === 0 ? String(number + 1) : "",
        token_str,
        score.toFixed(4),
      ]),
    );
  });
  return tableLines(
    [["text", "mask", "token", "score"], ...rows],
    ["left", "right", "left", "right"],
  );
}

function isListOfLists(found: FilledText): found is FilledMask[][] {
  return Array.isArray(found[0]);
}
