import { BerthError } from "../base/index.js";
import { flagOf } from "../training/settings-reader.js";

/**
 * Refuses a flag beside others that say the contrary.
 *
 * @throws USAGE
 */
export function exclude<Flags extends object>(
  flags: Flags,
  one: keyof Flags & string,
  others: readonly (keyof Flags & string)[],
): void {
  const other = others.find((name) => flags[name] !== undefined);
  if (flags[one] === undefined || other === undefined) return;
  const [flag, excluded] = [flagOf(one), flagOf(other)];
  throw new BerthError("USAGE", `${flag} and ${excluded} exclude each other; give one of them`, {
    flag,
    excluded,
  });
}

/**
 * Refuses flags that say nothing without another.
 *
 * @param needed - what they go with, in words
 * @throws USAGE
 */
export function requireBeside<Flags extends object>(
  flags: Flags,
  names: readonly (keyof Flags & string)[],
  needed: string,
  isThere: boolean,
): void {
  const name = names.find((one) => flags[one] !== undefined);
  if (name === undefined || isThere) return;
  const flag = flagOf(name);
  throw new BerthError("USAGE", `${flag}: goes with ${needed}. Add that, or leave it out`, {
    flag,
  });
}
