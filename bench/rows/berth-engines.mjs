// What Berth competes with in a row: each engine that was found and has the precision.

/** Why there is no engine for a precision on this machine, or undefined where there is one. */
export function missingPrecision(precision, { engines, machine }) {
  if (precision === "f32") return undefined;
  if (!engines.includes("openvino")) return "the OpenVINO engine was not found";
  const { features } = machine;
  const hasBf16 = features.includes("amx_bf16") || features.includes("avx512_bf16");
  return hasBf16 ? undefined : "the processor does not compute in bfloat16";
}

/** A contender for each engine, made by a function of the engine's name. */
export function berthContenders(precision, { engines }, make) {
  const able = precision === "f32" ? engines : engines.filter((name) => name === "openvino");
  return Object.fromEntries(able.map((engine) => [`Berth (${engine})`, make(engine)]));
}
