import { Presets, SingleBar } from "cli-progress";
import { clock } from "./clock.js";
import type { Terminal } from "./terminal.js";

/** How far a stage of the work is, shown once it takes long. */
export interface StageProgress {
  /** The stage is over where all is done; what comes then is told as another. */
  update(done: number, total: number): void;
  clear(): void;
}

/** A shorter stage gets no bar. */
const PATIENCE_MS = 2000;
const BAR_SIZE = 24;
const SECONDS_BETWEEN_LINES = 10;

/**
 * A bar where a person looks on, from two seconds after the stage was first told of, else a line every ten seconds.
 * Times are counted from there too; what is left is taken to go as fast as what is done went.
 */
export function stageProgress(
  terminal: Pick<Terminal, "screen" | "say">,
  what: string,
): StageProgress {
  const { screen } = terminal;
  return screen === undefined ? stageLines(terminal, what) : stageBar(screen, what);
}

function stageBar(screen: NodeJS.WritableStream, what: string): StageProgress {
  let begin: number | undefined;
  const bar = new SingleBar(
    {
      stream: screen,
      format: (_, { progress }) =>
        `${what} ${barOf(progress)} ${timesOf(progress, secondsSince(begin))}`,
      clearOnComplete: true,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  let last = { done: 0, total: 0 };
  const show = (): void => {
    if (bar.isActive) bar.update(last.done);
    else if (1000 * secondsSince(begin) >= PATIENCE_MS) bar.start(last.total, last.done);
  };
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
    begin = undefined;
    bar.stop();
  };
  return {
    update(done, total) {
      last = { done, total };
      begin ??= performance.now();
      // The next news may be long in coming.
      timer ??= setTimeout(show, PATIENCE_MS + 1).unref();
      show();
      if (done >= total) clear();
    },
    clear,
  };
}

function stageLines({ say }: Pick<Terminal, "say">, what: string): StageProgress {
  let begin: number | undefined;
  let saidAt = 0;
  const clear = (): void => {
    begin = undefined;
    saidAt = 0;
  };
  return {
    update(done, total) {
      begin ??= performance.now();
      const elapsed = secondsSince(begin);
      if (elapsed - saidAt >= SECONDS_BETWEEN_LINES) {
        saidAt = elapsed;
        say(`${what} ${timesOf(done / total, elapsed)}`);
      }
      if (done >= total) clear();
    },
    clear,
  };
}

const secondsSince = (begin = performance.now()): number => (performance.now() - begin) / 1000;

/** How much is done, since when, and how long the rest takes. */
function timesOf(share: number, seconds: number): string {
  const left = share > 0 ? clock((seconds * (1 - share)) / share) : "unknown";
  return `${Math.floor(100 * share)}%  elapsed ${clock(seconds)}  ETA ${left}`;
}

function barOf(share: number): string {
  const { barCompleteChar, barIncompleteChar } = Presets.shades_classic;
  const done = Math.floor(BAR_SIZE * share);
  return barCompleteChar.repeat(done) + barIncompleteChar.repeat(BAR_SIZE - done);
}
