import { elementCount, unreachable } from "../base/index.js";
import { allocate } from "./kernels.js";
import type { OperationName, UpdateNumbers } from "./operations.js";
import { cutPieces } from "./pieces.js";
import { layOut, type Place, type TensorGroup } from "./storage-layout.js";
import { createTeam } from "./team.js";

/** A tensor that storage holds, under its Hugging Face name. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether weight decay shrinks it: not so for biases and layer norms. */
  readonly decay: boolean;
  /** What its learning rate is multiplied by; 1 where absent. */
  readonly rateFactor?: number | undefined;
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
  /** Whether threads can share the memory; not unless given. ONNX Runtime takes only memory of one thread. */
  readonly shared?: boolean;
  /** Threads that work on it, the calling one among them; 1 unless given. More need shared memory. */
  readonly threads?: number;
}

/** A running mean of the gradients, or of their squares; named as in PyTorch's checkpoints. */
export type MomentName = "exp_avg" | "exp_avg_sq";

/** A model's weights with their gradients and moments. Views are never copies and stay as they are. */
export interface Storage {
  /** Every name in storage order: trained with decay, trained without, frozen. */
  readonly names: readonly string[];
  readonly momentNames: readonly MomentName[];
  /** What the numbers of an update are for, in their order. */
  readonly groups: readonly TensorGroup[];
  values(name: string): Float32Array;
  /** The step's gradient, summed over its examples: what the optimizer reads, and zeroes. */
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
  /**
   * Does an operation on all trained tensors, in every thread, and waits for its end.
   *
   * @returns the sum of its results; the same bits whatever the shards and the threads
   */
  run(operation: OperationName, numbers?: UpdateNumbers): number;
  /** How many pieces of work other threads than the calling one have done so far. */
  helped(): number;
  /** Ends the other threads. The views stay. */
  close(): Promise<void>;
}

const GIBIBYTE = 2 ** 30;

/**
 * Allocates storage for a model: zeros in a few WebAssembly memories, none larger than `shardBytes`,
 * no tensor across two of them. Frozen tensors lie outside, in arrays of their own.
 *
 * @example
 * const storage = createStorage(tensors, { moments: ["exp_avg", "exp_avg_sq"] });
 * storage.values("classifier.bias").fill(0.5);
 *
 * @example
 * const storage = createStorage(tensors, { moments: [], shared: true, threads: 2 });
 * await storage.close();
 */
export function createStorage(
  tensors: readonly StoredTensor[],
  {
    moments,
    accumulates = false,
    shardBytes = GIBIBYTE,
    shared = false,
    threads = 1,
  }: StorageOptions,
): Storage {
  if (threads > 1 && !shared) unreachable("several threads over memory that is not shared");
  const trained = tensors.filter((tensor) => tensor.trained);
  const ordered = [...trained.filter(({ decay }) => decay), ...trained.filter((t) => !t.decay)];
  const frozen = tensors.filter((tensor) => !tensor.trained);
  const { places, groups, shardSizes } = layOut(ordered, {
    momentCount: moments.length,
    accumulates,
    shardBytes,
  });
  const memories = shardSizes.map((bytes) => allocate(bytes, { shared }));
  const team = createTeam(cutPieces(places), memories, threads);
  const placeOf = new Map(places.map((place) => [place.name, place]));
  const Block = shared ? SharedArrayBuffer : ArrayBuffer;
  const frozenValues = new Map(
    frozen.map(({ name, shape }) => [name, new Float32Array(new Block(4 * elementCount(shape)))]),
  );
  const trainedPlace = (name: string): Place =>
    placeOf.get(name) ?? unreachable(`no trained tensor "${name}" in storage`);
  const view = ({ shape, shard }: Place, address: number): Float32Array => {
    const { buffer } = memories[shard] ?? unreachable(`no shard ${shard}`);
    return new Float32Array(buffer, address, elementCount(shape));
  };
  return {
    names: [...ordered, ...frozen].map(({ name }) => name),
    momentNames: moments,
    groups,
    values(name) {
      const place = placeOf.get(name);
      if (place !== undefined) return view(place, place.values);
      return frozenValues.get(name) ?? unreachable(`no tensor "${name}" in storage`);
    },
    gradient(name) {
      const place = trainedPlace(name);
      return view(place, place.gradient);
    },
    incoming(name) {
      const place = trainedPlace(name);
      return view(place, place.incoming);
    },
    moment(moment, name) {
      const place = trainedPlace(name);
      const address = place.moments[moments.indexOf(moment)];
      return view(place, address ?? unreachable(`storage without the moment ${moment}`));
    },
    zeroGradients() {
      team.run("zeroGradients");
    },
    addIncoming() {
      if (accumulates) team.run("addIncoming");
    },
    run: team.run,
    helped: team.helped,
    close: team.close,
  };
}
