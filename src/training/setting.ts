import { z } from "zod";

/** Headings under which help and docs/cli.md list the settings. */
type SettingGroup = "Data" | "Model" | "Training" | "Evaluation and saving" | "Machine";

/** What people are told about one setting of a recipe. */
export interface Setting {
  readonly group: SettingGroup;
  readonly description: string;
  /** The default in words. */
  readonly default: string;
  /** A value as it is typed after the flag. */
  readonly example: string;
  /** Other names, in the spelling of Hugging Face. */
  readonly aliases?: readonly string[];
  /** Whether these other names are switches, which mean true where no value follows. */
  readonly hasSwitches?: boolean;
  /** Stands for the value in help, such as `N`. */
  readonly placeholder: string;
  /** What a value must be, for the sentence of an error. */
  readonly expects: string;
  /** The words that a value may be, where they are few. */
  readonly choices?: readonly string[];
}

/** A kind of value: how it is read, from text as well as from JSON, and how it is told. */
type Kind<Schema extends z.ZodType> = Pick<Setting, KindFact> & {
  readonly schema: Schema;
};

/** What a kind of value tells of a setting. */
type KindFact = "placeholder" | "expects" | "choices" | "hasSwitches";

/** The metadata of every setting, by its schema. */
export const settings = z.registry<Setting>();

/** An optional setting of a recipe: a kind of value with what is told about it. */
export function setting<Schema extends z.ZodType>(
  { schema, ...kind }: Kind<Schema>,
  told: Omit<Setting, KindFact>,
): z.ZodOptional<Schema> {
  const optional = schema.optional();
  settings.add(optional, { ...kind, ...told });
  return optional;
}

const number = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number(),
);

/** A value as text in small letters. */
const small = (value: unknown): string => String(value).toLowerCase();

/** Any text that is not empty: a path or a name. */
export const text = (placeholder: string, expects: string) =>
  ({ schema: z.string().min(1), placeholder, expects }) as const;

/** A model, in its directory or on the hub. */
export const modelName = text("DIR|NAME", "a model directory, or the name of a model on the hub");

/** A whole number of at least `minimum`. */
export const whole = (minimum: number) =>
  ({
    schema: number.refine((value) => Number.isSafeInteger(value) && value >= minimum),
    placeholder: "N",
    expects: `a whole number, ${minimum} or more`,
  }) as const;

/** A number that holds to a condition, which `expects` says in words. */
export const real = (expects: string, holds: (value: number) => boolean) =>
  ({ schema: number.refine(holds), placeholder: "X", expects }) as const;

/** One of a few words. `also` maps the words of other tools to ours, true and false among them. */
export const choice = <const Word extends string>(
  choices: readonly [Word, ...Word[]],
  also: Readonly<Record<string, Word>> = {},
) =>
  ({
    schema: z.preprocess(
      (value) => (Object.hasOwn(also, small(value)) ? also[small(value)] : value),
      z.enum(choices),
    ),
    placeholder: "NAME",
    expects: `one of ${choices.join(", ")}`,
    choices,
    hasSwitches: Object.hasOwn(also, "true"),
  }) as const;

/** Some of a few words, as text with commas between them. */
export const choices = <const Word extends string>(words: readonly [Word, ...Word[]]) =>
  ({
    schema: z.preprocess(
      (value) => (typeof value === "string" ? value.split(",").map((word) => word.trim()) : value),
      z.array(z.enum(words)).min(1),
    ),
    placeholder: "NAMES",
    expects: `one or more of ${words.join(", ")}, with commas between them`,
    choices: words,
  }) as const;

/** True or false, which Python writes with capitals; a flag without a value means true. */
export const toggle = {
  schema: z.preprocess((value) => {
    const word = small(value);
    return word === "true" ? true : word === "false" ? false : value;
  }, z.boolean()),
  placeholder: "true|false",
  expects: "true or false",
} as const;

/** Names, as text with commas between them. */
export const names = (placeholder: string, expects: string) =>
  ({
    schema: z.preprocess(
      (value) => (typeof value === "string" ? value.split(",").map((name) => name.trim()) : value),
      z.array(z.string().min(1)).min(1),
    ),
    placeholder,
    expects,
  }) as const;

/** Yes or no, which must be said. */
export const yesOrNo = {
  schema: z.preprocess((value) => {
    const word = small(value);
    if (word === "yes" || word === "true") return true;
    return word === "no" || word === "false" ? false : value;
  }, z.boolean()),
  placeholder: "yes|no",
  expects: "yes or no",
} as const;

/** Numbers, as text with commas between them; a single number stands for a list of one. */
export const numberList = (holds: (value: number) => boolean) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",") : [value].flat()),
    z.array(number.refine(holds)).min(1),
  );

/** How many seeds, or which: a number of 2 or more, or different whole numbers with commas between them. */
export const seedList = {
  schema: z.preprocess(
    (value) => (typeof value === "string" && value.includes(",") ? value.split(",") : value),
    z.union([
      whole(2).schema,
      z
        .array(whole(0).schema)
        .min(2)
        .refine((seeds) => new Set(seeds).size === seeds.length),
    ]),
  ),
  placeholder: "N|LIST",
  expects: "a whole number, 2 or more, or two or more different seeds with commas between them",
} as const;
