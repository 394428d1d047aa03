import { availableParallelism } from "node:os";
import { BerthError, checkOptions, float32, nearest, type TensorData } from "../../base/index.js";
import { packBatch } from "../../batches/index.js";
import { resolveModel } from "../../directory/index.js";
import { chooseEngine, choosePrecision } from "../../engine/index.js";
import type { Graph } from "../../graph/index.js";
import {
  attentionGraph,
  attentionName,
  attributionGraph,
  embeddedName,
  embeddingTables,
  gradientName,
  pickedName,
} from "../../models/index.js";
import { sequenceTasks, type TaskName } from "../../tasks/index.js";
import type { Encoding, TextInput } from "../../tokenizer/index.js";
import { compileGraph } from "../compiled-graph.js";
import { constantWeights } from "../constant-weights.js";
import { type ForwardProgram, loadForward } from "../forward-program.js";
import type { LoadOptions } from "../model.js";
import { loadRules } from "../option-rules.js";
import { readLength } from "../read-length.js";
import { requireHead } from "../require-head.js";
import { sequencePredictions } from "../sequence-predictions.js";
import { readModel, type StoredModel } from "../stored-model.js";
import type { AttentionMap, Attribution, ExplainedToken, Explanation } from "./explanation.js";

/** Explains what a model says of texts. */
export interface Explainer {
  readonly task: TaskName;
  readonly labels: readonly string[];
  /** Whether it reads two texts together, such as a question and its context; undefined where its directory does not tell. */
  readonly readsPairs: boolean | undefined;
  /** Whether it learnt with a document's other texts around each, which are not beside it here. */
  readonly seesDocuments: boolean;
  /**
   * How much each token speaks for the predicted label, or for a chosen one, or for a larger number: the gradient of its logit by the
   * token's word embedding times that embedding, summed over the embedding's numbers (Shrikumar et al. 2017,
   * "Learning important features through propagating activation differences", gradient x input).
   *
   * @throws USAGE when the model has no such label
   * @throws TASK_UNFIT when the model gives no label or number for a text
   * @throws CLEANING_OFFSETS when the model's cleaning moves characters
   */
  attribution(
    text: TextInput,
    options?: ExplainOptions & { readonly label?: string | undefined },
  ): Promise<Attribution>;
  /**
   * The attention weights of every layer and head. A model that answers questions reads question and context.
   *
   * @throws CLEANING_OFFSETS
   */
  attention(text: TextInput, options?: ExplainOptions): Promise<AttentionMap>;
  /** Frees what the engine holds. */
  close(): Promise<void>;
}

export interface ExplainOptions {
  /** Tokens at which texts are cut; the directory's `model_max_length` where absent. */
  readonly maxLength?: number | undefined;
}

/** Tasks whose models read a text, or two, at once. */
const explainedTasks: readonly TaskName[] = [...sequenceTasks, "ner", "qa"];

/**
 * Loads a model to explain what it says.
 *
 * @param name - a directory in Hugging Face's form, a run of Berth, or the name of a model on the hub
 * @throws TASK_UNFIT when the model chooses among texts
 * @throws FEATURES_MISSING when its head reads columns beside the text
 * @throws HEAD_MISSING when the directory holds an encoder alone, and the codes of the directory's readers
 *
 * @example
 * const explainer = await openExplainer("runs/reviews");
 * const { label, tokens } = await explainer.attribution("Arrived late and broken");
 * await explainer.close();
 */
export async function openExplainer(name: string, options: LoadOptions = {}): Promise<Explainer> {
  checkOptions(options, loadRules);
  const { directory } = await resolveModel(name, { revision: options.revision });
  const stored = await readModel(directory, options.weights);
  requireExplained(directory, stored);
  const { threads = availableParallelism() } = options;
  const engine = await chooseEngine({
    engine: options.engine ?? "auto",
    device: options.device ?? "auto",
  });
  const work = { engine: engine.name, purpose: "inference" } as const;
  const precision = await choosePrecision(options.precision ?? "auto", work);
  const { weights } = stored;
  const loaded: ForwardProgram[] = [];
  const lazy = (build: () => Graph): (() => Promise<ForwardProgram>) => {
    let program: Promise<ForwardProgram> | undefined;
    const load = async () => {
      const graph = build();
      const compiled = compileGraph(graph, constantWeights(graph, weights));
      const made = await loadForward(engine, compiled, (weight) => weights.get(weight), {
        threads,
        precision,
      });
      loaded.push(made);
      return made;
    };
    return () => {
      program ??= load().catch((error) => {
        // What did not load is tried again the next time.
        program = undefined;
        throw error;
      });
      return program;
    };
  };
  const attributions = lazy(() => attributionGraph(stored.model));
  const attentions = lazy(() => attentionGraph(stored.model));
  return {
    task: stored.task,
    labels: stored.labels,
    readsPairs: stored.task === "qa" ? true : stored.readsPairs,
    seesDocuments: stored.encoding.documentContext === true,
    attribution: async (text, { label, maxLength } = {}) => {
      if (!sequenceTasks.includes(stored.task)) throw noLabels(directory, stored.task);
      const chosen = label === undefined ? undefined : labelId(stored.labels, label);
      const encoding = await encode(stored, text, maxLength);
      return attributionOf(await attributions(), stored, { text, encoding, chosen });
    },
    attention: async (text, { maxLength } = {}) => {
      const encoding = await encode(stored, text, maxLength);
      return attentionOf(await attentions(), stored, { text, encoding });
    },
    async close() {
      for (const program of loaded.splice(0)) await program.close();
    },
  };
}

