import { BerthError } from "../../base/index.js";
import { reasonOf } from "../refusal.js";
import { searchLibrary } from "./find-library.js";
import {
  declareFunctions,
  type Functions,
  type Handle,
  type Koffi,
  type Receiver,
  type Status,
} from "./functions.js";
import { returnFreedMemory } from "./return-memory.js";

/** OpenVINO's C library, loaded. */
export interface Library {
  readonly koffi: Koffi;
  readonly functions: Functions;
  /** Throws in OpenVINO's own words where a function did not give 0. */
  check(status: Status): void;
  /** What a call puts into its receiver. */
  receive<T = Handle>(call: (receiver: Receiver<T>) => Status): T;
}

/**
 * Loads OpenVINO's C library.
 *
 * @throws ENGINE_MISSING when koffi or the library is not there, or is not one that Berth can use
 */
export async function loadLibrary(): Promise<Library> {
  const koffi = await importKoffi();
  const { candidates, places } = searchLibrary({
    platform: process.platform,
    environment: process.env,
  });
  const failures: string[] = [];
  for (const candidate of candidates) {
    try {
      const library = libraryOf(koffi, declareFunctions(koffi, koffi.load(candidate)));
      // Not before: without OpenVINO nothing of the process is changed.
      returnFreedMemory(koffi);
      return library;
    } catch (cause) {
      failures.push(`${candidate}: ${reasonOf(cause)}`);
    }
  }
  // What the loader says of a bare name tells nothing; of a file that was found it tells what is wrong.
  const found = failures.filter((failure) => /[\\/]/.test(failure.split(":")[0] ?? ""));
  throw missing(
    found.length > 0
      ? `a C library of 2024 or newer must load; came: ${found.join("; ")}`
      : `its C library must be found; looked in ${places.join(", ") || process.platform}`,
    { places, failures },
  );
}

/** OpenVINO is not usable here, why, and how to get it. */
export function missing(
  why: string,
  details: Record<string, readonly string[]> = {},
  cause?: unknown,
) {
  return new BerthError(
    "ENGINE_MISSING",
    `openvino: ${why}. docs/engines.md lists the ways to install OpenVINO; BERTH_OPENVINO names the folder ` +
      "that holds its libraries.",
    { engine: "openvino", ...details },
    { cause },
  );
}

async function importKoffi(): Promise<Koffi> {
  try {
    return (await import("koffi")).default;
  } catch (cause) {
    const message = `the package koffi must load; came: ${reasonOf(cause)}. Install it: npm install koffi`;
    throw missing(message, {}, cause);
  }
}

function libraryOf(koffi: Koffi, functions: Functions): Library {
  const check = (status: Status): void => {
    if (status === 0) return;
    const said = functions.ov_get_last_err_msg() ?? functions.ov_get_error_info(status);
    throw new Error(plainReason(said));
  };
  return {
    koffi,
    functions,
    check,
    receive<T>(call: (receiver: Receiver<T>) => Status): T {
      const receiver: Receiver<T> = [null];
      check(call(receiver));
      return receiver[0] as T;
    },
  };
}

/** OpenVINO's message without the lines that name its source files and conditions. */
function plainReason(said: string): string {
  const lines = said.split("\n").map((line) => line.trim());
  const plain = lines.filter((line) => line !== "" && !/^(?:Exception from|Check ')/.test(line));
  return (plain.length > 0 ? plain : lines).join(" ");
}
