import type { FoundEntity, FoundToken } from "../tasks/index.js";
import { cut, tableLines } from "./table.js";

/** One line an entity, under the text it is in; a text without any has a line of its own. */
export function entityLines(
  texts: readonly string[],
  found: readonly (readonly (FoundEntity | FoundToken)[])[],
): string[] {
  const rows = found.flatMap((entities, index) => {
    const text = cut(texts[index] ?? "", 60);
    if (entities.length === 0) return [[text, "", "", "", ""]];
    return entities.map((entity, place) => [
      place === 0 ? text : "",
      cut(entity.word, 40),
      "entity" in entity ? entity.entity : entity.entity_group,
      entity.score.toFixed(4),
      `${entity.start}-${entity.end}`,
    ]);
  });
  return tableLines(
    [["text", "entity", "type", "score", "place"], ...rows],
    ["left", "left", "left", "right", "left"],
  );
}
