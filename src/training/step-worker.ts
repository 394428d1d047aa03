import { parentPort, workerData } from "node:worker_threads";
import { unreachable } from "../base/index.js";
import { onnxRuntimeEngine } from "../engine/index.js";
import {
  toFault,
  type WorkerReply,
  type WorkerRequest,
  type WorkerStart,
} from "./step-messages.js";
import { createStepper } from "./stepper.js";

/*
 * The thread that owns the weights. It answers calls of the stepper's methods one after another;
 * `startStepWorker` starts it and holds the other end.
 */
const port = parentPort ?? unreachable("the step worker runs as a worker thread only");
const { plan, weights } = workerData as WorkerStart;
const stepper = onnxRuntimeEngine().then((engine) => createStepper(engine, plan, weights));

let turn = reply(0, () => stepper.then(() => undefined));
port.on("message", ({ id, method, values }: WorkerRequest) => {
  turn = turn.then(() =>
    reply(id, async () => {
      const call = (await stepper)[method] as (...given: readonly unknown[]) => Promise<unknown>;
      return call(...values);
    }),
  );
});

async function reply(id: number, work: () => Promise<unknown>): Promise<void> {
  const answer: WorkerReply = await work().then(
    (result) => ({ id, result }),
    (error) => ({ id, fault: toFault(error) }),
  );
  port.postMessage(answer);
}
