import { Presets, SingleBar } from "cli-progress";
import type { DownloadProgress, Needs } from "../directory/index.js";
import { clock } from "./clock.js";
import type { Terminal } from "./terminal.js";

/**
 * Brings a model of the hub into the cache, showing how far it is; nothing is shown for a folder, or for
 * what is there already. What loads the model afterwards finds it without asking the hub.
 *
 * @returns the model's directory
 * @throws the codes of `resolveModel`
 */
export async function fetchModel(
  terminal: Terminal,
  model: string,
  options: { readonly revision?: string | undefined; readonly needs?: Needs } = {},
): Promise<string> {
  const { resolveModel } = await import("../directory/index.js");
  const progress = downloadProgress(terminal);
  const resolved = resolveModel(model, { ...options, onProgress: progress.update });
  return (await resolved.finally(progress.clear)).directory;
}

interface Shown {
  update(progress: DownloadProgress): void;
  clear(): void;
}

/** Where nobody looks on, a line now and then. */
const SECONDS_BETWEEN_LINES = 10;

function downloadProgress(terminal: Terminal): Shown {
  const begin = performance.now();
  const bar =
    terminal.screen &&
    new SingleBar(
      {
        stream: terminal.screen,
        format: "{file} {bar} {percentage}%  {done} of {size}  {rate}  ETA {remaining}",
        barsize: 24,
        clearOnComplete: true,
        linewrap: true,
      },
      Presets.shades_classic,
    );
  let saidAt = Number.NEGATIVE_INFINITY;
  let last: DownloadProgress | undefined;
  return {
    update(progress) {
      const seconds = (performance.now() - begin) / 1000;
      const { model, commit, file, bytes, totalBytes } = progress;
      if (last === undefined) terminal.say(`${model}: downloading commit ${commit.slice(0, 7)}`);
      last = progress;
      const facts = { file, ...downloadFacts(progress, seconds) };
      if (bar === undefined) {
        if (seconds - saidAt < SECONDS_BETWEEN_LINES) return;
        saidAt = seconds;
        const { done, size, rate, remaining } = facts;
        terminal.say(`${file}: ${done} of ${size}  ${rate}  ETA ${remaining}`);
      } else if (bar.isActive) {
        bar.setTotal(totalBytes);
        bar.update(bytes, facts);
      } else bar.start(totalBytes, bytes, facts);
    },
    clear() {
      bar?.stop();
      if (last === undefined || last.bytes < last.totalBytes) return;
      terminal.say(`${last.model}: ${megabytes(last.totalBytes)} are in the cache`);
    },
  };
}

/** What is told of a download beside its bar. */
function downloadFacts(
  { bytes, fetchedBytes, totalBytes }: DownloadProgress,
  seconds: number,
): Readonly<Record<"done" | "size" | "rate" | "remaining", string>> {
  const rate = seconds > 0 ? fetchedBytes / seconds : 0;
  return {
    done: megabytes(bytes),
    size: megabytes(totalBytes),
    rate: `${megabytes(rate)}/s`,
    remaining: rate > 0 ? clock((totalBytes - bytes) / rate) : "?",
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
