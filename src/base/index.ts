export { type ErrorCode, errorCodes } from "./error-codes.js";
export { BerthError, type ErrorDetails, unreachable } from "./errors.js";
export type { Example, Tokens } from "./example.js";
export { type Html, html } from "./html.js";
export { isJsonObject, type Json, type JsonObject } from "./json.js";
export { nearest, someOf } from "./nearest.js";
export { pageStyle } from "./page-style.js";
export { permutation, philox, type RandomStream, randomStream } from "./random.js";
export { type DType, elementCount, float32, int32, type TensorData } from "./tensor-data.js";
