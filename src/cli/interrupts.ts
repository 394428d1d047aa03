import { constants } from "node:os";

/** Ctrl-C, and what schedulers and `docker stop` send. */
const signals = ["SIGINT", "SIGTERM"] as const;

/** The first signal asks a run to stop cleanly, the second ends the program at once. */
export function listenForInterrupts(say: (text: string) => void): {
  readonly signal: AbortSignal;
  readonly stopListening: () => void;
} {
  const controller = new AbortController();
  const interrupt = (signal: (typeof signals)[number]): void => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
    say(
      "\nStopping once what is being computed is done. Ctrl-C again ends at once; what was saved before stays.",
    );
    controller.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    stopListening: (): void => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
