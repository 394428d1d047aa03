import { elementCount, unreachable } from "../base/index.js";
import { allocate, type Kernels, padded } from "./kernels.js";

/** A tensor that storage holds, under its Hugging Face name. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether weight decay shrinks it: not so for biases and layer norms. */
  readonly decay: boolean;
  /** Whether it has a gradient and moments; a frozen tensor has values only. */
  readonly trained: boolean;
}

export interface StorageOptions {
  /** What the optimizer keeps for each value besides its gradient; see `momentNames`. */
  readonly moments: readonly MomentName[];
  /** Whether gradients of several micro-batches are added up; takes 4 more bytes a value. */
  readonly accumulates?: boolean;
  /** Largest size of one memory; only a tensor that alone needs more gets more. 1 GiB unless given. */
  readonly shardBytes?: number;
}

/** A running mean of the gradients, or of their squares; named as in PyTorch's checkpoints. */
export type MomentName = "exp_avg" | "exp_avg_sq";

/** Where a trained tensor lies: byte addresses in the memory that its kernels work on. */
export interface TrainedTensor {
  readonly name: string;
  readonly decay: boolean;
  readonly kernels: Kernels;
  /** Number of values, padding included. */
  readonly count: number;
  readonly values: number;
  readonly gradient: number;
  readonly moments: readonly number[];
}

/** A model's weights with their gradients and moments. Views are never copies and stay as they are. */
export interface Storage {
  /** Every name in storage order: trained with decay, trained without, frozen. */
  readonly names: readonly string[];
  readonly momentNames: readonly MomentName[];
  readonly trained: readonly TrainedTensor[];
  values(name: string): Float32Array;
  /** The step's gradient, summed over its examples: what the optimizer reads. */
  gradient(name: string): Float32Array;
  /**
   * Where the engine writes the gradient of one micro-batch, for `addIncoming` to add.
   * In storage that does not accumulate it is `gradient` itself.
   */
  incoming(name: string): Float32Array;
  moment(moment: MomentName, name: string): Float32Array;
  zeroGradients(): void;
  /** Adds every incoming gradient to the step's; nothing to do in storage that does not accumulate. */
  addIncoming(): void;
}

const GIBIBYTE = 2 ** 30;

/**
 * Allocates storage for a model: zeros in a few WebAssembly memories, none larger than `shardBytes`,
 * no tensor across two of them. Frozen tensors lie outside, in arrays of their own.
 *
 * @example
 * const storage = createStorage(tensors, { moments: ["exp_avg", "exp_avg_sq"] });
 * storage.values("classifier.bias").fill(0.5);
 */
export function createStorage(
  tensors: readonly StoredTensor[],
  { moments, accumulates = false, shardBytes = GIBIBYTE }: StorageOptions,
): Storage {
  const trained = tensors.filter((tensor) => tensor.trained);
  const ordered = [...trained.filter(({ decay }) => decay), ...trained.filter((t) => !t.decay)];
  const frozen = tensors.filter((tensor) => !tensor.trained);
  const blockCount = 2 + moments.length + (accumulates ? 1 : 0);
  const shards = fillShards(ordered, shardBytes / (4 * blockCount));
  const places = shards.flatMap((shard) => placeShard(shard, blockCount));
  const placeOf = new Map(places.map((place) => [place.name, place]));
  const frozenValues = new Map(
    frozen.map(({ name, shape }) => [name, new Float32Array(elementCount(shape))]),
  );
  const trainedPlace = (name: string): Place =>
    placeOf.get(name) ?? unreachable(`no trained tensor "${name}" in storage`);
  return {
    names: [...ordered, ...frozen].map(({ name }) => name),
    momentNames: moments,
    trained: places,
    values(name) {
      const place = placeOf.get(name);
      if (place !== undefined) return place.view(place.values);
      return frozenValues.get(name) ?? unreachable(`no tensor "${name}" in storage`);
    },
    gradient(name) {
      const place = trainedPlace(name);
      return place.view(place.gradient);
    },
    incoming(name) {
      const place = trainedPlace(name);
      return place.view(accumulates ? place.last : place.gradient);
    },
    moment(moment, name) {
      const place = trainedPlace(name);
      const pointer = place.moments[moments.indexOf(moment)];
      return place.view(pointer ?? unreachable(`storage without the moment ${moment}`));
    },
    zeroGradients() {
      for (const place of places) place.view(place.gradient).fill(0);
    },
    addIncoming() {
      if (!accumulates) return;
      for (const { kernels, gradient, last, count } of places) {
        kernels.addInto(gradient, last, count);
      }
    },
  };
}

interface Place extends TrainedTensor {
  /** Address in the last block: the incoming gradient, where storage accumulates. */
  readonly last: number;
  view(pointer: number): Float32Array;
}

/** Deals tensors out to shards of at most `capacity` values, in order; at least one tensor a shard. */
function fillShards(tensors: readonly StoredTensor[], capacity: number): StoredTensor[][] {
  const shards: StoredTensor[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const tensor of tensors) {
    const count = padded(elementCount(tensor.shape));
    if (used + count > capacity) {
      shards.push([]);
      used = 0;
    }
    shards.at(-1)?.push(tensor);
    used += count;
  }
  return shards;
}

/** Allocates one shard. Its blocks: values, gradients, each moment, and perhaps incoming gradients. */
function placeShard(tensors: readonly StoredTensor[], blockCount: number): Place[] {
  const counts = tensors.map(({ shape }) => padded(elementCount(shape)));
  const blockBytes = 4 * counts.reduce((sum, count) => sum + count, 0);
  const { buffer, kernels } = allocate(blockBytes * blockCount);
  let end = 0;
  return tensors.map(({ name, shape, decay }, i) => {
    const count = counts[i] ?? 0;
    const values = end;
    end += 4 * count;
    const blocks = Array.from({ length: blockCount }, (_, block) => values + block * blockBytes);
    return {
      name,
      decay,
      kernels,
      count,
      values,
      gradient: values + blockBytes,
      moments: blocks.slice(2),
      last: blocks.at(-1) ?? values,
      view: (pointer) => new Float32Array(buffer, pointer, elementCount(shape)),
    };
  });
}
