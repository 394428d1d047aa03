/**
 * Runs work that tells how far it is, and yields what it told last, whenever somebody asks. Where the reader leaves
 * off, the work is stopped, and its end waited for.
 *
 * @param start - begins the work; it may tell something at any time, and ends when its signal says so
 * @param signal - stops the work from outside
 */
export async function* withProgress<Told, Result>(
  start: (tell: (news: Told) => void, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Told, Result> {
  const stop = new AbortController();
  const stops = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  let news: Told | undefined;
  let wake: () => void = () => undefined;
  const work = start((told) => {
    news = told;
    wake();
  }, stops);
  let isDone = false;
  const ended = work.then(
    () => {
      isDone = true;
    },
    () => {
      isDone = true;
    },
  );
  try {
    while (!isDone) {
      const told = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (news === undefined) await Promise.race([told, ended]);
      if (news === undefined) continue;
      const latest: Told = news;
      news = undefined;
      yield latest;
    }
    return await work;
  } finally {
    stop.abort();
    await ended;
  }
}
