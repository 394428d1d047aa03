import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveModel } from "../../src/index.js";
import { type HubServer, hubServer } from "../hub-server.js";
import { temporaryFolder } from "../temporary-folder.js";
import { fixtures, hasPython, python } from "./programs.js";

const path = temporaryFolder();
const name = "some/tiny-bert";
const commit = "0123456789abcdef0123456789abcdef01234567";
const names = [
  "config.json",
  "model.safetensors",
  "tokenizer.json",
  "tokenizer_config.json",
  "vocab.txt",
];

describe.skipIf(!hasPython)("the cache that Berth shares with huggingface_hub", () => {
  let hub: HubServer;
  beforeAll(async () => {
    const files: Record<string, Buffer> = {};
    for (const file of names) files[file] = await readFile(join(fixtures, "tiny-bert", file));
    hub = await hubServer(name, { commit, files });
  });
  afterAll(() => hub.close());
  const snapshot = (cache: string): string =>
    path(cache, "models--some--tiny-bert/snapshots", commit);

  test("what Berth brought is found there, offline", async () => {
    const environment = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: path("ours") };
    const { directory } = await resolveModel(name, { environment });
    expect(directory).toBe(snapshot("ours"));
    expect(await python("check_hub_cache.py", "read", path("ours"), name, ...names)).toEqual({
      directory,
      files: names,
    });
  });

  test("what huggingface_hub brought from the same server is found by Berth, offline", async () => {
    process.env["HF_ENDPOINT"] = hub.endpoint;
    const theirs = await python("check_hub_cache.py", "fill", path("theirs"), name, ...names);
    delete process.env["HF_ENDPOINT"];
    expect(theirs).toEqual({ directory: snapshot("theirs"), files: names });
    const environment = { HF_HUB_OFFLINE: "1", HF_HUB_CACHE: path("theirs") };
    expect(await resolveModel(name, { environment })).toEqual({
      directory: snapshot("theirs"),
      commit,
    });
  });
});
