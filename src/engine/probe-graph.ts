// y0 = x0, y1 = x1, y2 = x2: float32, int32 and int64, each of shape [1]; a test proves it.
const encoded =
  "CAk6rwEKEgoCeDASAnkwIghJZGVudGl0eQoSCgJ4MRICeTEiCElkZW50aXR5ChIKAngyEgJ5MiIISWRlbnRpdHkSBXByb2Jl" +
  "WhAKAngwEgoKCAgBEgQKAggBWhAKAngxEgoKCAgGEgQKAggBWhAKAngyEgoKCAgHEgQKAggBYhAKAnkwEgoKCAgBEgQKAggB" +
  "YhAKAnkxEgoKCAgGEgQKAggBYhAKAnkyEgoKCAgHEgQKAggBQgQKABAU";

/** The smallest useful graph, as ONNX bytes: to see whether a runtime or a device works. */
export function probeGraph(): Uint8Array {
  return Uint8Array.from(Buffer.from(encoded, "base64"));
}
