#!/usr/bin/env node
import { run } from "./run.js";

// `berth predict ... | head` closes our output early: that is the reader's right, not a fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 70);
});

process.exitCode = await run(process.argv.slice(2), process);
