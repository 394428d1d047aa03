import type { Op } from "../op.js";
import { addOp } from "./add.js";
import { castOp } from "./cast.js";
import { concatOp } from "./concat.js";
import { constantOp } from "./constant.js";
import { cumulativeSumOp } from "./cumulative-sum.js";
import { divideOp } from "./divide.js";
import { erfOp } from "./erf.js";
import { expOp } from "./exp.js";
import { expandOp } from "./expand.js";
import { gatherRowsOp, scatterRowsOp } from "./gather-rows.js";
import { geluOp } from "./gelu.js";
import { inputOp } from "./input.js";
import { layerNormalizationOp } from "./layer-normalization.js";
import { linearOp } from "./linear.js";
import { logOp } from "./log.js";
import { logSoftmaxOp } from "./log-softmax.js";
import { lookupOp } from "./lookup.js";
import { matmulOp } from "./matmul.js";
import { multiplyOp } from "./multiply.js";
import { negateOp } from "./negate.js";
import { normalCumulativeOp } from "./normal-cumulative.js";
import { oneHotOp } from "./one-hot.js";
import { reduceMaxOp } from "./reduce-max.js";
import { reduceSumOp } from "./reduce-sum.js";
import { regroupOp } from "./regroup.js";
import { reluOp } from "./relu.js";
import { reshapeOp } from "./reshape.js";
import { sigmoidOp } from "./sigmoid.js";
import { signOp } from "./sign.js";
import { sizeOfOp } from "./size-of.js";
import { padOp, sliceOp } from "./slice.js";
import { softmaxOp } from "./softmax.js";
import { sqrtOp } from "./sqrt.js";
import { subtractOp } from "./subtract.js";
import { tanhOp } from "./tanh.js";
import { transposeOp } from "./transpose.js";

/** Every op. A new one joins this list, and the tests ask for its samples. */
export const ops: readonly Op[] = [
  addOp,
  castOp,
  concatOp,
  constantOp,
  cumulativeSumOp,
  divideOp,
  erfOp,
  expOp,
  expandOp,
  gatherRowsOp,
  geluOp,
  inputOp,
  layerNormalizationOp,
  linearOp,
  logOp,
  logSoftmaxOp,
  lookupOp,
  matmulOp,
  multiplyOp,
  negateOp,
  normalCumulativeOp,
  oneHotOp,
  padOp,
  reduceMaxOp,
  reduceSumOp,
  regroupOp,
  reluOp,
  reshapeOp,
  scatterRowsOp,
  sigmoidOp,
  signOp,
  sizeOfOp,
  sliceOp,
  softmaxOp,
  sqrtOp,
  subtractOp,
  tanhOp,
  transposeOp,
];
