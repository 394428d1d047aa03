import { BerthError } from "../base/index.js";

/** How runtimes and JavaScript say that memory could not be had. */
const sentences =
  /failed to allocate memory|bad_alloc|bad allocation|allocation failed|could not allocate|out of memory/i;

/**
 * The error ENGINE_MEMORY for a failure to get memory.
 *
 * @param cause - what a runtime or an allocation threw
 * @returns undefined for every other failure
 */
export function memoryFault(cause: unknown): BerthError | undefined {
  if (cause instanceof BerthError) return cause.code === "ENGINE_MEMORY" ? cause : undefined;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!sentences.test(reason)) return undefined;
  return new BerthError(
    "ENGINE_MEMORY",
    `there is not enough memory for the computation: ${reason.split("\n")[0]}. Close other programs, or use a shorter --max-length, --gradient-checkpointing or a smaller model.`,
    { reason },
    { cause },
  );
}
