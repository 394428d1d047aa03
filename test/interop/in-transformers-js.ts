import { tmpdir } from "node:os";
import { relative } from "node:path";
import { env } from "@huggingface/transformers";

/** The name under which transformers.js finds a directory within the temporary folder; it asks no network. */
export function inTransformersJs(directory: string): string {
  env.allowRemoteModels = false;
  env.localModelPath = tmpdir();
  return relative(tmpdir(), directory);
}
