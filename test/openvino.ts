import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BerthError } from "../src/base/index.js";
import { type Engine, openvinoEngine } from "../src/engine/index.js";

/** The folder of OpenVINO's libraries in the repository's Python environment, where it has them. */
function wheelLibraries(): string | undefined {
  const versions = join(import.meta.dirname, "../.venv/lib");
  if (!existsSync(versions)) return undefined;
  return readdirSync(versions)
    .map((version) => join(versions, version, "site-packages/openvino/libs"))
    .find((folder) => existsSync(folder));
}

/** OpenVINO, or undefined with a line that says why the tests with it are skipped. */
async function findOpenvino(): Promise<Engine | undefined> {
  const libraries = wheelLibraries();
  if (libraries !== undefined) process.env["BERTH_OPENVINO"] ??= libraries;
  try {
    return await openvinoEngine();
  } catch (error) {
    if (!(error instanceof BerthError) || error.code !== "ENGINE_MISSING") throw error;
    console.info(`skipped: ${error.message}`);
    return undefined;
  }
}

export const openvino = await findOpenvino();
