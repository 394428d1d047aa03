import { z } from "zod";
import { BerthError } from "./errors.js";
import type { Json } from "./json.js";
import { nearest } from "./nearest.js";

/** What an option of a function may be, and how that is said. */
export interface OptionRule {
  readonly schema: z.ZodType;
  readonly expects: string;
}

/** A rule for each option of a function: one that is forgotten here does not compile. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule };

export const oneOf = (...names: readonly [string, ...string[]]): OptionRule => ({
  schema: z.enum(names),
  expects: `one of ${names.map((name) => JSON.stringify(name)).join(", ")}`,
});

export const wholeNumber = (least: number): OptionRule => ({
  schema: z.int().min(least),
  expects: `a whole number, ${least} or more`,
});

/** Infinity too: a threshold that nothing reaches. */
export const anyNumber: OptionRule = {
  schema: z.custom((value) => typeof value === "number" && !Number.isNaN(value)),
  expects: "a number",
};

export const yesOrNo: OptionRule = { schema: z.boolean(), expects: "true or false" };

export const anyText = (expects: string): OptionRule => ({ schema: z.string(), expects });

export const anything: OptionRule = { schema: z.any(), expects: "anything" };

/**
 * Refuses what the compiler would refuse, for callers in plain JavaScript or with values of elsewhere: an option that
 * would else be ignored, or give other numbers, silently.
 *
 * @param options - undefined values are options left out
 * @throws USAGE naming the option, its value and what it may be
 */
export function checkOptions<Options extends object>(
  options: Options,
  rules: OptionRules<Options>,
): void {
  const known: Readonly<Record<string, OptionRule>> = rules;
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (rule === undefined) {
      const near = nearest(name, Object.keys(known));
      const hint = near === undefined ? Object.keys(known).join(", ") : near;
      const message = `${name}: there is no such option; did you mean ${hint}?`;
      throw new BerthError("USAGE", message, { option: name, nearest: near ?? null });
    }
    if (value === undefined || rule.schema.safeParse(value).success) continue;
    const message = `${name}: must be ${rule.expects}; ${JSON.stringify(value)} came`;
    throw new BerthError("USAGE", message, { option: name, value: value as Json });
  }
}

/**
 * Refuses one text where a list of them is read: its characters would be taken for texts.
 *
 * @throws USAGE
 */
export function checkList(name: string, list: readonly unknown[]): void {
  if (Array.isArray(list)) return;
  const shown = JSON.stringify(list);
  throw new BerthError("USAGE", `${name}: must be a list; ${shown} came. Write [${shown}]`, {
    option: name,
  });
}
