import { parentPort } from "node:worker_threads";
import { unreachable } from "../base/index.js";
import { chooseEngine } from "../engine/index.js";
import {
  toFault,
  type WorkerReply,
  type WorkerRequest,
  type WorkerStart,
} from "./step-messages.js";
import { createStepper, type Stepper } from "./stepper.js";

/*
 * The thread that owns the weights. The first message starts it; from then on it answers calls of the
 * stepper's methods one after another. `startStepWorker` holds the other end.
 */
const port = parentPort ?? unreachable("the step worker runs as a worker thread only");
port.once("message", serve);

function serve({ engine, plan, weights }: WorkerStart): void {
  const stepper = chooseEngine(engine).then((found) => createStepper(found, plan, weights));
  let turn = reply(0, () => stepper.then(() => undefined));
  port.on("message", ({ id, method, values }: WorkerRequest) => {
    turn = turn.then(() =>
      reply(id, async () => {
        const call = (await stepper)[method] as (...given: readonly unknown[]) => Promise<unknown>;
        return call(...values);
      }),
    );
  });
}

async function reply(id: number, work: () => Promise<unknown>): Promise<void> {
  const answer: WorkerReply = await work().then(
    (result) => ({ id, result }),
    (error) => ({ id, fault: toFault(error) }),
  );
  port.postMessage(answer, "result" in answer ? copiedBuffers(answer.result) : []);
}

/** Memory of the copies of weights in a result: handed over, not copied a second time. */
function copiedBuffers(result: unknown): ArrayBuffer[] {
  if (result instanceof Map) {
    return [...result.values()].map((values: Float32Array<ArrayBuffer>) => values.buffer);
  }
  const { weights, moments } = (result ?? {}) as Partial<Awaited<ReturnType<Stepper["state"]>>>;
  return [weights, ...Object.values(moments ?? {})].flatMap((copies) =>
    copies === undefined ? [] : copiedBuffers(copies),
  );
}
