/**
 * How the tokens of a word become one label: as its `first` token says, by the `average` of their
 * probabilities, or as the token says that is surest (`max`); `simple` leaves every token its label,
 * `none` shows every token by itself.
 */
export const aggregations = ["none", "simple", "first", "average", "max"] as const;
export type Aggregation = (typeof aggregations)[number];
