import type { DType } from "../../base/index.js";
import { probeGraph } from "../probe-graph.js";
import { reasonOf } from "../refusal.js";
import type { Handle } from "./functions.js";
import { type Library, loadLibrary, missing } from "./library.js";

/** OpenVINO, ready to load graphs. One of them serves a thread for as long as it lives. */
export interface Runtime extends Library {
  readonly version: string;
  readonly core: Handle;
  /** The numbers that this version of OpenVINO has for element types. */
  readonly elementTypes: Readonly<Record<DType, number>>;
}

let opened: Promise<Runtime> | undefined;
let openedFor: string | undefined;

/**
 * OpenVINO with its plugin for processors and its reader of ONNX.
 *
 * @throws ENGINE_MISSING when one of them is not there
 */
export async function openRuntime(): Promise<Runtime> {
  // A core is never freed: freeing the last one while a process ends races with OpenVINO's own end.
  if (opened === undefined || openedFor !== process.env["BERTH_OPENVINO"]) {
    openedFor = process.env["BERTH_OPENVINO"];
    opened = loadLibrary().then(startRuntime);
    opened.catch(() => {
      opened = undefined;
    });
  }
  return opened;
}

function startRuntime(library: Library): Runtime {
  const { functions, check, receive } = library;
  try {
    const version: { buildNumber?: string } = {};
    check(functions.ov_get_openvino_version(version));
    const core = receive((out) => functions.ov_core_create(out));
    receive<string>((out) => functions.ov_core_get_property(core, "CPU", "FULL_DEVICE_NAME", out));
    return {
      ...library,
      core,
      version: shortVersion(version.buildNumber ?? "unknown"),
      elementTypes: readElementTypes(library, core),
    };
  } catch (cause) {
    throw missing(
      `its plugin for processors and its reader of ONNX must load; came: ${reasonOf(cause)}`,
      {},
      cause,
    );
  }
}

/** `2026.4.1-22982` of `2026.4.1-22982-e213a147257-releases/2026/4`: the version and the number of its build. */
function shortVersion(buildNumber: string): string {
  return buildNumber.split("-", 2).join("-");
}

/** Asks for the numbers of element types: they differ between versions of OpenVINO. */
function readElementTypes({ functions, receive }: Library, core: Handle): Record<DType, number> {
  const bytes = probeGraph();
  const model = receive((out) =>
    functions.ov_core_read_model_from_memory_buffer(core, bytes, bytes.length, null, out),
  );
  const typeOf = (index: number): number => {
    const port = receive((out) => functions.ov_model_const_input_by_index(model, index, out));
    const type = receive<number>((out) => functions.ov_port_get_element_type(port, out));
    functions.ov_output_const_port_free(port);
    return type;
  };
  const types = { float32: typeOf(0), int32: typeOf(1), int64: typeOf(2) };
  functions.ov_model_free(model);
  return types;
}
