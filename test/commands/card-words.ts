/** The words of the first command of a model card, for `berth`, run in the folder above the model's own. */
export function cardWords(card: string, run: string): string[] {
  const line = /^berth (.*)$/m.exec(card)?.[1] ?? "";
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  return words.map((word) => (word === "." ? run : word.replace(/^"(.*)"$/, "$1")));
}
