export { chooseRows } from "./choose-rows.js";
export { batchIndices, epochOrder, fileOrder } from "./order.js";
export { defaultRounding, type PackedBatch, packBatch, type Rounding } from "./pack-batch.js";
export { padBatch } from "./pad-batch.js";
