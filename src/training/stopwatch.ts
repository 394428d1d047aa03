/** Measures wall seconds. */
export interface Stopwatch {
  /** Seconds since the start or the last lap. */
  lap(): number;
  /** Seconds since the start. */
  total(): number;
}

/** Starts a stopwatch. */
export function startStopwatch(): Stopwatch {
  const start = performance.now();
  let last = start;
  return {
    lap() {
      const now = performance.now();
      const seconds = (now - last) / 1000;
      last = now;
      return seconds;
    },
    total: () => (performance.now() - start) / 1000,
  };
}
