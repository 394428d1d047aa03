import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.js";

/** Counts rows of a file whose number is not known before its end. */
export interface RowProgress {
  update(rows: number): void;
  clear(): void;
}

const PATIENCE_MS = 2000;

/** A line that counts rows where a person looks on, from two seconds after it was asked for. */
export function rowProgress({ screen }: Pick<Terminal, "screen">, what: string): RowProgress {
  if (screen === undefined) return { update: () => {}, clear: () => {} };
  const begin = performance.now();
  const bar = new SingleBar(
    {
      stream: screen,
      format: `${what}: {value} rows  elapsed {duration_formatted}`,
      clearOnComplete: true,
      linewrap: null,
    },
    Presets.shades_classic,
  );
  return {
    update(rows) {
      if (bar.isActive) bar.update(rows);
      else if (performance.now() - begin > PATIENCE_MS) bar.start(rows, rows);
    },
    clear: () => bar.stop(),
  };
}
