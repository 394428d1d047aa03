import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/class-outliers.json" with { type: "json" };
import { temporaryFolder } from "../../test/temporary-folder.js";
import { distancesToOthers } from "./class-outliers.js";
import { checkData } from "./index.js";

const path = temporaryFolder();
const root = resolve(import.meta.dirname, "../..");
const miniLm = resolve(root, "../shared/models/minilm-l6-en");
if (!existsSync(miniLm)) console.info(`skipped: there is no ${miniLm}`);

test("distances are those of SciPy's cosine to the mean of the others", () => {
  const vectors = fixture.vectors.map((vector) => Float64Array.from(vector));
  expect(distancesToOthers(vectors)).toEqual(
    fixture.distances.map((distance) => expect.closeTo(distance, 12)),
  );
});

/** The lines of what is found in 30 rows of each label and some more. */
async function farLines(model: string, planted: readonly string[]): Promise<number[]> {
  const foods = ["soup", "bread", "salad", "cheese", "fish", "rice"];
  const places = ["Paris", "Rome", "Oslo", "Cairo", "Lima"];
  const rows = Array.from({ length: 60 }, (_, row) => {
    const [food, town] = [foods[row % 6], places[row % 5]];
    return row % 2
      ? `I ate the ${food} in ${town} and it was very good number ${row},food`
      : `The train to ${town} was late again and I missed ${food} day ${row},travel`;
  });
  await writeFile(path("rows.csv"), `text,label\n${[...rows, ...planted].join("\n")}\n`);
  const { findings } = await checkData(path("rows.csv"), { model, nearDuplicates: false });
  return findings
    .filter(({ code }) => code === "CLASS_OUTLIERS")
    .flatMap((finding) => finding.rows.map(({ line }) => line));
}

test("a text unlike all others of its label is found, by any encoder", async () => {
  const tiny = resolve(root, "test/fixtures/tiny-bert");
  expect(await farLines(tiny, [])).toEqual([]);
  expect(await farLines(tiny, ["0 1 2 3 4 5 6 7 8 9,food"])).toEqual([62]);
});

describe.skipIf(!existsSync(miniLm))("MiniLM", () => {
  test("finds the row whose text is about something else", async () => {
    expect(await farLines(miniLm, [])).toEqual([]);
    const planted = ["The central bank raised interest rates by a quarter point,food"];
    expect(await farLines(miniLm, planted)).toEqual([62]);
  }, 120_000);
});
