import { expect, test } from "vitest";
import { chooseChoiceTexts } from "./choice-columns.js";

test("SWAG's columns are found, each with the flag that names another", () => {
  const columns = ["sent1", "sent2", "ending1", "ending0", "label"];
  const table = { file: "swag.csv", format: "csv" as const, columns, rows: [columns] };
  expect(chooseChoiceTexts(table, {})).toEqual({
    text: 0,
    pair: 1,
    choices: [3, 2],
    notes: [
      'swag.csv: column "sent1" is taken for the text (by its name); --text-column names another.',
      'swag.csv: column "sent2" is taken for the second text (by its name); --text-pair-column names another.',
    ],
  });
});
