import { Presets, SingleBar } from "cli-progress";
import { clock } from "./clock.js";
import type { Terminal } from "./terminal.js";

/** Counts rows of a file whose number is not known before its end. */
export interface RowProgress {
  /** @param share - of work that is done once all rows are counted */
  update(rows: number, share?: number): void;
  clear(): void;
}

const PATIENCE_MS = 2000;

/**
 * A line that counts rows where a person looks on, from two seconds after it was asked for.
 *
 * @param behind - names the work behind the rows, where there is some
 */
export function rowProgress(
  { screen }: Pick<Terminal, "screen">,
  what: string,
  behind = "",
): RowProgress {
  if (screen === undefined) return { update: () => {}, clear: () => {} };
  const begin = performance.now();
  let more = "";
  const bar = new SingleBar(
    {
      stream: screen,
      format: (_, { value }) => {
        const elapsed = clock((performance.now() - begin) / 1000);
        return `${what}: ${value.toLocaleString("en-US")} rows${more}  elapsed ${elapsed}`;
      },
      clearOnComplete: true,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  return {
    update(rows, share) {
      more = share === undefined ? "" : `, ${behind} ${Math.floor(100 * share)}%`;
      if (bar.isActive) bar.update(rows);
      else if (performance.now() - begin > PATIENCE_MS) bar.start(rows, rows);
    },
    clear: () => bar.stop(),
  };
}
