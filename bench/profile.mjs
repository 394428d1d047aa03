// Where the time of a training step goes: MiniLM on GOP tweets, batches of 32, by kinds of operation.
//   node bench/profile.mjs [--steps 20] [--engine onnxruntime] [--precision f32] [--threads 2]
// ONNX Runtime's numbers are sums over all steps, OpenVINO's are of the last.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  batchIndices,
  bertArchitecture,
  chooseColumns,
  classificationExamples,
  classifier,
  classLabels,
  completeWeights,
  createStepper,
  epochOrder,
  loadTokenizer,
  matchWeights,
  packBatch,
  planTraining,
  readConfig,
  readLabels,
  readTable,
  readWeights,
} from "../dist/index.js";
import { miniLm } from "./places.mjs";
import { openEngine } from "./programs/open-engine.mjs";
import { tasks } from "./runs.mjs";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "20" },
    engine: { type: "string", default: "onnxruntime" },
    precision: { type: "string", default: "f32" },
    threads: { type: "string", default: "2" },
  },
});
const stepCount = Number(values.steps);

/** The engine, whose programs are profiled and timed. */
function profiled(engine, folder, spent) {
  let loaded = 0;
  return {
    ...engine,
    async load(onnx, options) {
      const program = await engine.load(onnx, { ...options, profile: join(folder, `${loaded++}`) });
      return {
        bind: (name, tensor) => program.bind(name, tensor),
        async run() {
          const start = performance.now();
          await program.run();
          spent.engine += performance.now() - start;
        },
        output: (name) => program.output(name),
        close: () => program.close(),
      };
    },
  };
}

/** The training program's profile as milliseconds by kind of operation: of all programs, the one with most. */
function readProfile(folder) {
  const profiles = readdirSync(folder).map((file) => {
    const content = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const times = new Map();
    for (const node of content) {
      const isKernel = node.cat === "Node" && node.name.endsWith("_kernel_time");
      if (!isKernel && node.microseconds === undefined) continue;
      const kind = node.args?.op_name ?? node.type;
      times.set(kind, (times.get(kind) ?? 0) + (node.dur ?? node.microseconds) / 1000);
    }
    return times;
  });
  const total = (times) => [...times.values()].reduce((sum, time) => sum + time, 0);
  const [longest] = profiles.sort((a, b) => total(b) - total(a));
  return { times: longest, total: total(longest) };
}

const { train: file } = tasks.gop;
const label = tasks.gop.flags["label-column"];
const table = await readTable(file);
const columns = chooseColumns(table, { text: "text", label });
const labels = await readLabels(table, columns.label);
const tokenizer = await loadTokenizer(miniLm);
const train = await classificationExamples(table, columns, labels, tokenizer, 128);
const model = classifier(
  bertArchitecture(await readConfig(miniLm)),
  { kind: "linear" },
  labels.length,
);
const { values: found } = matchWeights(model.parameters, await readWeights(miniLm), miniLm);
const plan = planTraining(model, {
  logits: (encoded) => model.logits(encoded),
  loss: (encoded) => model.loss(encoded, {}),
  optimizer: "adamw",
  weightDecay: 0.01,
  threads: Number(values.threads),
  precision: values.precision,
  seed: 1,
});

const folder = mkdtempSync(join(tmpdir(), "berth-profile-"));
const spent = { engine: 0 };
const engine = profiled(await openEngine(values.engine), folder, spent);
const stepper = await createStepper(engine, plan, completeWeights(model.parameters, found, 1));
const start = performance.now();
for (const [step, places] of batchIndices(epochOrder(train.length, 1, 0), 32)
  .slice(0, stepCount)
  .entries()) {
  const examples = Array.from(places, (place) => train[place]);
  const batch = { ...packBatch(examples), labels: classLabels(examples) };
  await stepper.step([batch], { step, learningRate: 5e-5, maxGradientNorm: 1 });
}
const whole = performance.now() - start;
await stepper.close();
const { times, total } = readProfile(folder);
rmSync(folder, { recursive: true });

const line = (...cells) =>
  console.info(
    cells.map((cell, i) => (i ? `${cell}`.padStart(12) : `${cell}`.padEnd(28))).join(""),
  );
const share = (part, of) => `${((100 * part) / of).toFixed(1)} %`;
line("a step", "ms", "share");
line("engine", (spent.engine / stepCount).toFixed(1), share(spent.engine, whole));
line(
  "all else",
  ((whole - spent.engine) / stepCount).toFixed(1),
  share(whole - spent.engine, whole),
);
console.info("");
line("operations in the engine", "ms", "share");
// OpenVINO keeps the last run only.
const runs = values.engine === "openvino" ? 1 : stepCount;
for (const [kind, time] of [...times].sort(([, a], [, b]) => b - a)) {
  line(kind, (time / runs).toFixed(1), share(time, total));
}
