// Programs, run and measured from outside.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives a folder to a function, and removes it afterwards; after an error it stays: hours may lie in it. */
export function inTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "berth-bench-"));
  try {
    const result = use(folder);
    rmSync(folder, { recursive: true });
    return result;
  } catch (error) {
    console.error(`${folder} is kept`);
    throw error;
  }
}

/**
 * Runs a command to its end.
 *
 * @param {readonly string[]} command
 * @param {{ python: string, environment?: Record<string, string> }} options - a Python interpreter, to measure with
 * @returns what it printed, `wallSeconds` of the whole process, and `peakMb` of its resident memory
 */
export function measured(command, { python, environment = {} }) {
  return inTemporaryFolder((folder) => {
    const report = join(folder, "report.json");
    const measure = [join(import.meta.dirname, "measure.py"), report, ...command];
    const { status, stdout, stderr, error } = spawnSync(python, measure, {
      encoding: "utf8",
      env: { ...process.env, HF_HUB_OFFLINE: "1", ...environment },
      maxBuffer: 2 ** 28,
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}:\n${stderr}`);
    return { stdout, ...JSON.parse(readFileSync(report, "utf8")) };
  });
}

/** Runs a program that prints a JSON object in its last line: the object, with what was measured from outside. */
export function reported(command, options) {
  const { stdout, ...outside } = measured(command, options);
  return { ...JSON.parse(stdout.trim().split("\n").at(-1)), ...outside };
}

/** Settings as flags: `{ "batch-size": 32 }` gives `--batch-size 32`; true stands alone, undefined and false vanish. */
export function flags(settings) {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}`, `${value}`];
  });
}
