/** Signs that a text may have, as bits. Whether they mean anything is looked at only where one is set. */
export const traits = {
  control: 1,
  replacement: 2,
  angle: 4,
  ampersand: 8,
  /** U+0080 to U+00FF: what mojibake of UTF-8 is made of. */
  highLatin: 16,
  /** Two slashes or two w in a row. */
  link: 32,
  han: 64,
} as const;

/** What one pass over a text tells. Filled anew for every row, so that no memory is asked for. */
export interface TextFacts {
  /** Two halves of a 64-bit hash of the text. */
  low: number;
  high: number;
  /** Unicode code points. */
  characters: number;
  traits: number;
  /** The most times that a sign other than a space stands in a row. */
  longestRun: number;
}

export const noFacts = (): TextFacts => ({
  low: 0,
  high: 0,
  characters: 0,
  traits: 0,
  longestRun: 0,
});

const LOW_SURROGATE = 128;
const SLASH = 0x2f;
const SPACE = 0x20;

/** The traits of every UTF-16 unit. */
const traitsOf = traitTable();

function traitTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  const set = (bit: number, from: number, to = from): void => {
    for (let unit = from; unit <= to; unit++) table[unit] = (table[unit] ?? 0) | bit;
  };
  set(traits.control, 0, 0x1f);
  for (const layout of "\t\n\r") table[layout.charCodeAt(0)] = 0;
  set(traits.control, 0x7f, 0x9f);
  // Invisible: spaces of no width, directions, joiners that join nothing. Emoji and Persian need U+200C and U+200D.
  for (const unit of [0x200b, 0x200e, 0x200f, 0x2060, 0xfeff]) set(traits.control, unit);
  set(traits.control, 0x202a, 0x202e);
  set(traits.control, 0x2066, 0x2069);
  set(traits.replacement, 0xfffd);
  set(traits.angle, 0x3c);
  set(traits.ampersand, 0x26);
  set(traits.highLatin, 0x80, 0xff);
  set(traits.han, 0x4e00, 0x9fff);
  set(LOW_SURROGATE, 0xdc00, 0xdfff);
  return table;
}

/**
 * Hash, length and traits of a text in one pass.
 *
 * The halves of the hash are FNV-1a (Fowler, Noll, Vo) and a rotating multiplicative one, both ended
 * by the last step of MurmurHash3: among 8 million texts two share all 64 bits once in half a million
 * files.
 */
export function scanText(text: string, facts: TextFacts): void {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  let found = 0;
  let surrogates = 0;
  let previous = -1;
  let run = 1;
  let longest = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high ^= unit;
    high = Math.imul((high << 15) | (high >>> 17), 0x5bd1e995);
    const bits = traitsOf[unit] as number;
    found |= bits;
    if (bits === LOW_SURROGATE) surrogates += 1;
    if (unit !== previous) {
      previous = unit;
      run = 1;
      continue;
    }
    run += 1;
    if (run > longest && unit > SPACE) longest = run;
    if (unit === SLASH || (unit | 0x20) === 0x77) found |= traits.link;
  }
  facts.low = mixed(low);
  facts.high = mixed(high);
  facts.characters = text.length - surrogates;
  facts.traits = found & ~LOW_SURROGATE;
  facts.longestRun = longest;
}

function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
