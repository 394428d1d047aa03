import { execFile, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const runFile = promisify(execFile);

const root = resolve(import.meta.dirname, "../..");
/** Models and data sets that are not ours; on some machines there are none. */
export const shared = resolve(root, "../shared");
export const fixtures = join(root, "test/fixtures");

export const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** Runs Berth's command as a user would and gives what it wrote to stdout. */
export function berth(...args: string[]): Promise<string> {
  return stdout(process.execPath, [join(root, "dist/cli/main.js"), ...args]);
}

/** Runs a script of this folder in the environment of make-environment.sh; gives its JSON. */
export async function python(script: string, ...args: string[]): Promise<unknown> {
  const path = join(import.meta.dirname, script);
  return JSON.parse(await stdout(join(root, ".venv/bin/python"), [path, ...args]));
}

/** Runs lines of Python in that environment. */
export async function pythonLines(lines: string): Promise<void> {
  await stdout(join(root, ".venv/bin/python"), ["-c", lines]);
}

/** Runs lines of JavaScript that use transformers.js, which finds models by their path in the temporary folder. */
export async function scriptLines(lines: string): Promise<void> {
  const local = `import { env } from "@huggingface/transformers";
env.allowRemoteModels = false;
env.localModelPath = ${JSON.stringify(tmpdir())};`;
  await stdout(process.execPath, ["--input-type=module", "-e", `${local}\n${lines}`]);
}

async function stdout(file: string, args: string[]): Promise<string> {
  const result = await runFile(file, args, { cwd: root, maxBuffer: 2 ** 28 });
  return result.stdout;
}
