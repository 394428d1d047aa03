import { Worker } from "node:worker_threads";
import { BerthError } from "../base/index.js";
import { memoryFault } from "../engine/index.js";
import {
  fromFault,
  handedOver,
  type WorkerReply,
  type WorkerRequest,
  type WorkerStart,
} from "./step-messages.js";
import type { Stepper } from "./stepper.js";

/** A call that waits for its answer. */
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts a stepper in a thread of its own, so that this one stays free to read, pack and report.
 *
 * @param start - its weights are handed over: their arrays are empty afterwards
 * @returns a stepper whose methods wait for that thread; calls are answered in order
 */
export async function startStepWorker(start: WorkerStart): Promise<Stepper> {
  const worker = new Worker(new URL("./step-worker.js", import.meta.url), {
    // Flags such as --input-type are for the main program and stop a worker from starting.
    execArgv: [],
  });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const expectReply = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  let end: Error | undefined;
  const failAll = (error: Error): void => {
    end ??= error;
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  };
  worker.on("message", (answer: WorkerReply) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("fault" in answer) call?.reject(fromFault(answer.fault));
    else call?.resolve(answer.result);
  });
  worker.on("error", (error) => failAll(workerFault(error)));
  worker.on("exit", (status) => {
    failAll(new BerthError("INTERNAL", `the step worker ended with status ${status}`, { status }));
  });
  const send = <Result>(
    method: keyof Stepper,
    values: readonly unknown[],
    over: readonly ArrayBuffer[] = [],
  ): Promise<Result> => {
    if (end !== undefined) return Promise.reject(end);
    calls += 1;
    worker.postMessage({ id: calls, method, values } satisfies WorkerRequest, over);
    return expectReply(calls) as Promise<Result>;
  };
  const call = <Result>(method: keyof Stepper, ...values: readonly unknown[]): Promise<Result> =>
    send(method, values);
  let closing: Promise<void> | undefined;
  const started = expectReply(0);
  worker.postMessage(start, handedOver(start.weights));
  await started.catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  return {
    step: async (microBatches, settings) => call("step", microBatches, settings),
    forward: (batch) => call("forward", batch),
    values: (name) => call("values", name),
    write: (file, pieces) => call("write", file, pieces),
    weights: () => call("weights"),
    state: () => call("state"),
    restore: (state) => send("restore", [state], handedOver(state)),
    close() {
      // A worker that has ended by itself has nothing left to close: its error was told.
      closing ??= (end === undefined ? call<void>("close") : Promise.resolve()).then(async () => {
        await worker.terminate();
      });
      return closing;
    },
  };
}

/** What ended the worker. When its own small heap found no memory, nothing can go on in it. */
function workerFault(error: Error): Error {
  const fault = memoryFault(error);
  if (fault === undefined) return error;
  return new BerthError(
    "MEMORY_SHORT",
    "memory ran out so far that the computation ended. Close other programs, or use a smaller --batch-size, a shorter --max-length or --gradient-checkpointing.",
    fault.details,
    { cause: error },
  );
}
