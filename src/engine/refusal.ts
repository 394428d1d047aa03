import { BerthError } from "../base/index.js";
import type { EngineName } from "./engine.js";
import { memoryFault } from "./memory-fault.js";

/** What a runtime would not take, with its own reason. */
export function refusal(engine: EngineName, what: string, cause: unknown): BerthError {
  const reason = reasonOf(cause);
  const details = { engine, reason };
  return new BerthError("ENGINE_REFUSED", `${engine}: ${what}: ${reason}`, details, { cause });
}

/** Does work of a runtime; what it throws becomes a lack of memory or a refusal. */
export async function refusing<T>(
  engine: EngineName,
  what: string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw memoryFault(cause) ?? refusal(engine, what, cause);
  }
}

/** A name that is bound must be one of the graph's. */
export function unknownName(engine: EngineName, name: string): BerthError {
  return new BerthError(
    "ENGINE_REFUSED",
    `${engine}: a bound name must be an input or output of the graph; got "${name}"`,
    { engine, name },
  );
}

/** The first line of what a runtime says. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split("\n")[0] ?? message;
}
