import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  BerthError,
  checkList,
  checkOptions,
  type Example,
  type TensorData,
} from "../base/index.js";
import {
  checkModelDirectory,
  type PoolingConfig,
  readConfig,
  readPoolingConfig,
  readWeights,
  resolveModel,
} from "../directory/index.js";
import { chooseEngine, choosePrecision } from "../engine/index.js";
import {
  bertArchitecture,
  encoderParameters,
  featureRows,
  forwardGraph,
  type LayerCombination,
  matchWeights,
  parseLayers,
  pool,
  poolerParameters,
} from "../models/index.js";
import { type Encoding, loadTokenizer } from "../tokenizer/index.js";
import { cleanedTokenizer } from "./cleaned-tokenizer.js";
import { compileGraph } from "./compiled-graph.js";
import { constantWeights } from "./constant-weights.js";
import { exampleOutputs } from "./example-outputs.js";
import { type BoundBatch, loadForward } from "./forward-program.js";
import type { LoadOptions } from "./model.js";
import { featureRules } from "./option-rules.js";
import { normalizeVector, type Pooling, pooledVector } from "./pool-vectors.js";
import { readLength } from "./read-length.js";
import { requireVocabulary } from "./require-vocabulary.js";

/** Texts whose tokens' vectors are held at once: they take far more memory than those of the texts. */
const TEXTS_AT_ONCE = 256;

export interface FeatureOptions extends Omit<LoadOptions, "weights"> {
  /**
   * Which outputs of the encoder, such as `"-1"` or `"-4..-1"`: 0 is that of the embeddings, 1 that of the
   * first layer, -1 that of the last one. The last one where absent.
   */
  readonly layers?: string | undefined;
  /** How several layers become one: `mean` where absent. */
  readonly combine?: LayerCombination | undefined;
  /** As the directory's sentence-transformers files say, or `mean`, where absent. */
  readonly pooling?: Pooling | undefined;
  /** Whether vectors get length 1: as the directory says, or not, where absent. */
  readonly normalize?: boolean | undefined;
  /** Tokens at which texts are cut; as the directory says where absent. */
  readonly maxLength?: number | undefined;
}

/** A token of a text with its vector. */
export interface TokenVector {
  readonly token: string;
  /** `text.slice(start, end)` is what the token stands for; both 0 for special tokens. */
  readonly start: number;
  readonly end: number;
  /** `[W]` */
  readonly vector: Float32Array;
}

/** Vectors of texts, out of an encoder. */
export interface FeatureModel {
  /** Numbers of a vector, W. */
  readonly width: number;
  readonly pooling: Pooling;
  readonly normalize: boolean;
  /** What is to be known of the directory, in sentences. */
  readonly notes: readonly string[];
  /**
   * A vector for each text, `[W]`.
   *
   * @throws USAGE when the pooling is `none`: then tokens have vectors, and texts none
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  /** A vector for each token of each text, special ones included. */
  embedTokens(texts: readonly string[]): Promise<TokenVector[][]>;
  /** How many of the texts so far were cut. */
  cutCount(): number;
  /** Frees what the engine holds. */
  close(): Promise<void>;
}

/**
 * Loads the encoder of a model for feature extraction, with any head it may have left out.
 *
 * @param name - a model directory, a model that comes with Berth, or a name on the hub, as in `loadModel`
 * @throws MODEL_FILE_MISSING and the codes of the directory's readers; LAYER_UNKNOWN
 * @throws USAGE for an option that there is not, or a value it cannot take
 * @throws SEQUENCE_TOO_LONG when `maxLength` is above the model's positions
 * @throws HEAD_MISSING when the pooler is asked for and the directory has none
 *
 * @example
 * const features = await openFeatures("models/minilm", { normalize: true });
 * const [vector] = await features.embed(["a bat in the cave"]);
 * await features.close();
 */
