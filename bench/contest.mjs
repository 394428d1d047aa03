// A row of the table: its contenders in alternation, and what comes of it.

/**
 * Lets the contenders of a row do their work in turns, another one first in every round: a machine that slows down or
 * warms up favours none.
 *
 * @param {(text: string) => void} say - told of every result as it comes
 * @returns for each contender its measures, one object a round; or why it failed
 */
export function runRow(row, context, rounds, say) {
  const contenders = Object.entries(row.contenders(context));
  const results = Object.fromEntries(contenders.map(([name]) => [name, []]));
  const failures = {};
  for (let round = 1; round <= rounds; round++) {
    const first = (round - 1) % contenders.length;
    for (const [name, work] of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      if (failures[name] !== undefined) continue;
      try {
        const measures = work(round);
        results[name].push(measures);
        say(`${row.name} ${round}/${rounds} ${name}: ${measures.seconds.toFixed(3)} s`);
      } catch (error) {
        failures[name] = error.message;
        say(`${row.name} ${round}/${rounds} ${name} failed: ${error.message}`);
      }
    }
  }
  return { results, failures };
}

/**
 * Holds Berth against the rivals of a row's bars, by medians over the rounds. Where several engines ran, the fastest
 * stands for Berth, for its memory too.
 */
export function comparisons({ bars }, { results }) {
  const typical = (name, measure) => median((results[name] ?? []).map((result) => result[measure]));
  const ours = Object.keys(results)
    .filter((name) => name.startsWith("Berth") && results[name].length > 0)
    .sort((a, b) => typical(a, "seconds") - typical(b, "seconds"))[0];
  return bars.flatMap(({ rival, measure, atLeast, atMost }) => {
    if (ours === undefined || !results[rival]?.length) return [];
    const [berth, theirs] = [typical(ours, measure), typical(rival, measure)];
    const ratio = atMost === undefined ? theirs / berth : berth / theirs;
    const holds = atMost === undefined ? ratio >= (atLeast ?? 0) : ratio <= atMost;
    const bar = atLeast ?? atMost;
    return [
      { ours, rival, measure, berth, theirs, ratio, ...(bar === undefined ? {} : { bar, holds }) },
    ];
  });
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
