#!/usr/bin/env node
import { run } from "./run.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `berth predict ... | head` closes our output early: that is the reader's right, not a fault.
  if (error.code === "EPIPE") process.exit(0);
  const isFull = error.code === "ENOSPC" || error.code === "EDQUOT";
  process.stderr.write(
    isFull
      ? "DISK_FULL  stdout: the disk has no room left for it. Free some space and run again\n"
      : `FILE_UNWRITABLE  stdout: the system refuses to write it (${error.code})\n`,
  );
  process.exit(1);
});

process.exitCode = await run(process.argv.slice(2), process);
