import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { fileHash, lineOf, readTable } from "./index.js";

const data = resolve(import.meta.dirname, "../../../shared/data");
const isMissing = !existsSync(data);
if (isMissing) console.info(`skipped: the shared data sets are not at ${data}`);

describe.skipIf(isMissing)("public data sets", () => {
  test.each([
    ["gop-debate/Sentiment.csv", 13_871, 21],
    ["gop-debate/seed-split/train.csv", 12_483, 2],
    ["gop-debate/seed-split/validation.csv", 1388, 2],
    ["gop-debate/tutorial-split/train.csv", 12_483, 2],
    ["gop-debate/tutorial-split/validation.csv", 1388, 2],
    ["trec6/train.tsv", 5452, 3],
    ["trec6/test.tsv", 500, 3],
    ["glue/SST-2/train.tsv", 67_349, 2],
    ["glue/SST-2/dev.tsv", 872, 2],
    ["glue/SST-2/test.tsv", 1821, 2],
    ["chnsenticorp/train.tsv", 9600, 2],
    ["chnsenticorp/dev.tsv", 1200, 2],
    ["chnsenticorp/test.tsv", 1200, 2],
    ["ag_news/train_10k.csv", 9991, 2],
    ["cluener2020/train.json", 10_748, 2],
  ])("%s has %i rows and %i columns", async (file, rowCount, columnCount) => {
    const table = await readTable(resolve(data, file));
    expect([table.rows.length, table.columns.length]).toEqual([rowCount, columnCount]);
  });

  test("the last of 13,871 tweets starts on the line where it stands", async () => {
    const table = await readTable(resolve(data, "gop-debate/Sentiment.csv"));
    expect(table.rows.at(-1)?.[0]).toBe("13871");
    expect(await lineOf(table, table.rows.length - 1)).toBe(16_653);
  });

  test("a file's hash is its SHA-256", async () => {
    expect(await fileHash(resolve(data, "gop-debate/Sentiment.csv"))).toBe(
      "c052e97dab96880fd7b3e417f38f514fa6fa630aa432cbb7d52a466e07f1ac42",
    );
  });
});
