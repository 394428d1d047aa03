import { expect, test } from "vitest";
import { wordedTexts } from "./worded-texts.js";

const readAs = {};

test("a row that is no list among lists of words is named, and not read as text with its brackets", async () => {
  const cells = ['["ada", "smith"]', '["bob"]', "ada smith"];
  await expect(wordedTexts(cells, { file: "rows.jsonl", readAs })).rejects.toMatchObject({
    code: "TAGS_BROKEN",
    details: { file: "rows.jsonl", row: 3 },
  });
  expect(await wordedTexts(cells, { file: "rows.txt", readAs })).toHaveLength(3);
  expect(await wordedTexts(cells.slice(0, 2), { file: "rows.jsonl", readAs })).toMatchObject([
    { text: "ada smith" },
    { text: "bob" },
  ]);
});
