/** The first Ctrl-C asks a run to stop cleanly, the second ends the program at once. */
export function listenForInterrupts(say: (text: string) => void): {
  readonly signal: AbortSignal;
  readonly stopListening: () => void;
} {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    say("\nStopping: the checkpoint is being written. Ctrl-C again ends at once, without it.");
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  return {
    signal: controller.signal,
    stopListening: (): void => {
      process.off("SIGINT", interrupt);
    },
  };
}
