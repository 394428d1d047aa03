import type { Engine } from "./engine.js";
import { onnxRuntimeEngine } from "./onnx-runtime.js";

/** What is known of an engine on this machine. */
export type EngineState =
  | { readonly name: Engine["name"]; readonly found: true; readonly version: string }
  | {
      readonly name: Engine["name"];
      readonly found: false;
      readonly version?: never;
      /** Why it cannot be used, and what to do. */
      readonly why: string;
    };

/** Every engine that Berth knows, whether it loads here or not. */
export async function availableEngines(): Promise<EngineState[]> {
  return [await stateOf("onnxruntime", onnxRuntimeEngine)];
}

async function stateOf(name: Engine["name"], find: () => Promise<Engine>): Promise<EngineState> {
  try {
    const { version } = await find();
    return { name, found: true, version };
  } catch (cause) {
    return { name, found: false, why: cause instanceof Error ? cause.message : String(cause) };
  }
}
