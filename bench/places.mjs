// Where programs, models and data are.
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..");
export const shared = resolve(root, "../shared");
export const data = join(shared, "data");
export const miniLm = join(shared, "models/minilm-l6-en");
export const rivalScript = join(shared, "rival/finetune.py");
export const berth = [process.execPath, join(root, "dist/cli/main.js")];
export const program = (name) => join(import.meta.dirname, "programs", name);

/** Threads of every program. The rival's script sets two by itself. */
export const threads = 2;
