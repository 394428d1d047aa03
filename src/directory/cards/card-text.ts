// Names come from folders and data: whatever they hold, they stay in their place on a card.

/** A name without line breaks. */
export const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** A name as a code span, which backticks would end. */
export const quoted = (text: string): string => `\`${oneLine(text).replaceAll("`", "'")}\``;
