import { expect, test } from "vitest";
import { machineSurroundings, requireSameSurroundings } from "./surroundings.js";

const now = await machineSurroundings("onnxruntime");

test.each(["berthVersion", "tokenizersVersion"])("another %s refuses", (name) => {
  expect(now[name]).toMatch(/^\d+\.\d+\.\d+/);
  requireSameSurroundings(now, now);
  expect(() => requireSameSurroundings({ ...now, [name]: "0.0.0" }, now)).toThrow(
    expect.objectContaining({
      code: "RESUME_DIFFERS",
      details: { setting: name, was: "0.0.0", is: String(now[name]) },
    }),
  );
});

test("a checkpoint that does not tell these versions goes on; one without another fact does not", () => {
  const { berthVersion: _, tokenizersVersion: __, ...older } = now;
  requireSameSurroundings(older, now);
  const { engineVersion: ___, ...other } = older;
  expect(() => requireSameSurroundings(other, now)).toThrow('"engineVersion" was null');
});
