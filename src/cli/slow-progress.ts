import { Presets, SingleBar } from "cli-progress";
import { clock } from "./progress.js";
import type { Terminal } from "./terminal.js";

/** How far something is, shown once it takes long. */
export interface SlowProgress {
  update(done: number, total: number): void;
  clear(): void;
}

const PATIENCE_MS = 2000;
const BAR_SIZE = 24;

/**
 * A bar where a person looks on, from two seconds after the work was first told of. Times are counted from
 * there too; what is left is taken to go as fast as what is done went.
 */
export function slowProgress({ screen }: Pick<Terminal, "screen">, what: string): SlowProgress {
  if (screen === undefined) return { update: () => {}, clear: () => {} };
  let begin: number | undefined;
  const bar = new SingleBar(
    {
      stream: screen,
      format: (_, { progress }) => {
        const seconds = (performance.now() - (begin ?? 0)) / 1000;
        const share = `${barOf(progress)} ${Math.floor(100 * progress)}%`;
        const left = progress > 0 ? clock((seconds * (1 - progress)) / progress) : "unknown";
        return `${what} ${share}  elapsed ${clock(seconds)}  ETA ${left}`;
      },
      clearOnComplete: true,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  let last = { done: 0, total: 0 };
  const show = (): void => {
    if (bar.isActive) bar.update(last.done);
    else if (performance.now() - (begin ?? 0) >= PATIENCE_MS) bar.start(last.total, last.done);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    update(done, total) {
      last = { done, total };
      begin ??= performance.now();
      // The next news may be long in coming.
      timer ??= setTimeout(show, PATIENCE_MS + 1).unref();
      show();
    },
    clear() {
      clearTimeout(timer);
      bar.stop();
    },
  };
}

function barOf(share: number): string {
  const { barCompleteChar, barIncompleteChar } = Presets.shades_classic;
  const done = Math.floor(BAR_SIZE * share);
  return barCompleteChar.repeat(done) + barIncompleteChar.repeat(BAR_SIZE - done);
}
