/**
 * The events of a source, each as `change` gives it. However their reader stops, by leaving off or by an
 * error, the source ends first: what it has under way is settled.
 */
export async function* mapEvents<From, To, Result>(
  source: AsyncGenerator<From, Result>,
  change: (event: From) => To,
): AsyncGenerator<To, Result> {
  let next = await source.next();
  try {
    for (; !next.done; next = await source.next()) yield change(next.value);
    return next.value;
  } finally {
    // A source that has ended hears nothing of it.
    if (!next.done) await source.return(undefined as never);
  }
}