export async function openFeatures(
  name: string,
  options: FeatureOptions = {},
): Promise<FeatureModel> {
  checkOptions(options, featureRules);
  const { directory } = await resolveModel(name, { revision: options.revision });
  const { config, architecture, tokenizer, sentences } = await readEncoder(directory);
  const pooling = options.pooling ?? sentences?.pooling ?? "mean";
  const normalize = options.normalize ?? sentences?.normalize ?? false;
  const layers = parseLayers(options.layers ?? "-1", architecture.layerCount);
  const combine = options.combine ?? "mean";
  const takesPooler = pooling === "pooler";
  if (takesPooler) requireLastLayer(options);
  const parameters = [
    ...encoderParameters(architecture),
    ...(takesPooler ? poolerParameters(architecture) : []),
  ];
  const { values, fresh } = matchWeights(parameters, await readWeights(directory), directory);
  if (fresh.length > 0) throw poolerMissing(directory);
  const graph = forwardGraph({ architecture, parameters }, (encoded) => ({
    features: takesPooler
      ? pool(encoded.first(), encoded.weights)
      : featureRows(encoded, { layers, combine }),
  }));
  const engine = await chooseEngine({
    engine: options.engine ?? "auto",
    device: options.device ?? "auto",
  });
  const work = { engine: engine.name, purpose: "inference" } as const;
  const program = await loadForward(
    engine,
    compileGraph(graph, constantWeights(graph, values)),
    (name) => values.get(name),
    {
      threads: options.threads ?? availableParallelism(),
      precision: await choosePrecision(options.precision ?? "auto", work),
    },
  );
  const run = async (batch: BoundBatch) => (await program.run(batch))["features"] as TensorData;
  const maxLength = readLength(options.maxLength, {
    maxLength: Math.min(sentences?.maxLength ?? config.maxLength, config.positions),
    positions: config.positions,
  });
  const width =
    architecture.hiddenSize * (combine === "concat" && !takesPooler ? layers.length : 1);
  let cut = 0;
  const featuresOf = async (encodings: readonly Encoding[]): Promise<Float32Array[]> => {
    cut += encodings.filter(({ truncated }) => truncated).length;
    const examples = encodings.map(({ tokenIds, typeIds }, row): Example => {
      return { row, tokenIds, typeIds };
    });
    return exampleOutputs(examples, run, takesPooler ? "sequences" : "tokens");
  };
  const settled = (vector: Float32Array) => (normalize ? normalizeVector(vector) : vector);
  return {
    width,
    pooling,
    normalize,
    notes: featureNotes(directory, tokenizer, sentences, options.pooling),
    async embed(texts) {
      if (pooling === "none") throw tokensOnly();
      checkList("texts", texts);
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
        const chunk = texts.slice(start, start + TEXTS_AT_ONCE);
        const rows = await featuresOf(await tokenizer.encode(chunk, { maxLength }));
        const pooled =
          pooling === "pooler" ? rows : rows.map((row) => pooledVector(row, width, pooling));
        vectors.push(...pooled.map(settled));
      }
      return vectors;
    },
    async embedTokens(texts) {
      checkList("texts", texts);
      const encodings = await tokenizer.encode(texts, { maxLength, offsets: true });
      const rows = await featuresOf(encodings);
      return encodings.map(({ tokenIds, offsets = new Int32Array(0) }, text) => {
        const names = tokenizer.tokens(tokenIds);
        return names.map((token, at) => ({
          token,
          start: offsets[at * 2] ?? 0,
          end: offsets[at * 2 + 1] ?? 0,
          vector: settled((rows[text] as Float32Array).slice(at * width, (at + 1) * width)),
        }));
      });
    },
    cutCount: () => cut,
    close: program.close,
  };
}

async function readEncoder(directory: string) {
  await checkModelDirectory(directory);
  const config = await readConfig(directory);
  const architecture = bertArchitecture(config, { source: join(directory, "config.json") });
  const plain = await loadTokenizer(directory);
  requireVocabulary(directory, plain, architecture);
  const positions = architecture.positionCount;
  return {
    config: { maxLength: Math.min(plain.modelMaxLength ?? positions, positions), positions },
    architecture,
    tokenizer: await cleanedTokenizer(directory, plain),
    sentences: await readPoolingConfig(directory),
  };
}

function featureNotes(
  directory: string,
  { note = false }: { readonly note?: string | false },
  { unread = [], unreadPooling, undone = [] }: Partial<PoolingConfig> = {},
  asked?: Pooling,
): string[] {
  return [
    note,
    unread.length > 0 &&
      `${directory}: modules.json has ${unread.join(", ")} as well, which Berth leaves out: the vectors are those before it`,
    undone.length > 0 &&
      `${directory}: of texts sentence-transformers ${undone.join(", and ")}; Berth takes them as they are: do so before, or the vectors differ`,
    unreadPooling !== undefined &&
      asked === undefined &&
      `${directory}: its pooling is ${unreadPooling}, which Berth does not have: mean is taken, and the vectors differ; --pooling names another`,
  ].filter((note) => note !== false);
}

function poolerMissing(directory: string): BerthError {
  return new BerthError(
    "HEAD_MISSING",
    `${directory}: has no pooler (pooler.dense). Take --pooling cls, mean or max.`,
    { directory },
  );
}

/** @throws USAGE where layers are chosen or combined beside the pooler */
function requireLastLayer(options: FeatureOptions): void {
  const flag = (["layers", "combine"] as const).find((name) => options[name] !== undefined);
  if (flag === undefined) return;
  const message = `--pooling pooler: the pooler reads the last layer only. Leave --${flag} out.`;
  throw new BerthError("USAGE", message);
}

function tokensOnly(): BerthError {
  const message = "pooling none gives a vector for each token, and none for a text";
  return new BerthError("USAGE", message);
}
