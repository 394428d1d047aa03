import type { JsonObject } from "../base/index.js";
import { fitTemperature, temperatureLimit } from "../metrics/index.js";

/** The temperature that `tune` of a task found; undefined where probabilities are not calibrated. */
export function temperatureOf(tuned: JsonObject | undefined): number | undefined {
  const temperature = tuned?.["temperature"];
  return typeof temperature === "number" && temperature > 0 ? temperature : undefined;
}

/**
 * The logits that probabilities are computed from: divided by the temperature (Guo et al. 2017,
 * equation 9). Their order stays, and with it what is predicted.
 *
 * @param temperature - 1 where absent
 */
export function tempered(logits: Float32Array, temperature = 1): Float32Array {
  return temperature === 1 ? logits : logits.map((logit) => logit / temperature);
}

/**
 * The temperature of validation rows, or 1 where they fix none: where every row is right any
 * temperature could still be lowered, and where guessing is better it could always be raised.
 *
 * @param logits - `[n * L]`, row-major
 * @param targets - `[n]` class ids
 */
export function fittedTemperature(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  labelCount: number,
): number {
  const temperature = fitTemperature(logits, targets, labelCount);
  const isAtLimit = Math.abs(Math.log(temperature)) > Math.log(temperatureLimit) - 1e-6;
  return isAtLimit ? 1 : temperature;
}
