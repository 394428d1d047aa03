import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.js";

/** How far something is, shown once it takes long. */
export interface SlowProgress {
  update(done: number, total: number): void;
  clear(): void;
}

const PATIENCE_MS = 2000;

/** A bar where a person looks on, from two seconds after it was asked for. */
export function slowProgress({ screen }: Pick<Terminal, "screen">, what: string): SlowProgress {
  if (screen === undefined) return { update: () => {}, clear: () => {} };
  const begin = performance.now();
  const format = `${what} {bar} {percentage}%  elapsed {duration_formatted}  ETA {eta_formatted}`;
  const bar = new SingleBar(
    { stream: screen, format, barsize: 24, clearOnComplete: true, linewrap: null },
    Presets.shades_classic,
  );
  return {
    update(done, total) {
      if (bar.isActive) bar.update(done);
      else if (performance.now() - begin > PATIENCE_MS) bar.start(total, done);
    },
    clear: () => bar.stop(),
  };
}
