/** A day as ISO 8601 or Chinese dates write it. */
const dayPattern = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/;
/** A time of day, as ISO 8601 or Chinese writes it: `09:54:46.25`, `上午9:54`, `9时54分`, `下午3点`. */
const timePattern =
  /^[T ]*(上午|下午)? *(\d{1,2})(?:[:：](\d{2})(?:[:：](\d{2})(\.\d+)?)?|[时点時點](?:(\d{1,2})分?(?:(\d{1,2})秒)?)?)/i;
const zonePattern = /^ *(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

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
  const [day = "", year, month, date] = dayPattern.exec(written) ?? [];
  if (year === undefined) return undefined;
  const time = timeOfDay(written.slice(day.length));
  const rest = written.slice(day.length + (time?.length ?? 0));
  const zoned = zonePattern.exec(rest);
  if (zoned === null) return undefined;
  const [, zone] = zoned;
  const [m, d] = [Number(month), Number(date)];
  const isPossible = m >= 1 && m <= 12 && d >= 1 && d <= 31 && time?.isPossible !== false;
  // Two digits behind a day alone may be anything; behind a time they are a zone's hours.
  const isZone = time !== undefined || zone?.length !== 3 || /[a-z]/i.test(zone);
  if (!isPossible || !isZone) return undefined;
  return Date.UTC(Number(year), m - 1, d) + (time?.milliseconds ?? 0) - zoneOffset(zone);
}

interface TimeOfDay {
  /** Characters that tell it. */
  readonly length: number;
  readonly milliseconds: number;
  readonly isPossible: boolean;
}

/** The time of day that a text begins with; undefined where it begins otherwise. */
function timeOfDay(text: string): TimeOfDay | undefined {
  const found = timePattern.exec(text);
  if (found === null) return undefined;
  const [whole, half, hour, minute, second, fraction, minuteSign, secondSign] = found;
  const [told = 0, min = 0, s = 0] = [hour, minute ?? minuteSign, second ?? secondSign].map(
    (part) => Number(part ?? 0),
  );
  const h = hourOf(told, half);
  return {
    length: whole.length,
    milliseconds: ((h * 60 + min) * 60 + s + Number(fraction ?? 0)) * 1000,
    isPossible: h < 25 && min < 60 && s < 61,
  };
}

/** Twelve before noon is midnight, as in the Unicode locale data; 下午15点 is 15 o'clock. */
function hourOf(told: number, half: string | undefined): number {
  if (half === "上午" && told === 12) return 0;
  return half === "下午" && told < 12 ? told + 12 : told;
}

/** Milliseconds by which a zone is ahead of UTC. */
function zoneOffset(zone = "Z"): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -offset : offset;
}
