import { BerthError, type Tokens } from "../base/index.js";
import { type Encoding, type TextInput, type Tokenizer, UNCUT } from "../tokenizer/index.js";
import { sharedTokens } from "./shared-tokens.js";
import type { EncodeSettings } from "./task.js";
import type { Truncation } from "./truncations.js";
import { windowsOf } from "./windows.js";

/** How texts that are longer than the model reads are read. */
export type LongTextSettings = Pick<EncodeSettings, "maxLength" | "truncation" | "stride">;

/**
 * Texts as a model reads them: one example each, or in windows one or more.
 *
 * @returns the examples of each text, in the order of the texts
 * @throws SETTING_UNFIT for a long pair of texts that is to be read otherwise than from its head
 */
export async function readLongTexts(
  texts: readonly TextInput[],
  tokenizer: Tokenizer,
  { maxLength, truncation, stride }: LongTextSettings,
): Promise<readonly (readonly Tokens[])[]> {
  const heads = await tokenizer.encode(texts, { maxLength });
  const way = truncation ?? "head";
  if (way === "head") return heads.map((head) => [tokensOf(head)]);
  const cut = [...heads.keys()].filter((text) => heads[text]?.truncated);
  const longTexts = cut.map((text) => single(texts[text] ?? "", way));
  const whole = await tokenizer.encode(longTexts, { maxLength: UNCUT, sequences: true });
  const wholeOf = new Map(cut.map((text, place) => [text, whole[place] as Encoding]));
  return heads.map((head, text) => {
    const long = wholeOf.get(text);
    return long === undefined ? [tokensOf(head)] : piecesOf(long, way, { maxLength, stride });
  });
}

const tokensOf = ({ tokenIds, typeIds }: Tokens): Tokens => ({ tokenIds, typeIds });

/** A stretch of a text's tokens, its end left out. */
type Stretch = readonly [start: number, end: number];

/** @param whole - all tokens, with the texts that they are from */
function piecesOf(
  whole: Encoding,
  truncation: Exclude<Truncation, "head">,
  { maxLength, stride }: Pick<LongTextSettings, "maxLength" | "stride">,
): Tokens[] {
  const { sequences = new Int8Array(0) } = whole;
  const before = sequences.findIndex((sequence) => sequence >= 0);
  const end = sequences.findLastIndex((sequence) => sequence >= 0) + 1;
  const room = Math.max(1, maxLength - before - (sequences.length - end));
  const text = { start: before, count: end - before };
  const pieces = truncation === "windows" ? windows(text, room, stride) : [headAndTail(text, room)];
  return pieces.map((stretches) => {
    const all: Stretch[] = [[0, before], ...stretches, [end, sequences.length]];
    const pick = (values: Int32Array): Int32Array =>
      Int32Array.from(all.flatMap(([from, to]) => Array.from(values.subarray(from, to))));
    return { tokenIds: pick(whole.tokenIds), typeIds: pick(whole.typeIds) };
  });
}

/** A text's own tokens among all. */
interface OwnTokens {
  readonly start: number;
  readonly count: number;
}

/**
 * The first quarter of the room and the last three: of 510 tokens 128 and 382, the best of the ways that Sun
 * et al. 2019, "How to fine-tune BERT for text classification?", tried on long texts (section 5.3.1).
 */
function headAndTail({ start, count }: OwnTokens, room: number): Stretch[] {
  const head = Math.round(room / 4);
  const end = start + count;
  return [
    [start, start + head],
    [end - (room - head), end],
  ];
}

/** Windows that share `stride` tokens with the next, half of the room at most, or a quarter of it. */
function windows(
  { start, count }: OwnTokens,
  room: number,
  stride: number | null | undefined,
): Stretch[][] {
  return windowsOf(count, room, sharedTokens(room, stride)).map(({ first, count: size }) => [
    [start + first, start + first + size],
  ]);
}

function single(text: TextInput, truncation: Truncation): string {
  if (typeof text === "string") return text;
  throw new BerthError(
    "SETTING_UNFIT",
    `--truncation ${truncation}: is for single texts; of a pair that is too long, the longer text is cut. Leave it out.`,
    { truncation },
  );
}
