import { join } from "node:path";
import { expect, test } from "vitest";
import { loadModel, openFeatures } from "../src/prediction/index.js";
import { tinyBert } from "./tiny-bert.js";

const open = () => loadModel(tinyBert, { threads: 1, engine: "onnxruntime" });
/** Texts of several batches. */
const many = Array.from(
  { length: 60 },
  (_, at) => `the soup number ${at} was ${"very ".repeat(at % 20)}warm`,
);
const some = ["awful", "a lovely day", "our guide"];

test("calls that meet on one model, loaded or not yet, get the answers that they get alone", async () => {
  const alone = await open();
  const [wantedMany, wantedSome] = [await alone.predict(many), await alone.predict(some)];
  await alone.close();
  const model = await open();
  for (let round = 0; round < 3; round++) {
    const met = await Promise.all([
      model.predict(many),
      model.predict(some),
      model.predict(many),
      ...some.map((text) => model.predict([text])),
    ]);
    expect(met.slice(0, 3)).toEqual([wantedMany, wantedSome, wantedMany]);
    expect(met.slice(3).map(([answer]) => answer?.[0]?.label)).toEqual(
      wantedSome.map((answer) => answer[0]?.label),
    );
  }
  await model.close();
});

test("vectors of texts that are asked for at once are those of each", async () => {
  const features = await openFeatures(tinyBert, { threads: 1, engine: "onnxruntime" });
  const wanted = [await features.embed(many), await features.embed(some)];
  expect(await Promise.all([features.embed(many), features.embed(some)])).toEqual(wanted);
  await features.close();
});

test("closing in the middle of a call ends it with MODEL_CLOSED, and the model can be used again", async () => {
  const model = await open();
  const wanted = await model.predict(some);
  const encoded = await model.tokenizer.encode(many, { maxLength: 64 });
  const examples = encoded.map(({ tokenIds, typeIds }, row) => ({ row, tokenIds, typeIds }));
  const call = model.outputs(examples).catch((error: unknown) => error);
  await model.close();
  expect(await call).toMatchObject({ code: "MODEL_CLOSED" });
  expect(await model.predict(some)).toEqual(wanted);
  await model.close();
});

test("what is closed may be closed again, and gaps be filled anew", async () => {
  const features = await openFeatures(tinyBert, { threads: 1 });
  await features.embed(some);
  await features.close();
  await features.close();
  const model = await loadModel(join(import.meta.dirname, "fixtures/tiny-pretraining"), {
    threads: 1,
  });
  const wanted = await model.fillMask(["a [MASK] day"]);
  await model.close();
  expect(await model.fillMask(["a [MASK] day"])).toEqual(wanted);
  await model.close();
});
