// Training steps of several builds in turn, on the same batches of GOP tweets: what a change of the graph is worth.
//   node bench/step.mjs DIST [DIST...] [--steps 30] [--threads 2] [--batch 32] [--model DIR] [--profile PREFIX]
// DIST is the folder of a build. Every batch goes through each build before the next batch is drawn, the first build
// changing each time. Printed: the median milliseconds of a step, of its engine run and of processor time; for each the
// median ratio to the first build on the same batch; and the loss of the first step. On a busy machine processor time
// with --threads 1 says most. --profile leaves the engine's profile of each build at PREFIX-0, PREFIX-1 ...
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const shared = resolve(import.meta.dirname, "../../shared");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: "string", default: "30" },
    threads: { type: "string", default: "2" },
    batch: { type: "string", default: "32" },
    model: { type: "string", default: join(shared, "models/minilm-l6-en") },
    data: { type: "string", default: join(shared, "data/gop-debate/seed-split/train.csv") },
    profile: { type: "string" },
  },
});
const steps = Number(values.steps);
const batchSize = Number(values.batch);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** The engine with a clock around its runs. */
function timed(engine, clock, profile) {
  return {
    ...engine,
    async load(onnx, options) {
      const program = await engine.load(onnx, profile ? { ...options, profile } : options);
      return {
        bind: (...given) => program.bind(...given),
        output: (name) => program.output(name),
        close: () => program.close(),
        async run() {
          const start = performance.now();
          await program.run();
          clock.ms += performance.now() - start;
        },
      };
    },
  };
}

async function load(folder, index) {
  const berth = await import(pathToFileURL(join(resolve(folder), "index.js")));
  const architecture = berth.bertArchitecture(await berth.readConfig(values.model));
  const model = berth.classifier(architecture, { kind: "linear" }, 3);
  const { values: found } = berth.matchWeights(
    model.parameters,
    await berth.readWeights(values.model),
    values.model,
  );
  const weights = berth.completeWeights(model.parameters, found, 0);
  const plan = berth.planTraining(model, {
    logits: (encoded) => berth.model.logits(encoded),
    loss: (encoded) => model.loss(encoded, {}),
    optimizer: "adamw",
    threads: Number(values.threads),
    seed: 42,
  });
  const clock = { ms: 0 };
  const profile = values.profile && `${values.profile}-${index}`;
  const engine = timed(await berth.onnxRuntimeEngine(), clock, profile);
  const stepper = await berth.createStepper(engine, plan, weights);
  return { berth, stepper, clock, all: [], runs: [], cpu: [], firstLoss: 0 };
}

async function step(build, examples, number) {
  const { berth, stepper, clock } = build;
  clock.ms = 0;
  const start = performance.now();
  const before = process.cpuUsage();
  const batch = { ...berth.packBatch(examples), labels: berth.classLabels(examples) };
  const settings = { step: number, learningRate: 5e-5, maxGradientNorm: 1 };
  const { loss } = await stepper.step([batch], settings);
  if (number === 0) build.firstLoss = loss;
  // The first steps warm caches and memory up.
  if (number < 3) return;
  build.all.push(performance.now() - start);
  build.runs.push(clock.ms);
  const { user, system } = process.cpuUsage(before);
  build.cpu.push((user + system) / 1000);
}

/** Tweets of the file as examples; their labels, which only the loss's value depends on, are made up. */
async function readExamples({ berth }) {
  const tokenizer = await berth.loadTokenizer(values.model);
  const lines = readFileSync(values.data, "utf8").split("\n").slice(1, 1 + batchSize * (steps + 3));
  const encodings = await tokenizer.encode(lines.map((text) => text || "-"), { maxLength: 128 });
  return encodings.map(({ tokenIds, typeIds }, row) => ({
    row,
    tokenIds,
    typeIds,
    target: Int32Array.of(row % 3),
  }));
}

const builds = await Promise.all(positionals.map(load));
const examples = await readExamples(builds[0]);
for (let number = 0; (number + 1) * batchSize <= examples.length; number++) {
  const batch = examples.slice(number * batchSize, (number + 1) * batchSize);
  const order = builds.map((_, index) => builds[(index + number) % builds.length]);
  for (const build of order) await step(build, batch, number);
}
const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(11)).join(" "));
const kinds = { "step ms": "all", "engine ms": "runs", "cpu ms": "cpu" };
line([...Object.keys(kinds).flatMap((kind) => [kind, "ratio"]), "first loss", "build"]);
for (const [index, build] of builds.entries()) {
  const cells = Object.values(kinds).flatMap((key) => {
    const ratios = build[key].map((ms, index) => ms / builds[0][key][index]);
    return [median(build[key]).toFixed(1), median(ratios).toFixed(3)];
  });
  line([...cells, build.firstLoss.toFixed(6), positionals[index]]);
  await build.stepper.close();
}
