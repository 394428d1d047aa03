/** A program that is loaded when it is wanted, and anew after it was closed. */
export interface LoadedWhenUsed<P> {
  get(): Promise<P>;
  close(): Promise<void>;
}

/** Nothing is loaded before `get` is called. */
export function loadedWhenUsed<P extends { close(): Promise<void> }>(
  load: () => Promise<P>,
): LoadedWhenUsed<P> {
  let loaded: P | undefined;
  return {
    async get() {
      loaded ??= await load();
      return loaded;
    },
    async close() {
      await loaded?.close();
      loaded = undefined;
    },
  };
}
