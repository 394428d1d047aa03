import type { JsonObject } from "../base/index.js";
import type { EncodeSettings } from "../tasks/index.js";

const names = ["docStride", "nBest", "maxAnswerLength"] as const;

type Settings = { readonly [Name in (typeof names)[number]]?: number | null | undefined };

/** What a recipe or a saved model says of windows and answers; what it leaves open is left out. */
export function windowSettings(settings: Settings): Pick<EncodeSettings, (typeof names)[number]> {
  return savedSettings(settings);
}

/** The same as JSON, to be saved with a model. */
export function savedSettings(settings: Settings): JsonObject {
  const given = names.flatMap((name) => {
    const value = settings[name];
    return typeof value === "number" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}
