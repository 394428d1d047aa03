// Labels texts with Berth, as `berth predict --data` does, and prints how long the loop took.
import { parseArgs } from "node:util";
import { loadModel } from "../../dist/index.js";
import { labelledTexts, share } from "./labelled-texts.mjs";

const { values } = parseArgs({
  options: {
    ...{ model: { type: "string" }, data: { type: "string" }, label: { type: "string" } },
    ...{ engine: { type: "string" }, precision: { type: "string" }, threads: { type: "string" } },
    ...{ one: { type: "boolean", default: false }, limit: { type: "string" } },
  },
});
const { texts, labels } = await labelledTexts(values);
const options = { topK: 1, maxLength: 128 };

const start = performance.now();
const { engine, precision } = values;
const model = await loadModel(values.model, { engine, precision, threads: Number(values.threads) });
// The program is built at the first call.
await model.predict(texts.slice(0, values.one ? 1 : 32), options);
const loaded = performance.now();
const predictions = [];
if (values.one) {
  for (const text of texts) predictions.push(...(await model.predict([text], options)));
} else {
  predictions.push(...(await model.predict(texts, options)));
}
const end = performance.now();
await model.close();

const named = predictions.map(([best]) => best.label);
console.info(
  JSON.stringify({
    seconds: (end - loaded) / 1000,
    loadSeconds: (loaded - start) / 1000,
    texts: texts.length,
    accuracy: share(named, labels),
  }),
);
