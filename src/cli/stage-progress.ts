import { clock } from "./progress.js";
import { type SlowProgress, slowProgress } from "./slow-progress.js";
import type { Terminal } from "./terminal.js";

const SECONDS_BETWEEN_LINES = 10;

/** A bar where a person looks on, else a line every ten seconds. */
export function stageProgress(terminal: Terminal, what: string): SlowProgress {
  if (terminal.screen) return slowProgress(terminal, what);
  let begun: number | undefined;
  let saidAt = 0;
  return {
    update(done, total) {
      begun ??= performance.now();
      const elapsed = (performance.now() - begun) / 1000;
      if (elapsed - saidAt < SECONDS_BETWEEN_LINES || done === 0) return;
      saidAt = elapsed;
      const percent = Math.floor((100 * done) / total);
      const remaining = clock((elapsed * (total - done)) / done);
      terminal.say(`${what} ${percent}%  elapsed ${clock(elapsed)}  ETA ${remaining}`);
    },
    clear: () => {},
  };
}
