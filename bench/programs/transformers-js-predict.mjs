// Labels texts with transformers.js, from onnx/model.onnx: batches of 32, or one text at a time, or --text alone.
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { env, pipeline } from "@huggingface/transformers";

const { values } = parseArgs({
  options: {
    ...{ model: { type: "string" }, data: { type: "string" }, label: { type: "string" } },
    ...{ threads: { type: "string", default: "2" }, text: { type: "string" } },
    ...{ one: { type: "boolean", default: false }, limit: { type: "string" } },
  },
});
env.allowRemoteModels = false;
env.localModelPath = dirname(values.model);

const start = performance.now();
const classifier = await pipeline("text-classification", basename(values.model), {
  dtype: "fp32",
  session_options: { intraOpNumThreads: Number(values.threads) },
});
if (values.text !== undefined) {
  console.info(JSON.stringify(await classifier(values.text)));
} else {
  // Not at the top: the label of one text needs nothing of Berth.
  const { labelledTexts, share } = await import("./labelled-texts.mjs");
  const { texts, labels } = await labelledTexts(values);
  const size = values.one ? 1 : 32;
  await classifier(texts.slice(0, size));
  const loaded = performance.now();
  const named = [];
  for (let first = 0; first < texts.length; first += size) {
    const results = await classifier(texts.slice(first, first + size));
    named.push(...results.map(({ label }) => label));
  }
  const end = performance.now();
  console.info(
    JSON.stringify({
      seconds: (end - loaded) / 1000,
      loadSeconds: (loaded - start) / 1000,
      texts: texts.length,
      accuracy: share(named, labels),
    }),
  );
}
await classifier.dispose();
