import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// The tutorial's pages are programs: their blocks are joined, run, and held against what they show.

const root = resolve(import.meta.dirname, "..");
const shared = resolve(root, "../shared");
const run = promisify(execFile);

const published = {
  BERT: join(shared, "models/minilm-l6-en"),
  RAW: join(shared, "data/gop-debate/Sentiment.csv"),
  DATA: join(shared, "data/gop-debate/tutorial-split"),
};
const small = {
  BERT: join(root, "test/fixtures/tiny-bert"),
  RAW: join(root, "test/fixtures/reviews/train.csv"),
  DATA: join(root, "test/fixtures/reviews"),
};
const isMissing = !existsSync(published.BERT) || !existsSync(published.DATA);
if (isMissing) console.info(`skipped: the tutorial's model and tweets are not under ${shared}`);

/** A block of a page, with its language and the words after it: `text (one run)`. */
interface Block {
  readonly kind: string;
  readonly content: string;
}

async function blocksOf(page: string): Promise<Block[]> {
  const markdown = await readFile(join(root, "docs", page), "utf8");
  const found = markdown.matchAll(/^```([^\n]+)\n(.*?)^```$/gms);
  return Array.from(found, ([, kind = "", content = ""]) => ({ kind, content }));
}

let folder = "";
beforeAll(async () => {
  // Inside the package, where Node finds "berth-ml" by its own name; git ignores `runs/`.
  await mkdir(join(root, "runs"), { recursive: true });
  folder = await mkdtemp(join(root, "runs/tutorial-"));
});
afterAll(() => rm(folder, { recursive: true }));

const blockEnd = "=== end of block ===\n";

/** Runs the page's code, and gives what each of its blocks prints. */
async function printedBy(environment: Readonly<Record<string, string>>): Promise<string[]> {
  const code = (await blocksOf("tutorial.md")).filter(({ kind }) => kind === "ts");
  const ends = `process.stdout.write(${JSON.stringify(blockEnd)});\n`;
  const file = join(folder, "tutorial.mjs");
  await writeFile(file, code.map(({ content }) => content + ends).join("\n"));
  const { stdout } = await run(process.execPath, [file], {
    env: { ...process.env, ...environment },
  });
  return stdout.split(blockEnd);
}

/** What the page says that each of its code blocks prints: exactly, or as in one run of many. */
async function shownOutputs(): Promise<{ kind: string; content: string }[]> {
  const blocks = (await blocksOf("tutorial.md")).filter(({ kind }) => !kind.startsWith("sh"));
  return blocks.flatMap(({ kind }, place) => {
    if (kind !== "ts") return [];
    const next = blocks[place + 1];
    return [next?.kind.startsWith("text") ? next : { kind: "text", content: "" }];
  });
}

test("both languages of the tutorial show the same code and the same output", async () => {
  const english = await blocksOf("tutorial.md");
  expect(english.filter(({ kind }) => kind === "ts").length).toBeGreaterThan(5);
  expect(await blocksOf("tutorial.zh-CN.md")).toEqual(english);
});

test("the tutorial's code runs from start to end on any BERT and any labelled rows", async () => {
  const printed = await printedBy({ ...small, EPOCHS: "2" });
  expect(printed).toContainEqual(expect.stringMatching(/^epoch 1: .+\nepoch 2: .+\n$/));
  expect(printed.join("")).toContain("weighted avg");
});

describe.skipIf(isMissing)("on the tutorial's model and tweets", () => {
  test("its code prints what the page says, losses and scores apart", async () => {
    const printed = await printedBy({ ...published, ROWS: "96", EPOCHS: "1" });
    const shown = await shownOutputs();
    expect(printed).toHaveLength(shown.length + 1);
    for (const [place, { kind, content }] of shown.entries()) {
      if (kind === "text") expect(printed[place]).toBe(content);
      // The last digits of a training depend on the machine, and here the rows are few.
      else expect(firstLine(printed[place])).toBe(firstLine(content));
    }
  }, 180_000);
});

/** The first line with every digit a 0. */
const firstLine = (text = ""): string => text.replace(/\n.*/s, "").replace(/\d/g, "0");

test("its commands train and predict", async () => {
  const commands = (await blocksOf("tutorial.md"))
    .filter(({ kind }) => kind === "sh")
    .map(({ content }) => content.replaceAll("node dist/cli/main.js", '"$NODE" "$BERTH"'));
  const berth = { NODE: process.execPath, BERTH: join(root, "dist/cli/main.js") };
  const { stdout } = await run("sh", ["-ec", commands.join("")], {
    cwd: folder,
    env: { ...process.env, ...small, ...berth },
  });
  expect(stdout).toContain("weighted avg");
  expect(stdout).toMatch(/negative|neutral|positive/);
});
