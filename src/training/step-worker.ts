import { parentPort } from "node:worker_threads";
import { unreachable } from "../base/index.js";
import { chooseEngine } from "../engine/index.js";
import {
  handedOver,
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

function serve(start: WorkerStart): void {
  const stepper = started(start);
  let turn = reply(0, () => stepper.then(() => undefined));
  port.on("message", ({ id, method, values }: WorkerRequest) => {
    turn = turn.then(async () => {
      const answered = reply(
        id,
        async () => {
          const call = (await stepper)[method] as (
            ...given: readonly unknown[]
          ) => Promise<unknown>;
          return call(...values);
        },
        copying.includes(method),
      );
      // Steps go on while a file is written.
      if (method !== "write") await answered;
    });
  });
}

/** Methods whose result is a copy of weights: it is handed over, not copied a second time. */
const copying: readonly (keyof Stepper)[] = ["values", "weights", "state"];

/** On its own, so that nothing keeps the first weights in memory once the stepper has them. */
async function started({ engine, plan, weights }: WorkerStart): Promise<Stepper> {
  return createStepper(await chooseEngine(engine), plan, weights);
}

async function reply(id: number, work: () => Promise<unknown>, isCopy = false): Promise<void> {
  const answer: WorkerReply = await work().then(
    (result) => ({ id, result }),
    (error) => ({ id, fault: toFault(error) }),
  );
  port.postMessage(answer, isCopy && "result" in answer ? handedOver(answer.result) : []);
}
