import { BerthError, type JsonObject } from "../base/index.js";
import type { Activation } from "./architecture.js";

/** Reads values out of a `config.json`, or refuses them by key and value. */
export interface ConfigReader {
  /** A whole number above 0. */
  count(key: string, absent?: number): number;
  /** A whole number from 0. */
  whole(key: string, absent: number): number;
  /** A whole number above 0 that divides the one under another key. */
  divisor(key: string, dividend: string): number;
  /** A number from 0. */
  real(key: string, absent: number): number;
  activation(key: string, absent: Activation): Activation;
  /** Refuses every value but this one; an absent key has it, and null is read as false, as Python does. */
  only(key: string, value: string | number | boolean): void;
  /** Whether the file is a model's with this head of Hugging Face's, such as `MultipleChoice`. */
  isFor(head: string): boolean;
  /** Refuses the value of a key. `must` ends the sentence "it must be ...". */
  refuse(key: string, must: string): never;
}

/** Activations by their names in transformers, of which several are one function. */
const activations: ReadonlyMap<unknown, Activation> = new Map([
  ["gelu", "gelu"],
  ["gelu_python", "gelu"],
  ["gelu_new", "gelu_new"],
  ["gelu_fast", "gelu_new"],
  ["gelu_pytorch_tanh", "gelu_new"],
  ["relu", "relu"],
]);

/**
 * Makes a reader whose methods throw CONFIG_UNSUPPORTED.
 *
 * @param config - content of `config.json` in Hugging Face's keys
 * @param source - the file's name, for the sentences
 */
export function configReader(config: JsonObject, source: string): ConfigReader {
  const refuse = (key: string, must: string): never => {
    const value = config[key] ?? null;
    const message = `${source}: "${key}" must be ${must}; got ${JSON.stringify(value)}`;
    throw new BerthError("CONFIG_UNSUPPORTED", message, { file: source, key, value });
  };
  const whole = (key: string, least: number, must: string, absent?: number): number => {
    const value = config[key] ?? absent;
    return typeof value === "number" && Number.isInteger(value) && value >= least
      ? value
      : refuse(key, must);
  };
  const count = (key: string, absent?: number): number =>
    whole(key, 1, "a whole number above 0", absent);
  return {
    refuse,
    count,
    isFor(head) {
      const { architectures } = config;
      return Array.isArray(architectures) && String(architectures[0]).endsWith(`For${head}`);
    },
    whole: (key, absent) => whole(key, 0, "a whole number from 0", absent),
    divisor(key, dividend) {
      const size = count(dividend);
      const value = count(key);
      return size % value === 0 ? value : refuse(key, `a divisor of ${dividend} (${size})`);
    },
    real(key, absent) {
      const value = config[key] ?? absent;
      return typeof value === "number" && value >= 0 ? value : refuse(key, "a number from 0");
    },
    activation(key, absent) {
      const known = activations.get(config[key] ?? absent);
      return known ?? refuse(key, `one of ${[...activations.keys()].join(", ")}`);
    },
    only(key, value) {
      if (key in config && (config[key] ?? false) !== value) refuse(key, JSON.stringify(value));
    },
  };
}
