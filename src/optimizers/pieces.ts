/** Where the numbers of trained values lie: byte addresses in the memory of their shard. */
export interface Piece {
  readonly shard: number;
  /** Number of the group that the tensor is updated with. */
  readonly group: number;
  /** Number of values, padding included. */
  readonly count: number;
  readonly values: number;
  readonly gradient: number;
  /** Where the engine writes gradients to be added; `gradient` itself in storage that does not accumulate. */
  readonly incoming: number;
  readonly moments: readonly number[];
}

/** Most values of a piece: some tens of microseconds of work. */
const LARGEST_PIECE = 65_536;

/**
 * Cuts tensors into pieces of at most 65,536 values for threads to take. Where the cuts are depends on
 * each tensor's count alone, so sums of a piece's numbers do too, whatever the shards and threads.
 */
export function cutPieces(tensors: readonly Piece[]): Piece[] {
  return tensors.flatMap((tensor) => {
    const pieceCount = Math.ceil(tensor.count / LARGEST_PIECE);
    return Array.from({ length: pieceCount }, (_, i) => {
      const first = i * LARGEST_PIECE;
      return {
        shard: tensor.shard,
        group: tensor.group,
        count: Math.min(LARGEST_PIECE, tensor.count - first),
        values: tensor.values + 4 * first,
        gradient: tensor.gradient + 4 * first,
        incoming: tensor.incoming + 4 * first,
        moments: tensor.moments.map((address) => address + 4 * first),
      };
    });
  });
}
