import { float32, int32 } from "../../base/index.js";
import { apply, type One, type Op, type Tensor } from "../op.js";

interface Attributes {
  readonly depth: number;
}

export const oneHotOp: Op<One, Attributes> = {
  name: "oneHot",
  infer: ([ids], { depth }) => [{ shape: [...ids.shape, depth], dtype: "float32" }],
  lower: (emitter, [ids], { attributes: { depth } }) => {
    const depthName = emitter.constant(int32([1], Int32Array.of(depth)));
    const offAndOn = emitter.constant(float32([2], Float32Array.of(0, 1)));
    return emitter.node("OneHot", [ids, depthName, offAndOn]);
  },
  // whole numbers have no gradient
  gradient: () => [null],
};

/**
 * 1 at each id and 0 elsewhere, along a new last axis.
 *
 * @param ids - `[...]` int32, 0 to below `depth`
 * @returns `[..., depth]` float32
 */
export function oneHot(ids: Tensor, depth: number): Tensor {
  return apply(oneHotOp, [ids], { depth });
}
