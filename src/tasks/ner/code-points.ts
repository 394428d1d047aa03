/** Where a span stands. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

/**
 * Spans of a text with their places in code points, as Python counts, instead of UTF-16 units.
 *
 * @example
 * inCodePoints("😀 Ada", [{ start: 3, end: 6 }]); // [{ start: 2, end: 5 }]
 */
export function inCodePoints<Span extends Placed>(text: string, spans: readonly Span[]): Span[] {
  if (!/[\ud800-\udbff]/.test(text)) return [...spans];
  const places = new Map<number, number>();
  let units = 0;
  let points = 0;
  for (const sign of text) {
    places.set(units, points);
    units += sign.length;
    points += 1;
  }
  places.set(units, points);
  const placeOf = (unit: number): number => places.get(unit) ?? places.get(unit - 1) ?? unit;
  return spans.map((span) => ({ ...span, start: placeOf(span.start), end: placeOf(span.end) }));
}
