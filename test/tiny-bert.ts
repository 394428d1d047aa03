import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Example } from "../src/base/index.js";
import type { Activation } from "../src/models/index.js";

const fixtures = join(import.meta.dirname, "fixtures");

/** What PyTorch computes with tiny-bert; see make_tiny_bert_gradients.py. */
interface Reference {
  readonly texts: readonly {
    readonly input_ids: readonly number[];
    readonly token_type_ids: readonly number[];
  }[];
  readonly labels: readonly number[];
  readonly class_weights: readonly number[];
  readonly label_smoothing: number;
  readonly activations: Readonly<Record<Activation, Outputs>>;
}

interface Outputs {
  readonly logits: readonly (readonly number[])[];
  /** For each text the states of its tokens. */
  readonly last_hidden_state: readonly (readonly (readonly number[])[])[];
  readonly pooler_output: readonly (readonly number[])[];
  readonly losses: Readonly<
    Record<"plain" | "weighted" | "smoothed" | "weighted_smoothed", number>
  >;
}

export const tinyBert = join(fixtures, "tiny-bert");

export const reference: Reference = JSON.parse(
  readFileSync(join(fixtures, "tiny-bert-gradients.json"), "utf8"),
);

/** Four texts of 8, 11, 6 and 28 tokens, in two segments, with their labels. */
export const tinyExamples: readonly Example[] = reference.texts.map((text, row) => ({
  row,
  tokenIds: Int32Array.from(text.input_ids),
  typeIds: Int32Array.from(text.token_type_ids),
  target: Int32Array.of(reference.labels[row] ?? 0),
}));

/** The safetensors file with PyTorch's gradients for an activation. */
export function gradientFile(activation: Activation): string {
  return join(fixtures, `tiny-bert-gradients-${activation.replace("_", "-")}.safetensors`);
}
