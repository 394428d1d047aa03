import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hasPython, shared } from "./programs.js";

/** Vitest's global set-up: makes the Python environment, and says what is skipped for lack of what. */
export function setup(): void {
  if (hasPython) {
    const script = join(import.meta.dirname, "make-environment.sh");
    execFileSync("bash", [script], { stdio: "inherit" });
  } else {
    console.info("Skipped: the tests against Python, as there is no python3 on the path.");
  }
  if (!existsSync(shared)) {
    console.info(`Skipped: the tests on MiniLM and GOP debate tweets, as there is no ${shared}.`);
  }
}
