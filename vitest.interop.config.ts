import { defineConfig } from "vitest/config";

// Berth against the programs that its model directories are for. Needs dist, and Python for some.
export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    globalSetup: "test/interop/environment.ts",
    // Each file trains models with all cores.
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
