export type { ModelCardFacts } from "./cards/card-facts.js";
export { modelCard } from "./cards/model-card.js";
export { type PretrainingCardFacts, pretrainingCard } from "./cards/pretraining-card.js";
export { readFault, writeFault } from "./file-error.js";
export { findWeights } from "./find-weights.js";
export { freeSpace } from "./free-space.js";
export type { DownloadProgress } from "./hub/download-model.js";
export { describingFiles, type Needs } from "./hub/needed-files.js";
export { readJson } from "./json-file.js";
export { cutLog, type LogFile, openLog } from "./log-file.js";
export { modelConfig } from "./model-config.js";
export { checkModelDirectory, readConfig } from "./model-directory.js";
export { npyHeader } from "./npy.js";
export { type PoolingConfig, readPoolingConfig } from "./pooling-config.js";
export { presentFiles } from "./present-files.js";
export { pretrainingConfig } from "./pretraining-config.js";
export { readSafetensors, type SafetensorsFile } from "./read-safetensors.js";
export { readWeights } from "./read-weights.js";
export { completeDirectory, removeDirectory, replaceDirectory } from "./replace-directory.js";
export { type ResolvedModel, type ResolveOptions, resolveModel } from "./resolve-model.js";
export { makeRoom, markUsed } from "./row-cache.js";
export {
  createRowFile,
  openRowFile,
  type RowFile,
  type RowFileShape,
  type RowWriter,
} from "./row-file.js";
export {
  createRunDirectory,
  makeDirectory,
  publish,
  requireEmpty,
  writeJson,
} from "./run-directory.js";
export { lockRun } from "./run-lock.js";
export { userCacheDirectory } from "./user-cache.js";
export { writeFileAtomic } from "./write-file-atomic.js";
export { writeFilesAtomic } from "./write-files-atomic.js";
export { type FilePiece, writePieces } from "./write-pieces.js";
export { createSafetensors, type DescribedTensor, writeSafetensors } from "./write-safetensors.js";
