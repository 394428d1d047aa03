import { expect, test } from "vitest";
import fixture from "../../../test/fixtures/crf.json" with { type: "json" };
import { chainLoss } from "./chain-loss.js";
import { labelMoves } from "./tags.js";

test("the loss is PyTorch's", () => {
  const crf = { ...fixture, moves: labelMoves(fixture.names) };
  const losses = fixture.emissions.map((emissions, index) =>
    chainLoss(emissions, fixture.labels[index] ?? [], crf),
  );
  const sum = losses.reduce((total, loss) => total + loss, 0);
  expect(sum / fixture.loss).toBeCloseTo(1, 7);
});
