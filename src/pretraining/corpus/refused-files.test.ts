import { chmod, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { getuid } from "node:process";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { loadTokenizer, type Tokenizer } from "../../tokenizer/index.js";
import { trainTokenizer } from "../train-tokenizer.js";
import { openCorpus } from "./index.js";

const path = temporaryFolder();
let tokenizer: Tokenizer;

beforeAll(async () => {
  await mkdir(path("texts", "deep"), { recursive: true });
  await writeFile(path("texts", "a.txt"), "The cat sat on the mat.\n");
  await trainTokenizer({ data: path("texts"), vocabularySize: 60, output: path("tokenizer") });
  tokenizer = await loadTokenizer(path("tokenizer"));
});

const open = (name: string, cache = "cache") =>
  openCorpus({ paths: [path(name)] }, { tokenizer, cacheFolder: path(cache) });

/** The key of the texts, whose corpus is kept in this cache. */
async function kept(cache: string): Promise<string> {
  const corpus = await open("texts", cache);
  corpus.close();
  return corpus.key;
}

test.skipIf(process.platform === "win32")("a socket is refused by name", async () => {
  const server = createServer();
  await new Promise<void>((done) => void server.listen(path("socket"), done));
  await expect(open("socket")).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: expect.stringContaining(path("socket")),
  });
  server.close();
});

test("a kept corpus that the system does not read is refused, and not made anew", async () => {
  const key = await kept("other");
  await mkdir(path("looped"));
  await symlink(path("looped", key), path("looped", key));
  await expect(open("texts", "looped")).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: expect.stringContaining(path("looped", key)),
  });
});

describe.skipIf(getuid?.() === 0)("without the right", () => {
  test.each([
    ["a.txt", 0o000],
    ["deep", 0o000],
  ])("to read %s a corpus is refused", async (name, mode) => {
    await chmod(path("texts", name), mode);
    await expect(open("texts")).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
      message: expect.stringContaining(path("texts", name)),
    });
    await chmod(path("texts", name), 0o755);
  });

  test.each(["corpus.json", "tokens.bin"])("to read %s it is not made anew", async (name) => {
    const key = await kept(name);
    await chmod(path(name, key, name), 0o000);
    await expect(open("texts", name)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });

  test("to remove one that is not whole, it stays as it is", async () => {
    const key = await kept("locked");
    await truncate(path("locked", key, "tokens.bin"), 4);
    await chmod(path("locked", key), 0o555);
    await expect(open("texts", "locked")).rejects.toMatchObject({
      code: "FILE_UNWRITABLE",
      message: expect.stringContaining(path("locked", key)),
    });
    await chmod(path("locked", key), 0o755);
  });
});
