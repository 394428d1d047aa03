import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { readTable, writeTable } from "../index.js";
import type { AugmentSettings } from "./augment-rows.js";
import { augmentTable, type EditedColumns } from "./augment-table.js";
import { thesaurusOf } from "./thesaurus.js";

const path = temporaryFolder();
const thesaurus = thesaurusOf(new Map());
const settings: AugmentSettings = { methods: ["swap"], rate: 0.2, seed: 42, thesaurus };

test("values of JSON stay as they are written beside made rows", async () => {
  const written = async (content: string, columns: EditedColumns): Promise<string[]> => {
    await writeFile(path("typed.jsonl"), content);
    const table = await readTable(path("typed.jsonl"));
    const augmented = await augmentTable(table, columns, {}, settings);
    await writeTable(path("more.jsonl"), augmented.table, { force: true });
    return (await readFile(path("more.jsonl"), "utf8")).trimEnd().split("\n");
  };
  const texts = '{"text": "😀", "label": "1", "x": 1.50}\n{"text": "good film", "label": "0"}\n';
  expect(await written(texts, { text: 0 })).toEqual([
    '{"text": "😀", "label": "1", "x": 1.50, "augmented_from": null, "augmentation": null}',
    '{"text": "good film", "label": "0", "augmented_from": null, "augmentation": null}',
    '{"text": "film good", "label": "0", "augmented_from": 2, "augmentation": "swap"}',
  ]);
  const words = '{"tokens": ["good",  "film"], "tags": ["O",  "O"]}\n';
  const [, made = ""] = await written(words, { tokens: 0, tags: 1 });
  expect(JSON.parse(made)).toMatchObject({ tokens: ["film", "good"], tags: ["O", "O"] });
});
