export { dropoutMasks } from "./dropout-masks.js";
export {
  createOptimizer,
  momentNames,
  type Optimizer,
  type OptimizerSettings,
  type OptimizerStep,
} from "./optimizer.js";
export { rateAt, type Schedule } from "./schedules.js";
export {
  createStorage,
  type MomentName,
  type Storage,
  type StorageOptions,
  type StoredTensor,
} from "./storage.js";
