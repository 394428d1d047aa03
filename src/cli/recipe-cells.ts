/**
 * Names and values of a resolved recipe, in the order of help.
 *
 * @param leftOpen - what decides settings that are left open, by name
 */
export function recipeCells(
  names: readonly string[],
  recipe: Readonly<Record<string, unknown>>,
  leftOpen: Readonly<Record<string, string>>,
): string[][] {
  return names
    .filter((name) => name in recipe)
    .map((name) => [
      name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
      valueText(recipe[name], leftOpen[name] ?? "-"),
    ]);
}

function valueText(value: unknown, open: string): string {
  if (value === null) return open;
  if (typeof value === "number" && value > 0 && value < 1e-3) return value.toExponential();
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.join(",");
  return String(value);
}
