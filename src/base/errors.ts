import { type ErrorCode, errorCodes } from "./error-codes.js";
import type { Json } from "./json.js";

/** Facts of an error as plain JSON, for programs: file, line, column, value and the like. */
export type ErrorDetails = Readonly<Record<string, Json>>;

/** The one error class of Berth: a stable code, a sentence for people, facts for programs. */
export class BerthError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = "BerthError";
    this.code = code;
    this.details = details;
  }

  /** Exit status of the command that ends with this error. */
  get exitStatus(): number {
    return errorCodes[this.code].exit;
  }
}

/** Marks a state that only a fault of ours can reach. */
export function unreachable(why: string): never {
  throw new BerthError("INTERNAL", `a state that should not exist: ${why}`);
}
