import { fileURLToPath } from "node:url";

/** The models that come with Berth, in `models/` of the package. */
const boxed = ["berth-mini-en", "berth-mini-zh"];

/** The directory of a model that comes with Berth; undefined where the name is another's. */
export function boxedModel(name: string): string | undefined {
  if (!boxed.includes(name)) return undefined;
  return fileURLToPath(new URL(`../../models/${name}`, import.meta.url));
}
