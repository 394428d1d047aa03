import fc from "fast-check";
import { expect, test } from "vitest";
import { foldCounts, type Part, partCounts } from "../index.js";
import { roundShares } from "./round-shares.js";
import { rowLabels } from "./row-labels.js";
import { timeOf } from "./time-of.js";

const sizes = (text: string): Part[] =>
  text.split(",").map((part) => {
    const [name = "", size = ""] = part.split("=");
    return { name, size: size === "rest" ? size : Number(size) };
  });

test.each([
  [100, "a=0.8,b=0.1,c=0.1", [80, 10, 10]],
  [13_871, "a=0.8,b=0.1,c=0.1", [11_097, 1387, 1387]],
  [10, "a=0.7,b=0.3", [7, 3]],
  [11, "a=0.5,b=0.5", [6, 5]],
  [100, "a=rest,b=25", [75, 25]],
  [100, "a=0.25,b=rest,c=10", [25, 65, 10]],
  [9, "a=6,b=3", [6, 3]],
])("%i rows as %s are %j", (rows, text, counts) => {
  expect(partCounts(rows, sizes(text))).toEqual(counts);
});

test.each([
  [100, "a=0.8,b=0.1", "the shares add up to 0.9"],
  [100, "a=80,b=10", "there are 100 rows, and the sizes add up to 90"],
  [100, "a=rest,b=rest", "only one part can take the rest"],
  [100, "a=rest,b=100", 'of 100 rows, part "a" would get none'],
  [100, "a=rest,b=200", 'of 100 rows, part "a" would get none'],
  [3, "a=0.9,b=0.1", 'of 3 rows, part "b" would get none'],
  [100, "a=0.9,b=10", "shares and numbers of rows stand side by side"],
])("%i rows cannot be %s", (rows, text, why) => {
  expect(() => partCounts(rows, sizes(text))).toThrowError(
    expect.objectContaining({
      code: "PART_SIZES",
      message: `the parts of a split must use every row once (${text}): ${why}. Give shares that add up to 1, or numbers of rows and one part as NAME=rest`,
    }),
  );
});

test("folds differ by a row at most, and none is empty", () => {
  expect(foldCounts(11, 3)).toEqual([4, 4, 3]);
  expect(() => foldCounts(2, 3)).toThrowError(expect.objectContaining({ code: "PART_SIZES" }));
});

test("rounded shares keep the sums of every label and part, each number rounded down or up", () => {
  const labels = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });
  const cuts = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
    minLength: 2,
    maxLength: 6,
  });
  fc.assert(
    fc.property(labels, cuts, (labelCounts, weights) => {
      const total = labelCounts.reduce((sum, count) => sum + count, 0);
      fc.pre(total >= weights.length * 2);
      const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
      const partsButLast = weights
        .slice(1)
        .map((weight) => Math.max(1, Math.floor((weight / weightSum) * (total - weights.length))));
      const parts = [total - partsButLast.reduce((sum, count) => sum + count, 0), ...partsButLast];
      const table = roundShares(labelCounts, parts);
      const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
      expect(table.map(sum)).toEqual(labelCounts);
      expect(parts.map((_, part) => sum(table.map((row) => row[part] ?? 0)))).toEqual(parts);
      for (const [label, row] of table.entries()) {
        for (const [part, count] of row.entries()) {
          const share = ((labelCounts[label] ?? 0) * (parts[part] ?? 0)) / total;
          expect(Math.abs(count - share)).toBeLessThan(1);
        }
      }
    }),
  );
});

test.each([
  // What Python's datetime.fromisoformat(...).timestamp() gives, in milliseconds.
  ["2015-08-07 09:54:46 -0700", 1_438_966_486_000],
  ["2015-08-07 09:54:46-07", 1_438_966_486_000],
  ["2015-08-07 16:54:46+00", 1_438_966_486_000],
  ["2015-08-07-07", undefined],
  ["2015-08-07T09:54:46.25Z", 1_438_941_286_250],
  ["2015-08-07T09:54:46+08:00", 1_438_912_486_000],
  ["2015-08-07", 1_438_905_600_000],
  ["2015/8/7 9:54", 1_438_941_240_000],
  ["2015年8月7日 09:54", 1_438_941_240_000],
  ["2015年8月7日 9时54分", 1_438_941_240_000],
  ["2015年8月7日9时54分46秒", 1_438_941_286_000],
  ["2015年8月7日 9点54", 1_438_941_240_000],
  ["2015年8月7日 下午9点", 1_438_981_200_000],
  ["2015年8月7日 21时", 1_438_981_200_000],
  ["2015年8月7日 21時 +0800", 1_438_952_400_000],
  ["2015年8月7日 上午9：54", 1_438_941_240_000],
  ["2015年8月7日 9时61分", undefined],
  ["2015年8月7日 上午", undefined],
  ["1438966486", 1_438_966_486],
  ["-3.5", -3.5],
  ["7/8/2015", undefined],
  ["August 7", undefined],
  ["2015-13-01", undefined],
  ["", undefined],
])("the time of %j is %j", (cell, time) => {
  expect(timeOf(cell)).toBe(time);
});

test.each<[string, Intl.DateTimeFormatOptions]>([
  ["上午0:30", { hour: "numeric", minute: "2-digit", hour12: true }],
  ["上午00:30:05", { timeStyle: "medium", hour12: true }],
  ["00:30", { timeStyle: "short" }],
])("every hour of a day that Intl writes as %s is read", (_, time) => {
  const day: Intl.DateTimeFormatOptions =
    time.timeStyle === undefined
      ? { year: "numeric", month: "long", day: "numeric" }
      : { dateStyle: "long" };
  const writer = new Intl.DateTimeFormat("zh-CN", { ...day, ...time, timeZone: "UTC" });
  const hours = Array.from({ length: 24 }, (__, hour) => Date.UTC(2015, 7, 7, hour, 30));
  expect(hours.map((hour) => timeOf(writer.format(hour)))).toEqual(hours);
});

test.each([
  [" joy ", undefined, ["joy"]],
  ["3,17", ",", ["3", "17"]],
  ["3, 17 ,3", ",", ["3", "17"]],
  ["", ",", []],
  ['["喜悦", "爱"]', undefined, ["喜悦", "爱"]],
  ["[]", undefined, []],
  ["[sic]", undefined, ["[sic]"]],
])("the labels of %j between %j are %j", (cell, separator, labels) => {
  expect(rowLabels(cell, separator)).toEqual(labels);
});
