// The loops over flat storage, in WebAssembly SIMD. Compiled by scripts/build-kernels.mjs.
//
// Pointers are byte addresses, aligned to 16; counts are numbers of float32 values, a multiple of 4.
// Storage pads every tensor with zeros to keep both true, so no loop has a tail.

/** Bytes of one vector of four float32 values. */
const STEP: usize = 16;

// Processors take some thirty times longer over numbers so small that float32 has no full precision
// for them. The mean of a weight that no longer gets gradients would sink there and stay, so moments
// below these floors become 0. Next to any epsilon above 1e-15 that changes no weight.
const MEAN_FLOOR: f32 = 1e-30;
const VARIANCE_FLOOR: f32 = 1e-37;

/** Sum of squares in float64, in an order that depends on the count alone. */
export function sumOfSquares(values: usize, count: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = values + (count << 2);
  for (; values < end; values += STEP) {
    const x = v128.load(values);
    const first = f64x2.promote_low_f32x4(x);
    const second = f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Adds `source` to `target`, value by value. */
export function addInto(target: usize, source: usize, count: usize): void {
  const end = target + (count << 2);
  for (; target < end; target += STEP, source += STEP) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
  }
}

/**
 * Adam (Kingma and Ba 2015) with both kinds of weight decay:
 * `penalty * w` joins the gradient (Adam), `keep` shrinks the weight itself (AdamW).
 *
 * g = scale * gradient + penalty * w
 * m = m + (1 - beta1) * (g - m)
 * v = beta2 * v + (1 - beta2) * g^2
 * w = keep * w - stepSize * m / (sqrt(v) * varianceScale + epsilon)
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
  const end = values + (count << 2);
  for (; values < end; values += STEP) {
    const w = v128.load(values);
    const g = scaledGradient(gradients, w, scale, penalty);
    let m = v128.load(means);
    m = f32x4.add(m, f32x4.mul(f32x4.splat(meanRate), f32x4.sub(g, m)));
    m = flushed(m, MEAN_FLOOR);
    let v = f32x4.mul(f32x4.splat(beta2), v128.load(variances));
    v = f32x4.add(v, f32x4.mul(f32x4.splat(varianceRate), f32x4.mul(g, g)));
    v = flushed(v, VARIANCE_FLOOR);
    const deviation = f32x4.mul(f32x4.sqrt(v), f32x4.splat(varianceScale));
    const direction = f32x4.div(m, f32x4.add(deviation, f32x4.splat(epsilon)));
    v128.store(means, m);
    v128.store(variances, v);
    v128.store(
      values,
      f32x4.sub(
        f32x4.mul(w, f32x4.splat(keep)),
        f32x4.mul(f32x4.splat(stepSize), direction),
      ),
    );
    gradients += STEP;
    means += STEP;
    variances += STEP;
  }
}

/** Plain gradient descent: w = w - rate * (scale * gradient + penalty * w). */
export function sgd(
  values: usize,
  gradients: usize,
  count: usize,
  scale: f32,
  penalty: f32,
  rate: f32,
): void {
  const end = values + (count << 2);
  for (; values < end; values += STEP, gradients += STEP) {
    const w = v128.load(values);
    const g = scaledGradient(gradients, w, scale, penalty);
    v128.store(values, f32x4.sub(w, f32x4.mul(f32x4.splat(rate), g)));
  }
}

// @ts-ignore: a decorator on a function, which only AssemblyScript has
@inline
function scaledGradient(gradients: usize, w: v128, scale: f32, penalty: f32): v128 {
  return f32x4.add(
    f32x4.mul(v128.load(gradients), f32x4.splat(scale)),
    f32x4.mul(w, f32x4.splat(penalty)),
  );
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
