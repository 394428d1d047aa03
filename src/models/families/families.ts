import type { BertArchitecture, FamilyName } from "../architecture.js";
import { albert } from "./albert.js";
import { bert } from "./bert.js";
import { distilbert } from "./distilbert.js";
import { electra } from "./electra.js";
import type { Family } from "./family.js";
import { roberta, xlmRoberta } from "./roberta.js";

/** Every family by its `model_type`. */
export const families: Readonly<Record<FamilyName, Family>> = {
  bert,
  roberta,
  "xlm-roberta": xlmRoberta,
  distilbert,
  electra,
  albert,
};

/** The family of an encoder. */
export function familyOf({ family }: Pick<BertArchitecture, "family">): Family {
  return families[family];
}
