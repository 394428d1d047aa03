import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // These need Python or a larger model: vitest.interop.config.ts runs them.
    exclude: ["test/interop/**"],
    // Native engines and child processes: two files at a time suit two cores.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
