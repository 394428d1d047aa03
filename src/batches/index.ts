export { chooseRows } from "./choose-rows.js";
export { type MaskedTokens, maskedBatch } from "./masked-batch.js";
export { batchIndices, epochOrder, fileOrder, groupedByLength } from "./order.js";
export { defaultRounding, type PackedBatch, packBatch, type Rounding } from "./pack-batch.js";
export { padBatch } from "./pad-batch.js";
