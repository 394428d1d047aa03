/**
 * Runs work that tells how far it is, and yields what it told last, whenever somebody asks.
 *
 * @param start - begins the work; it may tell something at any time
 */
export async function* withProgress<Told, Result>(
  start: (tell: (news: Told) => void) => Promise<Result>,
): AsyncGenerator<Told, Result> {
  let news: Told | undefined;
  let wake: () => void = () => undefined;
  const work = start((told) => {
    news = told;
    wake();
  });
  let isDone = false;
  const ended = work.then(
    () => {
      isDone = true;
    },
    () => {
      isDone = true;
    },
  );
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
  return work;
}
