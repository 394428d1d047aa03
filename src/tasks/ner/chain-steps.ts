import {
  chainKinds,
  chainLine,
  float32,
  int32,
  type TensorData,
  unreachable,
} from "../../base/index.js";

/**
 * Label sequences as a CRF's loss reads them: end to end in lines of `chainLine` slots, each whole in one
 * line; see `crfLoss` of the models room.
 *
 * Axes: M labels of all sequences, C slots of all lines.
 *
 * @param sequences - label ids, at least one and at most `chainLine` each
 *
 * @example
 * chainSteps([[3, 4], [0]]); // step_slots [0, 1, 2], previous_labels [0, 3, 0]
 */
export function chainSteps(sequences: readonly ArrayLike<number>[]) {
  const slots: number[] = [];
  const previous: number[] = [];
  const inside: number[] = [];
  const last: number[] = [];
  const opening = new Map<number, number>();
  let next = 0;
  for (const sequence of sequences) {
    const room = chainLine - (next % chainLine);
    if (sequence.length > chainLine) unreachable(`${sequence.length} labels in one sequence`);
    if (sequence.length > room) next += room;
    opening.set(next, next % chainLine === 0 ? chainKinds.opensLine : chainKinds.opensSequence);
    for (let place = 0; place < sequence.length; place++) {
      slots.push(next + place);
      previous.push(place === 0 ? 0 : Number(sequence[place - 1]));
      inside.push(Number(place > 0));
      last.push(Number(place === sequence.length - 1));
    }
    next += sequence.length;
  }
  const kinds = new Int32Array(Math.ceil(next / chainLine) * chainLine).fill(chainKinds.pad);
  for (const slot of slots) kinds[slot] = opening.get(slot) ?? chainKinds.inside;
  const ints = (values: readonly number[]): TensorData =>
    int32([values.length], Int32Array.from(values));
  const floats = (values: readonly number[]): TensorData =>
    float32([values.length], Float32Array.from(values));
  return {
    step_slots: ints(slots),
    step_kinds: int32([kinds.length], kinds),
    previous_labels: ints(previous),
    is_inside: floats(inside),
    is_last: floats(last),
  };
}
