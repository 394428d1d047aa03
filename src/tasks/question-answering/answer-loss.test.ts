import { expect, test } from "vitest";
import fixture from "../../../test/fixtures/answer-pointer.json" with { type: "json" };
import { answerLosses, meanLosses } from "./answer-loss.js";

const { answers, logits, label_smoothing: smoothing } = fixture;
const outputs = logits.map((rows) => Float32Array.from(rows.flat()));
const examples = answers.map((target, row) => ({
  row,
  tokenIds: new Int32Array(logits[row]?.length ?? 0),
  typeIds: new Int32Array(logits[row]?.length ?? 0),
  target: Int32Array.from(target),
}));

test.each([
  { share: 0, wanted: fixture.loss },
  { share: smoothing, wanted: fixture.loss_smoothed },
])("the loss with label smoothing $share is PyTorch's", ({ share, wanted }) => {
  const losses = answerLosses(examples, outputs, share);
  expect(meanLosses(losses, 2).loss).toBeCloseTo(wanted, 5);
});
