import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { momentAfter, resultsOf, runKilled } from "./killed-run.js";
import { built, type Json, workplace } from "./workplace.js";

const place = workplace();

const sizes = { layers: 1, hiddenSize: 32, heads: 2, intermediateSize: 64, positions: 32 };
const steps = { maxSteps: 6, batchSize: 8, evalSteps: 6, saveSteps: 2, maxLength: 32 };
const machine = { threads: 1, loggingSteps: 1, engine: "onnxruntime" };
const recipe = { corpus: ["texts"], tokenizer: "bert", ...sizes, ...steps, ...machine };

beforeAll(async () => {
  await mkdir(place.path("texts"));
  // Several batches of lines, so that a corpus can be killed between them.
  const line = (at: number): string =>
    `the room was warm and the soup was cold on day ${at % 97}. good!`;
  const lines = Array.from({ length: 30_000 }, (_, at) => `${line(at)}${at % 5 === 4 ? "\n" : ""}`);
  await place.write("texts/all.txt", `${lines.join("\n")}\n`);
  await place.write("recipe.json", JSON.stringify({ ...recipe, corpusCache: "corpora" }));
  const { status, stderr } = await pretrain("whole");
  expect({ status, stderr }).toMatchObject({ status: 0 });
});

const words = (output: string, ...more: string[]): string[] => [
  ...["pretrain", "--config", "recipe.json", "--output", output],
  ...more,
];
const pretrain = (output: string, ...more: string[]) => place.berth(...words(output, ...more));

test("a corpus that is killed while it is made is made anew, the same, and leaves nothing beside it", async () => {
  const [kept] = await readdir(place.path("corpora"));
  const moment = `event.type === "corpus" && event.phase === "tokenizing" && event.bytes > 0`;
  for (const output of ["killed-1", "killed-2"]) {
    const settings = { ...recipe, corpusCache: "killed-cache", output };
    expect(await runKilled(place, settings, moment, "pretrain")).toMatchObject({
      signal: "SIGKILL",
    });
    // What the process before left is gone.
    const [left, ...others] = await readdir(place.path("killed-cache"));
    expect(others).toEqual([]);
    expect(left).toMatch(new RegExp(`^${kept}\\..*\\.new$`));
  }
  const { status } = await pretrain("killed-2", "--corpus-cache", "killed-cache", "--resume");
  expect(status).toBe(0);
  expect(await place.hashes("killed-cache")).toEqual(await place.hashes("corpora"));
  expect(await resultsOf(place, "killed-2")).toEqual(await resultsOf(place, "whole"));
});

describe.skipIf(process.platform === "win32")("where files may not grow", () => {
  /** Runs `berth pretrain` with files of so many KiB at most. */
  async function limited(kibibytes: number, ...given: string[]) {
    const command = `ulimit -f ${kibibytes}; exec "$@"`;
    const program = [process.execPath, built("cli/main.js"), ...given];
    const child = spawn("bash", ["-c", command, "bash", ...program], { cwd: place.path(".") });
    const [stderr, status] = await Promise.all([
      text(child.stderr),
      new Promise((done) => child.once("close", done)),
    ]);
    return { status, stderr };
  }

  test("a corpus is a coded error, and the corpora that are kept stay as they are", async () => {
    await place.copy("corpora", "small-cache");
    await place.write("other.txt", `${"another sentence stands here. ".repeat(20)}\n`.repeat(2000));
    const before = await place.hashes("small-cache");
    const given = words("limited", "--corpus", "other.txt", "--corpus-cache", "small-cache");
    const { status, stderr } = await limited(200, ...given);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^FILE_UNWRITABLE {2}small-cache\/[\w.-]+: .* \(EFBIG\)$/m),
    });
    expect(await place.hashes("small-cache")).toEqual(before);
  });

  test("a checkpoint is a coded error, the one before stays, and the run goes on from it", async () => {
    const settings = { ...recipe, corpusCache: "corpora", output: "cramped" };
    await runKilled(place, settings, momentAfter("saved", 2), "pretrain");
    const before = await place.hashes("cramped/last");
    const { status, stderr } = await limited(4, ...words("cramped", "--resume"));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^FILE_UNWRITABLE {2}cramped\/last.*\(EFBIG\)$/m),
    });
    expect(await place.hashes("cramped/last")).toEqual(before);
    expect((await pretrain("cramped", "--resume")).status).toBe(0);
    expect(await resultsOf(place, "cramped")).toEqual(await resultsOf(place, "whole"));
  });
});

describe("on a disk of its own", () => {
  const disk = (...names: string[]): string => place.path("disk", ...names);
  let isMounted = false;

  beforeAll(async () => {
    await mkdir(disk());
    const options = ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk()];
    isMounted = spawnSync("mount", options).status === 0;
  });
  afterAll(() => {
    if (isMounted) spawnSync("umount", [disk()]);
  });

  test("a corpus that fills it is a coded error, and what is kept there stays", async ({
    skip,
  }) => {
    skip(!isMounted, "needs the right to mount a file system of its own");
    await mkdir(disk("cache"));
    const [kept = ""] = await readdir(place.path("corpora"));
    await cp(place.path("corpora", kept), disk("cache", kept), { recursive: true });
    const before = await place.hashes("disk");
    await place.write("more.txt", `${"another sentence stands here. ".repeat(40)}\n`.repeat(5000));
    const given = ["--corpus", "more.txt", "--corpus-cache", "disk/cache"];
    const { status, stderr } = await pretrain("filled", ...given);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(
        /^DISK_FULL {2}disk\/cache\/[\w.-]+: the disk has no room left/m,
      ),
    });
    expect(await place.hashes("disk")).toEqual(before);
    await rm(disk("cache"), { recursive: true });
  });

  test("a checkpoint that fills it leaves the one before, and the run goes on once there is room", async ({
    skip,
  }) => {
    skip(!isMounted, "needs the right to mount a file system of its own");
    const settings = { ...recipe, corpusCache: "corpora", output: "disk/run" };
    // The disk is filled to the last byte once the first checkpoint stands.
    await place.write(
      "filling.mjs",
      `import { openSync, writeSync } from "node:fs";
       import { pretrain } from ${JSON.stringify(built("index.js"))};
       try {
         for await (const event of pretrain(${JSON.stringify(settings)})) {
           if (event.type !== "saved") continue;
           const file = openSync("disk/filler", "w");
           for (let size = 2 ** 16; size >= 1; size /= 2) {
             try {
               while (true) writeSync(file, Buffer.alloc(size));
             } catch {}
           }
         }
       } catch (error) {
         console.info(JSON.stringify({ code: error.code, message: error.message }));
       }`,
    );
    const { status, stdout } = await place.startNode("filling.mjs").outcome;
    expect(status).toBe(0);
    const told: Json = JSON.parse(stdout);
    expect(told).toMatchObject({ code: "DISK_FULL", message: expect.stringContaining("disk/run") });
    const { run } = await place.readJson("disk/run/last/run_state.json");
    expect(run.step).toBe(2);
    await rm(disk("filler"));
    expect((await pretrain("disk/run", "--resume")).status).toBe(0);
    expect(await resultsOf(place, join("disk", "run"))).toEqual(await resultsOf(place, "whole"));
  });
});
