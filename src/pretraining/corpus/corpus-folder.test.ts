import { existsSync } from "node:fs";
import { readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { completeDirectory, replaceDirectory } from "../../directory/index.js";
import { readCorpus } from "./corpus.js";
import { corpusParts, type WrittenSentence, writeCorpusFolder } from "./corpus-folder.js";

const device = "/dev/full";
if (!existsSync(device)) console.info(`skipped: the system has no ${device}`);

const path = temporaryFolder();
const facts = { key: "key", isFromCache: true };

async function* sentences(): AsyncGenerator<readonly WrittenSentence[]> {
  for (let batch = 0; batch < 3; batch++) {
    yield Array.from({ length: 100 }, (_, index) => ({
      ids: Int32Array.of(batch, index, 7),
      wordStarts: Uint8Array.of(1, 0, 1),
      startsDocument: index % 10 === 0,
    }));
  }
}

describe.skipIf(!existsSync(device))("a corpus that finds no room", () => {
  test.each(["tokens", "sentences", "documents"] as const)(
    "for its %s says so and leaves the one before whole",
    async (part) => {
      const target = path(part);
      const build = (prepare: (fresh: string) => Promise<void>) =>
        replaceDirectory(target, async (fresh) => {
          await prepare(fresh);
          await writeCorpusFolder(fresh, sentences(), () => undefined);
        });
      await build(async () => undefined);
      const filling = build((fresh) => symlink(device, join(fresh, corpusParts[part])));
      await expect(filling).rejects.toMatchObject({ code: "DISK_FULL" });
      expect(await completeDirectory(target)).toBe(target);
      expect(await readdir(path("."))).not.toContain(`${part}.new`);
      const kept = await readCorpus(target, facts);
      expect(kept).toMatchObject({ sentences: 300, documents: 30, tokens: 900 });
      kept?.close();
    },
  );
});
