export { chainKinds, chainLine } from "./chain.js";
export {
  anyNumber,
  anyText,
  anything,
  checkList,
  checkOptions,
  type OptionRules,
  oneOf,
  wholeNumber,
  yesOrNo,
} from "./check-options.js";
export { maskedCrc32c } from "./crc32c.js";
export { type ErrorCode, errorCodes } from "./error-codes.js";
export { BerthError, type ErrorDetails, unreachable } from "./errors.js";
export type { Example, Tokens } from "./example.js";
export { type Html, html } from "./html.js";
export { isJsonObject, type Json, type JsonObject } from "./json.js";
export { mapEvents } from "./map-events.js";
export { nearest, someOf } from "./nearest.js";
export { pageBegin, pageEnd } from "./page.js";
export { permutation, philox, type RandomStream, randomStream } from "./random.js";
export { type DType, elementCount, float32, int32, type TensorData } from "./tensor-data.js";
export { withProgress } from "./with-progress.js";
