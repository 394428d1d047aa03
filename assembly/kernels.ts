// The loops over flat storage, in WebAssembly SIMD. Compiled by scripts/build-kernels.mjs.
//
// Pointers are byte addresses, aligned to 16; counts are numbers of float32 values, a multiple of 16.
// Storage pads every tensor with zeros to keep both true, so no loop has a tail. Loops do two vectors
// of four values a turn: the second one's divisions and loads fill the pauses of the first.

/** Bytes of one vector of four float32 values. */
const STEP: usize = 16;

// Processors take some thirty times longer over numbers so small that float32 has no full precision
// for them. The mean of a weight that no longer gets gradients would sink there and stay, so moments
// below these floors become 0. Next to any epsilon above 1e-15 that changes no weight.
const MEAN_FLOOR: f32 = 1e-30;
const VARIANCE_FLOOR: f32 = 1e-37;

/** Sum of squares in float64, in an order that depends on the count alone. */
export function sumOfSquares(values: usize, count: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = values + (count << 2);
  for (; values < end; values += 2 * STEP) {
    a = f64x2.add(a, squares(values));
    b = f64x2.add(b, squares(values + 8));
    c = f64x2.add(c, squares(values + 16));
    d = f64x2.add(d, squares(values + 24));
  }
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The squares of two values, in float64. */
// @ts-ignore: a decorator on a function, which only AssemblyScript has
@inline
function squares(values: usize): v128 {
  const x = f64x2.promote_low_f32x4(v128.load64_zero(values));
  return f64x2.mul(x, x);
}

/** Adds `source` to `target`, value by value. */
export function addInto(target: usize, source: usize, count: usize): void {
  const end = target + (count << 2);
  for (; target < end; target += 2 * STEP, source += 2 * STEP) {
    const first = f32x4.add(v128.load(target), v128.load(source));
    const second = f32x4.add(v128.load(target, STEP), v128.load(source, STEP));
    v128.store(target, first);
    v128.store(target, second, STEP);
  }
}

/** Sets every value to 0. */
export function clear(values: usize, count: usize): void {
  memory.fill(values, 0, count << 2);
}

/**
 * Adam (Kingma and Ba 2015) with both kinds of weight decay:
 * `penalty * w` joins the gradient (Adam), `keep` shrinks the weight itself (AdamW).
 *
 * g = scale * gradient + penalty * w
 * m = m + (1 - beta1) * (g - m)
 * v = beta2 * v + (1 - beta2) * g^2
 * w = keep * w - stepSize * m / (sqrt(v) * varianceScale + epsilon)
 * gradient = 0
 */
export function adam(
  values: usize,
  gradients: usize,
  means: usize,
  variances: usize,
  count: usize,
  scale: f32,
  penalty: f32,
  keep: f32,
  stepSize: f32,
  meanRate: f32,
  beta2: f32,
  varianceRate: f32,
  varianceScale: f32,
  epsilon: f32,
): void {
  const a = f32x4.splat(scale);
  const b = f32x4.splat(penalty);
  const c = f32x4.splat(keep);
  const d = f32x4.splat(stepSize);
  const e = f32x4.splat(meanRate);
  const f = f32x4.splat(beta2);
  const g = f32x4.splat(varianceRate);
  const h = f32x4.splat(varianceScale);
  const i = f32x4.splat(epsilon);
  const end = values + (count << 2);
  for (; values < end; values += 2 * STEP) {
    adamVector(values, gradients, means, variances, a, b, c, d, e, f, g, h, i);
    const next = values + STEP;
    adamVector(next, gradients + STEP, means + STEP, variances + STEP, a, b, c, d, e, f, g, h, i);
    gradients += 2 * STEP;
    means += 2 * STEP;
    variances += 2 * STEP;
  }
}

/** One vector of `adam`. */
// @ts-ignore: as above
@inline
function adamVector(
  values: usize,
  gradients: usize,
  means: usize,
  variances: usize,
  scale: v128,
  penalty: v128,
  keep: v128,
  stepSize: v128,
  meanRate: v128,
  beta2: v128,
  varianceRate: v128,
  varianceScale: v128,
  epsilon: v128,
): void {
  const w = v128.load(values);
  const g = takenGradient(gradients, w, scale, penalty);
  let m = v128.load(means);
  m = f32x4.add(m, f32x4.mul(meanRate, f32x4.sub(g, m)));
  m = flushed(m, MEAN_FLOOR);
  let v = f32x4.mul(beta2, v128.load(variances));
  v = f32x4.add(v, f32x4.mul(varianceRate, f32x4.mul(g, g)));
  v = flushed(v, VARIANCE_FLOOR);
  const deviation = f32x4.mul(f32x4.sqrt(v), varianceScale);
  const direction = f32x4.div(m, f32x4.add(deviation, epsilon));
  v128.store(means, m);
  v128.store(variances, v);
  v128.store(values, f32x4.sub(f32x4.mul(w, keep), f32x4.mul(stepSize, direction)));
}

/** Plain gradient descent: w = w - rate * (scale * gradient + penalty * w); gradient = 0. */
export function sgd(
  values: usize,
  gradients: usize,
  count: usize,
  scale: f32,
  penalty: f32,
  rate: f32,
): void {
  const scales = f32x4.splat(scale);
  const penalties = f32x4.splat(penalty);
  const rates = f32x4.splat(rate);
  const end = values + (count << 2);
  for (; values < end; values += STEP, gradients += STEP) {
    const w = v128.load(values);
    const g = takenGradient(gradients, w, scales, penalties);
    v128.store(values, f32x4.sub(w, f32x4.mul(rates, g)));
  }
}

/** scale * gradient + penalty * w. The gradient becomes 0 for the next step while it is at hand. */
// @ts-ignore: as above
@inline
function takenGradient(gradients: usize, w: v128, scale: v128, penalty: v128): v128 {
  const gradient = v128.load(gradients);
  v128.store(gradients, f32x4.splat(0));
  return f32x4.add(f32x4.mul(gradient, scale), f32x4.mul(w, penalty));
}

// @ts-ignore: as above
@inline
function flushed(x: v128, floor: f32): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(floor)));
}

/**
 * Masks: value i is 0 where random word i is below `threshold`, else `kept`.
 * Word i is word i % 4 of the Philox4x32-10 block with counter (i / 4, 0, 0, 0); see base/random.
 */
export function masks(
  target: usize,
  count: usize,
  key0: u32,
  key1: u32,
  threshold: u32,
  kept: f32,
): void {
  const blocks = <u32>(count >> 2);
  for (let block: u32 = 0; block < blocks; block++, target += STEP) {
    let c0 = block;
    let c1: u32 = 0;
    let c2: u32 = 0;
    let c3: u32 = 0;
    let k0 = key0;
    let k1 = key1;
    for (let round = 0; round < 10; round++) {
      const product0 = <u64>c0 * 0xd2511f53;
      const product1 = <u64>c2 * 0xcd9e8d57;
      c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
      c1 = <u32>product1;
      c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
      c3 = <u32>product0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    f32.store(target, c0 < threshold ? 0 : kept);
    f32.store(target, c1 < threshold ? 0 : kept, 4);
    f32.store(target, c2 < threshold ? 0 : kept, 8);
    f32.store(target, c3 < threshold ? 0 : kept, 12);
  }
}
