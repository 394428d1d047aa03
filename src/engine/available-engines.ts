import type { Device, Engine, EngineName } from "./engine.js";
import { onnxRuntimeEngine } from "./onnx-runtime.js";
import { openvinoEngine } from "./openvino/engine.js";

/** What is known of an engine on this machine. */
export type EngineState =
  | { readonly name: EngineName; readonly found: true; readonly version: string }
  | {
      readonly name: EngineName;
      readonly found: false;
      readonly version?: never;
      /** Why it cannot be used, and what to do. */
      readonly why: string;
    };

/** What is known of a device on this machine. */
export type DeviceState =
  | { readonly name: Device; readonly found: true }
  | { readonly name: Device; readonly found: false; readonly why: string };

/** Every engine that Berth knows, whether it loads here or not. */
export async function availableEngines(): Promise<EngineState[]> {
  return [
    await engineState("onnxruntime", onnxRuntimeEngine()),
    await engineState("openvino", openvinoEngine()),
  ];
}

/** Every device that Berth knows, whether it can be used here or not: each is opened once to see. */
export async function availableDevices(): Promise<DeviceState[]> {
  const states: DeviceState[] = [{ name: "cpu", found: true }];
  for (const name of ["cuda", "webgpu"] as const) {
    const why = await whyNot(onnxRuntimeEngine({ device: name }));
    states.push(why === undefined ? { name, found: true } : { name, found: false, why });
  }
  return states;
}

async function engineState(name: EngineName, engine: Promise<Engine>): Promise<EngineState> {
  const why = await whyNot(engine);
  if (why !== undefined) return { name, found: false, why };
  return { name, found: true, version: (await engine).version };
}

/** Why an engine was not made, or undefined when it was. */
async function whyNot(engine: Promise<Engine>): Promise<string | undefined> {
  return engine.then(
    () => undefined,
    (cause) => (cause instanceof Error ? cause.message : String(cause)),
  );
}
