/** A named thing in a text: `text.slice(start, end)`, in UTF-16 units. */
export interface Entity {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A text with its entities, in their order and without overlaps. */
export interface TaggedText {
  readonly text: string;
  /** `[n * 2]` start and end of each word, where the file gives words. */
  readonly words?: Int32Array;
  readonly entities: readonly Entity[];
}
