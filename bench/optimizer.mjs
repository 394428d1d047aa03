// The optimizer alone: AdamW with clipping over flat storage, beside a plain loop over the same typed arrays.
//   node bench/optimizer.mjs [--sizes 10.6,22,85] [--rounds 15] [--threads 2]
// Sizes are millions of parameters. Every round does each variant once; printed is each one's fastest, in
// milliseconds: other programs can only make it slower.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { createOptimizer, createStorage, momentNames } from "../dist/optimizers/index.js";

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "10.6,22,85" },
    rounds: { type: "string", default: "15" },
    threads: { type: "string", default: `${Math.min(8, availableParallelism())}` },
  },
});
const threads = Number(options.threads);
const settings = { kind: "adamw", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
const step = { rate: 5e-5, totalWeight: 32, maxGradientNorm: 1 };
const moments = momentNames(settings);

/** As many weights of a feed-forward layer as make up the size. */
function tensorsOf(parameterCount) {
  const matrices = Math.ceil(parameterCount / (384 * 1536));
  return Array.from({ length: matrices }, (_, i) => ({
    name: `layer.${i}`,
    shape: [384, 1536],
    decay: i % 2 === 0,
    trained: true,
  }));
}

/** Gradients with no two alike in a row; the optimizer has zeroed those of the step before. */
function fillGradients(storage) {
  for (const [t, name] of storage.names.entries()) {
    const gradient = storage.gradient(name);
    for (let i = 0; i < gradient.length; i++) gradient[i] = (((i + t) % 1009) - 504) / 504;
  }
}

function stepBy(storage) {
  const optimizer = createOptimizer(storage, settings);
  return () => optimizer.step(step);
}

/** What one would write over typed arrays: a norm, then one loop over weights, gradients and moments. */
function stepByPlainLoops(storage) {
  const tensors = storage.names.map((name, i) => ({
    w: storage.values(name),
    g: storage.gradient(name),
    m: storage.moment("exp_avg", name),
    v: storage.moment("exp_avg_sq", name),
    decay: i % 2 === 0 ? settings.weightDecay : 0,
  }));
  let count = 0;
  return () => {
    count += 1;
    let sum = 0;
    for (const { g } of tensors) sum += squares(g);
    const norm = Math.sqrt(sum) / step.totalWeight;
    const scale = Math.min(1, step.maxGradientNorm / (norm + 1e-6)) / step.totalWeight;
    for (const { w, g, m, v, decay } of tensors) update(w, g, m, v, decay, scale, count);
  };
}

function squares(g) {
  let sum = 0;
  for (let i = 0; i < g.length; i++) sum += g[i] * g[i];
  return sum;
}

function update(w, g, m, v, decay, scale, count) {
  const { beta1, beta2, epsilon } = settings;
  const keep = 1 - step.rate * decay;
  const stepSize = step.rate / (1 - beta1 ** count);
  const deviationScale = 1 / Math.sqrt(1 - beta2 ** count);
  for (let i = 0; i < w.length; i++) {
    const gradient = g[i] * scale;
    const mean = beta1 * m[i] + (1 - beta1) * gradient;
    const variance = beta2 * v[i] + (1 - beta2) * gradient * gradient;
    m[i] = mean;
    v[i] = variance;
    w[i] = keep * w[i] - (stepSize * mean) / (Math.sqrt(variance) * deviationScale + epsilon);
    g[i] = 0;
  }
}

const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(11)).join(" "));
line(["parameters", "plain loop", "1 thread", "ratio", `${threads} threads`, "ratio"]);
for (const size of options.sizes.split(",").map(Number)) {
  const tensors = tensorsOf(size * 1e6);
  const own = createStorage(tensors, { moments });
  const shared = createStorage(tensors, { moments, shared: true, threads });
  const variants = [
    { storage: own, run: stepByPlainLoops(own), times: [] },
    { storage: own, run: stepBy(own), times: [] },
    { storage: shared, run: stepBy(shared), times: [] },
  ];
  // Two rounds to warm up: the helpers start, and the loops are compiled.
  for (let round = -2; round < Number(options.rounds); round++) {
    for (const { storage, run, times } of variants) {
      fillGradients(storage);
      const start = performance.now();
      run();
      if (round >= 0) times.push(performance.now() - start);
    }
  }
  const [plain, one, many] = variants.map(({ times }) => Math.min(...times));
  line([
    `${size} M`,
    ...[plain.toFixed(1), one.toFixed(1), `${(plain / one).toFixed(2)} x`],
    ...[many.toFixed(1), `${(plain / many).toFixed(2)} x`],
  ]);
  await shared.close();
}
