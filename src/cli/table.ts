/** Columns that a text takes in a terminal: Chinese characters and emoji take two, accents none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (marks.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

const marks = /[\p{Mn}\p{Me}\p{Cf}]/u;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/**
 * Lines of a table with aligned columns, two spaces between them.
 *
 * @param rows - the cells; a heading is a row like the others
 * @param align - `"right"` for columns of numbers; left where absent
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[] = [],
): string[] {
  // Not spread into Math.max: a table may have more rows than a call takes arguments.
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - displayWidth(cell));
        return align[column] === "right" ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** A text on one line, cut to a width with an ellipsis. */
export function cut(text: string, width: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (displayWidth(line) <= width) return line;
  let kept = "";
  for (const character of line) {
    if (displayWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
