import { expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();

test("the card tells the warm-up in steps, the augmentation, and the rows that somebody labelled", async () => {
  const data = ["--train", "train.csv", "--validation", "validation.csv", "--model", "bert"];
  const settings = ["--warmup-steps", "1", "--augment", "swap", "--augment-rows", "2"];
  const steps = ["--max-steps", "1", "--batch-size", "4", "--output", "run", "--quiet"];
  expect(await place.berth("finetune", ...data, ...settings, ...steps)).toMatchObject({
    status: 0,
  });
  const card = await place.read("run/README.md");
  expect(card).toContain("on 40 labelled rows");
  expect(card).toContain("- warmupSteps: `1`\n");
  expect(card).not.toContain("warmupRatio");
  expect(card).toContain('- augment: `["swap"]`\n- augmentRate: `0.1`\n- augmentRows: `2`\n');
});
