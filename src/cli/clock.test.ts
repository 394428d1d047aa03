import { expect, test } from "vitest";
import { clock } from "./clock.js";

test.each([
  [0, "0:00"],
  [247, "4:07"],
  [3603, "1:00:03"],
])("%i seconds are shown as %s", (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});
