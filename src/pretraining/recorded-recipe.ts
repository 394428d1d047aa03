import { isJsonObject, type JsonObject } from "../base/index.js";
import { recordedSettings } from "../training/recorded-recipe.js";
import { sizeSettings } from "./recipe.js";

/**
 * Splits the `recipe.json` of a pre-training into what another run is given: settings, and the content
 * of the model's `config.json` where one gave the sizes.
 *
 * @param anew - names of the settings that are given beside it, which go before the record
 */
export function recordedPretraining(
  record: JsonObject,
  anew: readonly string[],
): {
  readonly settings: JsonObject;
  readonly config: JsonObject | undefined;
} {
  const isResized = anew.some((name) => name === "model" || name === "preset");
  const config =
    !isResized && isJsonObject(record["model_config"]) ? record["model_config"] : undefined;
  const ofModel: readonly string[] =
    config === undefined && record["model"] === null && !isResized
      ? anew.includes("hiddenSize")
        ? ["heads", "intermediateSize"]
        : []
      : [...sizeSettings, ...(hasOwnDropouts(record) ? ["dropout"] : [])];
  // Another model has a tokenizer of its own.
  const gone = anew.includes("model") ? [...ofModel, "tokenizer"] : ofModel;
  const settings = Object.entries(recordedSettings(record, anew));
  return {
    settings: Object.fromEntries(settings.filter(([name]) => !gone.includes(name))),
    config,
  };
}

/** A model whose two dropouts differ has them by itself: the setting makes them one. */
function hasOwnDropouts({ surroundings }: JsonObject): boolean {
  const architecture = isJsonObject(surroundings) ? surroundings["architecture"] : undefined;
  if (!isJsonObject(architecture)) return true;
  return architecture["hiddenDropout"] !== architecture["attentionDropout"];
}
