import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import type { JsonObject } from "../base/index.js";
import { cutLog, openLog } from "./index.js";

const path = temporaryFolder();

/** Whether a line belongs to the first two steps. */
const early = ({ step }: JsonObject) => Number(step) <= 2;

test("each line is in the file as soon as it is added, also when a log is opened again", async () => {
  const file = path("grows.jsonl");
  openLog(file).append({ step: 1, text: "a\nb" });
  expect(await readFile(file, "utf8")).toBe('{"step":1,"text":"a\\nb"}\n');
  openLog(file).append({ step: 2 });
  expect(await readFile(file, "utf8")).toBe('{"step":1,"text":"a\\nb"}\n{"step":2}\n');
});

test("a log is cut to the lines that are kept, and grows on from there", async () => {
  const file = path("cut.jsonl");
  const log = openLog(file);
  for (const step of [1, 2, 3]) log.append({ step });
  expect(await cutLog(file, early)).toEqual([{ step: 1 }, { step: 2 }]);
  log.append({ step: 3, again: true });
  expect(await readFile(file, "utf8")).toBe('{"step":1}\n{"step":2}\n{"step":3,"again":true}\n');
});

test.each(['{"step":2', '{"step":2}', "{", '{"step":2,"text":"é'])(
  "a last line that a kill cut short is dropped: %s",
  async (rest) => {
    const file = path("short.jsonl");
    await writeFile(file, `{"step":1}\n${rest}`);
    expect(await cutLog(file, early)).toEqual([{ step: 1 }]);
    openLog(file).append({ step: 2 });
    expect(await readFile(file, "utf8")).toBe('{"step":1}\n{"step":2}\n');
  },
);

test("a log that was cut inside its first line, or in a character, becomes empty", async () => {
  const file = path("first.jsonl");
  const line = Buffer.from('{"text":"é');
  await writeFile(file, line.subarray(0, line.length - 1));
  expect(await cutLog(file, early)).toEqual([]);
  expect(await readFile(file, "utf8")).toBe("");
});

test("a run without a log has no lines, and gets no file", async () => {
  expect(await cutLog(path("absent.jsonl"), early)).toEqual([]);
  expect(await readdir(path())).not.toContain("absent.jsonl");
});

test.each([
  ["{step: 2}", 'must be JSON; it breaks at "s"'],
  ["", "must be JSON; it breaks at the end of the text"],
  ["[2]", 'must hold a JSON object, { "name": value, ... }'],
])(
  "a broken line before the last is told by its number, and nothing is cut: %s",
  async (line, rule) => {
    const file = path("broken.jsonl");
    const text = `{"step":1}\n${line}\n{"step":3}\n`;
    await writeFile(file, text);
    await expect(cutLog(file, early)).rejects.toMatchObject({
      code: "JSON_BROKEN",
      message: `${file} line 2: ${rule}`,
      details: { file, line: 2 },
    });
    expect(await readFile(file, "utf8")).toBe(text);
  },
);

test("a log that cannot be read or written is named", async () => {
  await expect(cutLog(path(), early)).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: `${path()}: the system refuses to read it (EISDIR)`,
  });
  await appendFile(path("plain"), "");
  const file = path("plain", "log.jsonl");
  expect(() => openLog(file).append({})).toThrow(
    expect.objectContaining({
      code: "FILE_UNWRITABLE",
      message: `${file}: the system refuses to write it (ENOTDIR)`,
    }),
  );
});
