import { elementCount } from "../base/index.js";
import { padded } from "./kernels.js";
import type { Piece } from "./pieces.js";
import type { StoredTensor } from "./storage.js";

/** Where a trained tensor lies. */
export interface Place extends Piece {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Tensors that an optimizer treats alike. */
export interface TensorGroup {
  /** Whether weight decay shrinks the values. */
  readonly decay: boolean;
  /** What the learning rate is multiplied by. */
  readonly rateFactor: number;
}

export interface StorageLayout {
  readonly places: readonly Place[];
  /** `Place.group` counts these. */
  readonly groups: readonly TensorGroup[];
  /** Bytes of each shard. */
  readonly shardSizes: readonly number[];
}

export interface LayoutOptions {
  readonly momentCount: number;
  readonly accumulates: boolean;
  /** Largest size of a shard; only a tensor that alone needs more gets more. */
  readonly shardBytes: number;
}

/**
 * Lays tensors out in shards, in order, none across two of them. A shard's blocks: values, gradients,
 * each moment, and incoming gradients where storage accumulates.
 */
export function layOut(
  tensors: readonly StoredTensor[],
  { momentCount, accumulates, shardBytes }: LayoutOptions,
): StorageLayout {
  const groups: TensorGroup[] = [];
  const blockCount = 2 + momentCount + (accumulates ? 1 : 0);
  const shards = fillShards(tensors, shardBytes / (4 * blockCount));
  const blockSizes = shards.map((shard) => shard.reduce((sum, tensor) => sum + bytesOf(tensor), 0));
  const places = shards.flatMap((shard, index) => {
    const blockBytes = blockSizes[index] ?? 0;
    let end = 0;
    return shard.map((tensor) => {
      const values = end;
      end += bytesOf(tensor);
      const block = (number: number): number => values + number * blockBytes;
      return {
        ...tensor,
        group: groupOf(tensor, groups),
        shard: index,
        count: bytesOf(tensor) / 4,
        values,
        gradient: block(1),
        moments: Array.from({ length: momentCount }, (_, moment) => block(2 + moment)),
        incoming: block(accumulates ? blockCount - 1 : 1),
      };
    });
  });
  return { places, groups, shardSizes: blockSizes.map((bytes) => bytes * blockCount) };
}

/** Number of a tensor's group; one that no tensor had before joins the groups. */
function groupOf({ decay, rateFactor = 1 }: StoredTensor, groups: TensorGroup[]): number {
  const found = groups.findIndex(
    (group) => group.decay === decay && group.rateFactor === rateFactor,
  );
  return found >= 0 ? found : groups.push({ decay, rateFactor }) - 1;
}

function bytesOf({ shape }: StoredTensor): number {
  return 4 * padded(elementCount(shape));
}

/** Deals tensors out to shards of at most `capacity` values, in order; at least one tensor a shard. */
function fillShards(tensors: readonly StoredTensor[], capacity: number): StoredTensor[][] {
  const shards: StoredTensor[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const tensor of tensors) {
    const count = bytesOf(tensor) / 4;
    if (used + count > capacity) {
      shards.push([]);
      used = 0;
    }
    shards.at(-1)?.push(tensor);
    used += count;
  }
  return shards;
}
