/** What is read of a text that is longer than the model reads, as `--truncation` names it. */
export const truncations = ["head", "head-tail", "windows"] as const;

export type Truncation = (typeof truncations)[number];
