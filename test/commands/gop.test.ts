import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();
const tweets = resolve(import.meta.dirname, "../../../shared/data/gop-debate");
if (!existsSync(tweets)) console.info(`skipped: the tweets of the GOP debate are not at ${tweets}`);

describe.skipIf(!existsSync(tweets))("the tweets of the GOP debate", () => {
  const raw = resolve(tweets, "Sentiment.csv");

  test("are 13,871 rows of 21 columns, with the published shares of the labels", async () => {
    const { status, stdout } = await place.berth("data", "stats", raw, "--quiet");
    expect([status, stdout]).toEqual([0, expect.stringContaining("(13871, 21)")]);
    const { rows, columns, labels } = await place.json("data", "stats", raw);
    expect([rows, columns.length]).toEqual([13_871, 21]);
    expect(
      labels.map(({ label, share }: { label: string; share: number }) => [
        label,
        (100 * share).toFixed(4),
      ]),
    ).toEqual([
      ["Negative", "61.2285"],
      ["Neutral", "22.6516"],
      ["Positive", "16.1200"],
    ]);
  });

  test("have 10,402 distinct texts, and the check says so", async () => {
    const { rows, distinctTexts, findings } = await place.json(
      "data",
      "check",
      raw,
      "--near-duplicates",
      "no",
    );
    expect([rows, distinctTexts]).toEqual([13_871, 10_402]);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "TEXTS_REPEATED", count: 13_871 - 10_402 }),
    );
  });

  test.each([
    ["seed-split", 376],
    ["tutorial-split", undefined],
  ])("leak in the tutorial's random split (%s), and the check says where", async (name, rows) => {
    const part = (file: string): string => resolve(tweets, name, `${file}.csv`);
    const words = [part("train"), "--validation", part("validation"), "--near-duplicates", "no"];
    const { files, findings } = await place.json("data", "check", ...words);
    if (rows !== undefined) expect(files[1].sharedRows).toBe(rows);
    const [leak] = findings.filter(({ code }: { code: string }) => code === "TEXTS_SHARED");
    expect(leak).toMatchObject({ count: files[1].sharedTexts, severity: "warning" });
    expect(leak.count).toBeGreaterThan(100);
    expect(leak.rows[0]).toMatchObject({ file: part("validation"), line: expect.any(Number) });
  });

  test("share no text in two parts once they are split by groups", async () => {
    const groups = ["--group-by", "near-duplicates", "--stratify", "sentiment"];
    const split = await place.json("data", "split", raw, "--output", "parts", ...groups);
    expect(split.sharedTexts).toBe(0);
    const { files, findings } = await place.json(
      "data",
      ...[
        "check",
        place.path("parts/train.csv"),
        "--validation",
        place.path("parts/validation.csv"),
      ],
      ...["--test", place.path("parts/test.csv"), "--near-duplicates", "no"],
    );
    expect(files.map(({ sharedTexts }: { sharedTexts: number }) => sharedTexts)).toEqual([0, 0, 0]);
    const codes = findings.map(({ code }: { code: string }) => code);
    expect(codes).not.toContain("TEXTS_SHARED");
  });
});