interface Asked {
  readonly text: TextInput;
  readonly encoding: Encoding;
}

async function encode(
  { tokenizer, ...lengths }: StoredModel,
  text: TextInput,
  given: number | undefined,
): Promise<Encoding> {
  const limits = { maxLength: readLength(given, lengths), offsets: true };
  const [encoding] = await tokenizer.encode([text], limits);
  return encoding as Encoding;
}

/** Two passes where the label is not given: the first one finds the label, the second its gradient. */
async function attributionOf(
  program: ForwardProgram,
  stored: StoredModel,
  { text, encoding, chosen }: Asked & { readonly chosen: number | undefined },
): Promise<Attribution> {
  const { weights, model } = stored;
  // The one output of a regression may have no name.
  const labels = stored.labels.length > 0 ? stored.labels : ["score"];
  const batch = packBatch([encoding]);
  const pass = (picked: readonly number[]) =>
    program.run({ ...batch, [pickedName]: float32([1, labels.length], Float32Array.from(picked)) });
  const oneHot = (id: number) => labels.map((_, index) => (index === id ? 1 : 0));
  const id = chosen ?? highest(numbers((await pass(oneHot(0)))["logits"]));
  const results = await pass(oneHot(id));
  const gradient = numbers(results[gradientName(embeddedName)]);
  const logits = numbers(results["logits"]);
  const width = model.architecture.embeddingSize;
  const table = weights.get(embeddingTables.word) as Float32Array;
  const scores = Array.from(encoding.tokenIds, (token, row) => {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      sum += (gradient[row * width + i] as number) * (table[token * width + i] as number);
    }
    return sum;
  });
  return {
    ...explanationOf(stored, { text, encoding }),
    ...predicted(logits, stored),
    explained: labels[id] ?? "",
    logit: logits[id] ?? Number.NaN,
    tokens: tokensOf(stored, encoding).map((token, index) => ({
      ...token,
      score: scores[index] ?? Number.NaN,
    })),
  };
}

async function attentionOf(
  program: ForwardProgram,
  stored: StoredModel,
  { text, encoding }: Asked,
): Promise<AttentionMap> {
  const results = await program.run(packBatch([encoding]));
  const { layerCount: layers, headCount: heads } = stored.model.architecture;
  const size = encoding.tokenIds.length;
  const attention = new Float32Array(layers * heads * size * size);
  for (let layer = 0; layer < layers; layer++) {
    attention.set(numbers(results[attentionName(layer)]), layer * heads * size * size);
  }
  return {
    ...explanationOf(stored, { text, encoding }),
    ...(sequenceTasks.includes(stored.task) && predicted(numbers(results["logits"]), stored)),
    tokens: tokensOf(stored, encoding),
    layers,
    heads,
    attention,
  };
}

/** A copy: the engine writes over its output at the next run. */
const numbers = (tensor: TensorData | undefined): Float32Array =>
  Float32Array.from((tensor?.data ?? []) as Float32Array);

const highest = (logits: Float32Array): number => logits.indexOf(Math.max(...logits));

/** What the model says of the whole text. */
function predicted(
  logits: Float32Array,
  stored: StoredModel,
): { readonly label: string; readonly score: number } {
  const [[best] = []] = sequencePredictions(logits, stored, { scores: "probabilities", topK: 1 });
  return { label: best?.label ?? "", score: best?.score ?? Number.NaN };
}

function explanationOf({ tokenizer }: StoredModel, { text, encoding }: Asked): Explanation {
  const part = tokenizer.truncationSide === "left" ? "end" : "beginning";
  return {
    text,
    truncated: encoding.truncated,
    ...(encoding.truncated && { part }),
  };
}

function tokensOf({ tokenizer }: StoredModel, encoding: Encoding): ExplainedToken[] {
  const { tokenIds, offsets, sequences } = encoding;
  return tokenizer.tokens(tokenIds).map((token, index) => ({
    token,
    start: offsets?.[2 * index] ?? 0,
    end: offsets?.[2 * index + 1] ?? 0,
    sequence: sequences?.[index] ?? -1,
  }));
}

function labelId(labels: readonly string[], label: string): number {
  const id = labels.indexOf(label);
  if (id >= 0) return id;
  const near = nearest(label, labels);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  throw new BerthError(
    "USAGE",
    `--explain-label: must be a label of the model (${labels.join(", ")}); "${label}" came.${hint}`,
    { label, labels },
  );
}

const noLabels = (directory: string, task: TaskName): BerthError =>
  new BerthError(
    "TASK_UNFIT",
    `${directory}: this model was trained for the task ${task}; attributions are of models that give a label or a number to a text or a pair of texts (${sequenceTasks.join(", ")}). Its attention weights can be shown: --explain attention`,
    { directory, task },
  );

function requireExplained(directory: string, stored: StoredModel): void {
  const { task, features } = stored;
  if (!explainedTasks.includes(task)) {
    throw new BerthError(
      "TASK_UNFIT",
      `${directory}: this model was trained for the task ${task}; explanations are of models that read a text or two at once (${explainedTasks.join(", ")}).`,
      { directory, task },
    );
  }
  if (features.length > 0) {
    const columns = features.map(({ column }) => column);
    throw new BerthError(
      "FEATURES_MISSING",
      `${directory}: this model reads the columns ${columns.join(", ")} beside the text; explanations are of the text alone.`,
      { directory, columns },
    );
  }
  requireHead(directory, stored);
}
