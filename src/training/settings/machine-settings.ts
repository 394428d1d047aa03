import { choice, setting, text, whole } from "../setting.js";

/** What computes, and in which numbers. */
export const machineSettings = {
  engine: setting(choice(["auto", "onnxruntime", "openvino"]), {
    group: "Machine",
    description: "runtime that computes",
    default: "auto: openvino where it is found, else onnxruntime",
    example: "onnxruntime",
  }),
  device: setting(choice(["auto", "cpu", "webgpu", "cuda"], { true: "cpu", false: "auto" }), {
    group: "Machine",
    description: "what the engine computes on",
    default: "auto: cuda where it works, else cpu",
    example: "cpu",
    aliases: ["use_cpu"],
  }),
  precision: setting(choice(["auto", "f32", "bf16"], { true: "bf16", false: "f32" }), {
    group: "Machine",
    description: "numbers of the matrix products; weights, loss and optimizer are always f32",
    default: "auto: bf16 for training steps with openvino on a processor with AMX, else f32",
    example: "f32",
    aliases: ["bf16"],
  }),
  threads: setting(whole(1), {
    group: "Machine",
    description: "threads of the engine",
    default: "the cores of the machine",
    example: "4",
  }),
  prefixCache: setting(text("DIR|off", "the path of a folder, or off"), {
    group: "Machine",
    description:
      "folder that keeps what frozen layers give, for every epoch and later runs; off computes it in every step",
    default: "berth/prefix in the user's cache folder",
    example: "off",
  }),
  show: setting(whole(0), {
    group: "Machine",
    description: "print the first N encoded examples",
    default: "0",
    example: "3",
  }),
};
