import { BerthError } from "../../base/index.js";

/** A part of a split: its name, and its size as a share below 1, a number of rows, or what is left. */
export interface Part {
  readonly name: string;
  readonly size: number | "rest";
}

/**
 * How many rows each part gets. Shares are rounded so that their sum is right: down, and then up where
 * most was lost, the earlier part first of equals.
 *
 * @throws PART_SIZES when the sizes do not use every row once, or a part would have none
 *
 * @example
 * partCounts(11, [{ name: "train", size: 0.8 }, { name: "test", size: 0.2 }]); // [9, 2]
 * partCounts(11, [{ name: "train", size: "rest" }, { name: "test", size: 3 }]); // [8, 3]
 */
export function partCounts(rowCount: number, parts: readonly Part[]): number[] {
  const rests = parts.filter(({ size }) => size === "rest").length;
  if (rests > 1) refuse("only one part can take the rest", parts);
  const counts = rests === 1 ? withRest(rowCount, parts) : withoutRest(rowCount, parts);
  const empty = parts.find((_, index) => (counts[index] as number) < 1);
  if (empty) {
    refuse(`of ${rowCount} rows, part "${empty.name}" would get none`, parts);
  }
  return counts;
}

/** Sizes of `count` folds, the first ones a row larger where the rows do not come out even. */
export function foldCounts(rowCount: number, count: number): number[] {
  if (rowCount < count) refuse(`${rowCount} rows cannot fill ${count} folds`, []);
  return largestRemainder(rowCount, new Array<number>(count).fill(1 / count));
}

const isShare = (size: Part["size"]): size is number => size !== "rest" && size < 1;

function withRest(rowCount: number, parts: readonly Part[]): number[] {
  const taken = parts.map(({ size }) => (isShare(size) ? Math.round(size * rowCount) : size));
  const sum = taken.reduce((total: number, size) => total + (size === "rest" ? 0 : size), 0);
  return taken.map((size) => (size === "rest" ? rowCount - sum : size));
}

function withoutRest(rowCount: number, parts: readonly Part[]): number[] {
  const sizes = parts.map(({ size }): number => (size === "rest" ? 0 : size));
  const sum = sizes.reduce((total, size) => total + size, 0);
  const shareCount = sizes.filter(isShare).length;
  if (shareCount === sizes.length) {
    if (Math.abs(sum - 1) > 1e-6) refuse(`the shares add up to ${Number(sum.toFixed(6))}`, parts);
    return largestRemainder(rowCount, sizes);
  }
  if (shareCount > 0) refuse("shares and numbers of rows stand side by side", parts);
  if (sum !== rowCount) refuse(`there are ${rowCount} rows, and the sizes add up to ${sum}`, parts);
  return sizes;
}

/** Whole numbers with a given sum, each less than 1 from its share of it. */
function largestRemainder(total: number, shares: readonly number[]): number[] {
  // A share such as 0.3 of 10 may come out a breath below 3.
  const exact = shares.map((share) => Number((share * total).toFixed(6)));
  const counts = exact.map(Math.floor);
  const missing = total - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = [...counts.keys()].sort(
    (a, b) =>
      (exact[b] as number) - (counts[b] as number) - ((exact[a] as number) - (counts[a] as number)),
  );
  for (const index of byRemainder.slice(0, missing)) counts[index] = (counts[index] as number) + 1;
  return counts;
}

function refuse(fault: string, parts: readonly Part[]): never {
  const sizes = parts.map(({ name, size }) => `${name}=${size}`).join(",");
  const asked = sizes === "" ? "" : ` (${sizes})`;
  throw new BerthError(
    "PART_SIZES",
    `the parts of a split must use every row once${asked}: ${fault}. Give shares that add up to 1, or numbers of rows and one part as NAME=rest`,
    { sizes },
  );
}
