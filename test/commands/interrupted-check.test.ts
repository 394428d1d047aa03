import { mkdir, readdir } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { built, workplace } from "./workplace.js";

const place = workplace();

beforeAll(async () => {
  // One text more than are compared in memory.
  const rows = Array.from({ length: 500_001 }, (_, id) => `${id} rows,${id % 2 ? "a" : "b"}\n`);
  await place.write("many.csv", `text,label\n${rows.join("")}`);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "a check that %s ends has status %i and leaves no temporary folder behind",
  async (signal, expected) => {
    const folder = `temporary-${signal}`;
    await mkdir(place.path(folder));
    // The folder of the texts stands for: the check is in the middle of its work.
    await place.write(
      `${signal}.mjs`,
      `import { watch, writeSync } from "node:fs";
     process.env.TMPDIR = ${JSON.stringify(place.path(folder))};
     const watcher = watch(process.env.TMPDIR, (_, name) => {
       watcher.close();
       writeSync(1, name);
       process.kill(process.pid, "${signal}");
     });
     process.argv = [process.argv[0], "berth", "data", "check", "many.csv", "--quiet"];
     await import(${JSON.stringify(built("cli/main.js"))});`,
    );
    const { status, stdout } = await place.startNode(`${signal}.mjs`).outcome;
    expect({ status, stdout }).toEqual({
      status: expected,
      stdout: expect.stringMatching(/^berth-texts-\w+$/),
    });
    expect(await readdir(place.path(folder))).toEqual([]);
  },
  180_000,
);
