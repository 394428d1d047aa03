import { BerthError, type ErrorCode, type ErrorDetails } from "../base/index.js";
import { type EngineChoice, memoryFault } from "../engine/index.js";
import type { Stepper, StepperPlan } from "./stepper.js";

/** What the step worker is started with. */
export interface WorkerStart {
  readonly engine: EngineChoice;
  readonly plan: StepperPlan;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** A call of one of the stepper's methods. Call 0 is the start itself: only its reply is sent. */
export interface WorkerRequest {
  readonly id: number;
  readonly method: keyof Stepper;
  readonly values: readonly unknown[];
}

/** The answer to a call, under the call's id. */
export type WorkerReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly fault: Fault };

/** An error as plain data: classes do not survive the way between threads. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** Turns an error into plain data. */
export function toFault(error: unknown): Fault {
  const coded = error instanceof BerthError ? error : memoryFault(error);
  if (coded) return { code: coded.code, message: coded.message, details: coded.details };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "INTERNAL", message, details: {} };
}

/** Turns a fault back into an error. */
export function fromFault({ code, message, details }: Fault): BerthError {
  return new BerthError(code, message, details);
}

/** The memory of all arrays in some data: handed over between threads, it is not copied. */
export function handedOver(data: unknown): ArrayBuffer[] {
  return [...buffersIn(data)];
}

function buffersIn(data: unknown): Set<ArrayBuffer> {
  if (data instanceof Float32Array) {
    return new Set(data.buffer instanceof ArrayBuffer ? [data.buffer] : []);
  }
  const parts = data instanceof Map ? data.values() : Object.values(data ?? {});
  return new Set(
    [...parts].flatMap((part) => (typeof part === "object" ? [...buffersIn(part)] : [])),
  );
}
