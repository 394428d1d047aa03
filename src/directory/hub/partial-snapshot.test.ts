import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commit, files, name, status, tinyHub } from "../../../test/tiny-hub.js";

const hub = tinyHub();
const { resolve, errorOf, folder, snapshot, ranges } = hub;

describe("a snapshot that may lack something", () => {
  const offline = { HF_HUB_OFFLINE: "1" };
  const sentences = {
    "modules.json": Buffer.from("[]"),
    "1_Pooling/config.json": Buffer.from('{"pooling_mode_cls_token":true}'),
    "sentence_bert_config.json": Buffer.from('{"max_seq_length":128}'),
    "config_sentence_transformers.json": Buffer.from('{"prompts":{}}'),
  };
  /** What another program fetched: the content of `main` and nothing of ours. */
  const cache = async (...names: (keyof typeof files)[]): Promise<void> => {
    await mkdir(snapshot(), { recursive: true });
    await mkdir(join(folder(), "refs"));
    await writeFile(join(folder(), "refs/main"), commit);
    for (const file of names) await writeFile(join(snapshot(), file), files[file]);
  };

  test("gets what another program had no use for, once, and nothing that is there", async () => {
    await hub.serve({ ...files, ...sentences });
    await cache("config.json", "vocab.txt", "pytorch_model.bin");
    expect(await resolve()).toEqual({ directory: snapshot(), commit });
    for (const [file, content] of Object.entries(sentences)) {
      expect(await readFile(join(snapshot(), file))).toEqual(content);
    }
    expect(ranges()).toEqual([]);
    const asked = hub.server.seen.map(({ path: url }) => url.split(`/resolve/${commit}/`)[1]);
    expect(asked.filter((file) => file !== undefined)).toEqual(Object.keys(sentences));
    hub.server.seen.length = 0;
    await resolve();
    await resolve(name, { needs: "tokenizer" });
    expect(hub.server.seen).toEqual([]);
    await rm(join(snapshot(), "modules.json"));
    await resolve();
    expect(await readdir(snapshot())).toContain("modules.json");
  });

  test("has no weights where only state dicts of something else are there", async () => {
    await hub.serve({
      ...files,
      "colbert_linear.pt": Buffer.alloc(10),
      "sparse_linear.pt": Buffer.alloc(10),
    });
    await cache("config.json", "vocab.txt");
    for (const file of ["colbert_linear.pt", "sparse_linear.pt"]) {
      await writeFile(join(snapshot(), file), "linear");
    }
    await resolve();
    expect(await readFile(join(snapshot(), "model.safetensors"))).toEqual(
      files["model.safetensors"],
    );
  });

  test("stays at its commit, though the branch went on", async () => {
    await cache("config.json", "vocab.txt", "model.safetensors");
    hub.server.faults.push(({ url }) => {
      if (url?.includes("revision/main")) throw new Error("the branch was asked for");
      return false;
    });
    expect((await resolve()).commit).toBe(commit);
  });

  test.each([
    ["offline", () => {}, offline],
    ["without a network", () => hub.server.close(), {}],
    ["where the hub has it no more", () => void hub.server.faults.push(status(404)), {}],
    ["where the hub is busy", () => void hub.server.faults.push(status(429)), {}],
  ])("is taken as it is %s", async (_, begin, environment) => {
    await cache("config.json", "vocab.txt", "model.safetensors");
    await begin();
    expect(await resolve(name, {}, environment)).toEqual({ directory: snapshot(), commit });
  });

  test.each([
    [
      "a file of the hub is refused",
      () =>
        void hub.server.faults.push(({ url }, response) => {
          if (!url?.includes("modules.json")) return false;
          response.writeHead(403).end();
          return true;
        }),
    ],
    ["the cache takes no file", () => writeFile(join(folder(), "blobs"), "")],
  ])("is taken as it is when %s", async (_, begin) => {
    await hub.serve({ ...files, ...sentences });
    await cache("config.json", "vocab.txt", "model.safetensors");
    await rm(join(folder(), "blobs"), { recursive: true, force: true });
    await begin();
    expect(await resolve()).toEqual({ directory: snapshot(), commit });
    const asked = hub.server.seen.length;
    expect(await resolve()).toEqual({ directory: snapshot(), commit });
    expect(hub.server.seen.length).toBe(asked);
  });

  test("is used where the cache takes no mark", async () => {
    await cache("config.json", "vocab.txt", "model.safetensors");
    await writeFile(join(folder(), ".berth"), "");
    expect((await resolve()).directory).toBe(snapshot());
  });

  test("is gone on with when a download of a commit was ended between two files", async () => {
    const { "model.safetensors": _, "pytorch_model.bin": __, ...others } = files;
    await hub.serve({
      ...others,
      "tokenizer.json": Buffer.from("{}"),
      "tokenizer_config.json": Buffer.from('{"do_lower_case":true}'),
      "bert_model.ckpt.index": Buffer.from("index"),
      "bert_model.ckpt.data-00000-of-00002": Buffer.from("one"),
      "bert_model.ckpt.data-00001-of-00002": Buffer.from("two"),
    });
    const stopped = async (file: string, needs: "model" | "tokenizer"): Promise<void> => {
      hub.server.faults.push((request, response) =>
        request.url?.endsWith(file) ? status(403)(request, response) : false,
      );
      expect((await errorOf(name, { revision: commit, needs })).code).toBe("HUB_DENIED");
      hub.server.faults.length = 0;
    };
    await stopped("tokenizer_config.json", "tokenizer");
    await resolve(name, { revision: commit, needs: "tokenizer" });
    expect(await readdir(snapshot())).toContain("tokenizer_config.json");
    for (const file of ["data-00000-of-00002", "data-00001-of-00002"]) {
      await stopped(file, "model");
      expect((await errorOf(name, { revision: commit }, offline)).code).toBe("HUB_OFFLINE");
    }
    await resolve(name, { revision: commit });
    expect(await readdir(snapshot())).toContain("bert_model.ckpt.data-00001-of-00002");
    expect((await resolve(name, { revision: commit }, offline)).directory).toBe(snapshot());
  });
});
