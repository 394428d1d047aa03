import { BerthError, type JsonObject } from "../base/index.js";
import type { BertArchitecture, FamilyName } from "./architecture.js";
import { configReader } from "./config-reader.js";
import { families } from "./families/families.js";

/**
 * Reads the architecture of an encoder out of a parsed `config.json`, whose `model_type` says of which
 * family it is.
 *
 * @param config - content of `config.json` in Hugging Face's keys
 * @param options.encoderLayers - use only the first so many layers
 * @param options.source - the file's name, for the sentences
 * @throws CONFIG_UNSUPPORTED when the file describes something that Berth does not build
 * @throws ENCODER_LAYERS when the model has not so many layers
 */
export function bertArchitecture(
  config: JsonObject,
  options: { readonly encoderLayers?: number | undefined; readonly source?: string } = {},
): BertArchitecture {
  const { encoderLayers, source = "config.json" } = options;
  const reader = configReader(config, source);
  const name = config["model_type"];
  if (typeof name !== "string" || !Object.hasOwn(families, name)) {
    reader.refuse("model_type", `one of ${Object.keys(families).join(", ")}`);
  }
  const family = name as FamilyName;
  const architecture: BertArchitecture = { family, ...families[family].readConfig(reader) };
  return { ...architecture, layerCount: firstLayers(architecture, encoderLayers) };
}

function firstLayers(
  { layerCount, layerGroups = 1 }: BertArchitecture,
  wanted = layerCount,
): number {
  if (wanted === layerCount) return wanted;
  if (layerGroups > 1) {
    throw new BerthError(
      "ENCODER_LAYERS",
      `--encoder-layers ${wanted}: must be ${layerCount}, as the layers of this model share their weights in ${layerGroups} groups, which fewer layers would change`,
      { wanted, layerCount, layerGroups },
    );
  }
  if (Number.isInteger(wanted) && wanted >= 1 && wanted < layerCount) return wanted;
  throw new BerthError(
    "ENCODER_LAYERS",
    `--encoder-layers ${wanted}: must be a whole number from 1 to ${layerCount}, the layers of this model`,
    { wanted, layerCount },
  );
}
