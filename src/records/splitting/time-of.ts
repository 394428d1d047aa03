/** A day, and where it is there a time and a zone, as ISO 8601 or Chinese dates write them. */
const date =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)? *(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * When a cell is: a date in milliseconds, or a number as it is. A date without a zone counts as UTC, so
 * that the answer is the same on every machine. Dates that begin with day or month are not taken:
 * which is which cannot be known.
 *
 * @returns undefined for anything else
 *
 * @example
 * timeOf("2015-08-07 09:54:46 -0700"); // 1438966486000
 */
export function timeOf(cell: string): number | undefined {
  const written = cell.trim();
  if (written === "") return undefined;
  const number = Number(written);
  if (Number.isFinite(number)) return number;
  const [, year, month, day, hour, minute, second, fraction, zone] = date.exec(written) ?? [];
  if (year === undefined) return undefined;
  const numbers = [month, day, hour, minute, second].map((part) => Number(part ?? 0));
  const [m = 0, d = 0, h = 0, min = 0, s = 0] = numbers;
  const isPossible = m >= 1 && m <= 12 && d >= 1 && d <= 31 && h < 25 && min < 60 && s < 61;
  // Two digits behind a day alone may be anything; behind a time they are a zone's hours.
  const isZone = hour !== undefined || zone?.length !== 3 || /[a-z]/i.test(zone);
  if (!isPossible || !isZone) return undefined;
  const time = Date.UTC(Number(year), m - 1, d, h, min, s) + 1000 * Number(fraction ?? 0);
  return time - zoneOffset(zone);
}

/** Milliseconds by which a zone is ahead of UTC. */
function zoneOffset(zone = "Z"): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -offset : offset;
}
