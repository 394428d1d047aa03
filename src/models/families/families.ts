import type { BertArchitecture, FamilyName } from "../architecture.js";
import { bert } from "./bert.js";
import type { Family } from "./family.js";

/** Every family by its `model_type`. */
export const families: Readonly<Record<FamilyName, Family>> = { bert };

/** The family of an encoder. */
export function familyOf({ family }: Pick<BertArchitecture, "family">): Family {
  return families[family];
}
