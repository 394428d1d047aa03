// The sequences of both programs of the row `pretrain`: made-up tokens, the same numbers in pretrain_step.py.

export const vocabularySize = 30522;
export const sequenceCount = 32;
const MASK = 103;

/**
 * 32 pairs of 16 to 128 tokens, as sentences packed to a length have them: three of four are full. Every seventh
 * token is hidden.
 */
export function sequencesOf(step) {
  return Array.from({ length: sequenceCount }, (_, sequence) => {
    const isFull = sequence % 4 !== 3;
    const length = isFull ? 128 : 16 + ((sequence * 37 + step * 53) % 113);
    const tokenAt = (place) =>
      1000 + ((sequence * 7919 + place * 104729 + step * 1299709) % 29000);
    const places = [];
    for (let place = 1 + (sequence % 7); place < length - 1; place += 7) places.push(place);
    const tokenIds = Int32Array.from({ length }, (_, place) => tokenAt(place));
    const labels = Int32Array.from(places, tokenAt);
    for (const place of places) tokenIds[place] = MASK;
    const typeIds = Int32Array.from({ length }, (_, place) => Number(place >= length / 2));
    return { tokenIds, typeIds, places: Int32Array.from(places), labels, pairLabel: sequence % 2 };
  });
}
