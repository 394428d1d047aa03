import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const fixtures = join(root, "test/fixtures");

/** The built package's module of a room, such as `"tokenizer/index.js"`. */
export const built = (path: string): string => join(root, "dist", path);

/** How a command ended and what it wrote. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs, and its end. */
export interface Running {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** A temporary folder that commands run in, so that they are told short names. */
export interface Workplace {
  path(...names: string[]): string;
  read(name: string): Promise<string>;
  readJson(name: string): Promise<Json>;
  write(name: string, content: string | Uint8Array): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** SHA-256 of every file in a folder, by its path inside. */
  hashes(name?: string): Promise<Record<string, string>>;
  /** Runs `berth`. */
  berth(...words: string[]): Promise<Outcome>;
  /** What `berth` prints with `--json`; it must succeed, and say nothing beside. */
  json(...words: string[]): Promise<Json>;
  /** Runs `berth` with a text on stdin. */
  berthWith(stdin: string, ...words: string[]): Promise<Outcome>;
  /** Starts `berth`, or Node with words of one's own. */
  start(...words: string[]): Running;
  startNode(...words: string[]): Running;
}

/** Whatever JSON a file holds; tests look at what they know is there. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what is tested
export type Json = any;

/**
 * Makes a workplace for the tests of a file. It holds `bert`, a pre-trained model of two layers, and
 * labelled rows: 40 in `train.csv`, 20 in `validation.csv`.
 */
export function workplace(): Workplace {
  let folder = "";
  const path = (...names: string[]): string => join(folder, ...names);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-commands-"));
    await cp(join(fixtures, "tiny-bert"), path("bert"), { recursive: true });
    for (const [name, rows] of Object.entries({ train: 40, validation: 20 })) {
      const content = await readFile(join(fixtures, "reviews", `${name}.csv`), "utf8");
      const records = content.match(/(?:"(?:[^"]|"")*"|[^",\n]*),\w+\n/g) ?? [];
      await writeFile(path(`${name}.csv`), records.slice(0, rows + 1).join(""));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  const startNode = (...words: string[]): Running => run(folder, words);
  const start = (...words: string[]): Running => startNode(built("cli/main.js"), ...words);
  const berth = (...words: string[]): Promise<Outcome> => {
    const { process, outcome } = start(...words);
    process.stdin?.end();
    return outcome;
  };
  const read = (name: string): Promise<string> => readFile(path(name), "utf8");
  return {
    path,
    read,
    readJson: async (name) => JSON.parse(await read(name)),
    write: (name, content) => writeFile(path(name), content),
    copy: (from, to) => cp(path(from), path(to), { recursive: true }),
    hashes: (name = ".") => hashesOf(path(name)),
    berthWith: (stdin, ...words) => {
      const { process, outcome } = start(...words);
      process.stdin?.end(stdin);
      return outcome;
    },
    berth,
    json: async (...words) => {
      const { status, stdout, stderr } = await berth(...words, "--json", "--quiet");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      return JSON.parse(stdout);
    },
    start,
    startNode,
  };
}

function run(folder: string, words: readonly string[]): Running {
  // Caches stay in the workplace as well.
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache") };
  const child = spawn(process.execPath, words, { cwd: folder, env });
  const ended = new Promise<Pick<Outcome, "status" | "signal">>((done, fail) => {
    child.once("error", fail);
    child.once("close", (status, signal) => done({ status, signal }));
  });
  const written = Promise.all([text(child.stdout), text(child.stderr)]);
  const outcome = Promise.all([ended, written]).then(([end, [stdout, stderr]]) => ({
    ...end,
    stdout,
    stderr,
  }));
  return { process: child, outcome };
}

async function hashesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hashes = files.map(async (file) => {
    const hash = createHash("sha256").update(await readFile(file));
    return [file.slice(folder.length + 1), hash.digest("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}
