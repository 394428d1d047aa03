import { lstat, mkdir, readdir, readFile, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashOf } from "../../test/hub-server.js";
import { commit, cutAfter, files, name, times, tinyHub, weights } from "../../test/tiny-hub.js";
import type { DownloadProgress } from "./hub/download-model.js";

const hub = tinyHub();
const { path, resolve, folder, snapshot, ranges } = hub;

test("a folder comes before everything", async () => {
  await mkdir(path("local"), { recursive: true });
  expect(await resolve(path("local"))).toEqual({ directory: path("local"), commit: undefined });
  expect(hub.server.seen).toEqual([]);
});

test("a model that comes with Berth is found by its name, and the hub is not asked", async () => {
  for (const name of ["berth-mini-en", "berth-mini-zh"]) {
    const { directory, commit } = await resolve(name);
    expect(commit).toBeUndefined();
    expect(await readdir(directory)).toEqual(
      expect.arrayContaining(["config.json", "model.safetensors"]),
    );
  }
  expect(hub.server.seen).toEqual([]);
});

test("a model of the hub comes into the cache that Hugging Face's programs share", async () => {
  expect(await resolve()).toEqual({ directory: snapshot(), commit });
  expect((await readdir(snapshot())).sort()).toEqual([
    "config.json",
    "model.safetensors",
    "vocab.txt",
  ]);
  expect(await readFile(join(snapshot(), "model.safetensors"))).toEqual(weights);
  for (const file of ["config.json", "model.safetensors"] as const) {
    expect(await readlink(join(snapshot(), file))).toBe(`../../blobs/${hashOf(file, files[file])}`);
  }
  expect((await lstat(join(snapshot(), "vocab.txt"))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(folder(), "refs/main"), "utf8")).toBe(commit);
  expect((await readdir(join(folder(), "blobs"))).length).toBe(3);
});

test("what is in the cache is not asked for again, nor offline", async () => {
  await resolve();
  hub.server.seen.length = 0;
  expect(await resolve(name, {}, { HF_HUB_OFFLINE: "1" })).toEqual({
    directory: snapshot(),
    commit,
  });
  expect(await resolve(name, { revision: commit })).toEqual({ directory: snapshot(), commit });
  expect(hub.server.seen).toEqual([]);
});

test("a bare name follows the hub to the full one", async () => {
  expect(await resolve("tiny-bert")).toEqual({ directory: snapshot("tiny-bert"), commit });
});

test("a tag has its own reference, and the same content", async () => {
  await resolve();
  hub.server.seen.length = 0;
  expect((await resolve(name, { revision: "v1" })).commit).toBe(commit);
  expect(await readFile(join(folder(), "refs/v1"), "utf8")).toBe(commit);
  expect(ranges()).toEqual([]);
});

test("where only the tokenizer is needed, only its files come; the rest comes when it is", async () => {
  await resolve(name, { needs: "tokenizer" });
  expect(await readdir(snapshot())).toEqual(["config.json", "vocab.txt"]);
  await resolve();
  expect((await readdir(snapshot())).length).toBe(3);
});

test("weights in parts come with their index", async () => {
  const index = {
    weight_map: { a: "model-00001-of-00002.safetensors", b: "model-00002-of-00002.safetensors" },
  };
  const { "model.safetensors": _, ...others } = files;
  await hub.serve({
    ...others,
    "model.safetensors.index.json": Buffer.from(JSON.stringify(index)),
    "model-00001-of-00002.safetensors": Buffer.from("one"),
    "model-00002-of-00002.safetensors": Buffer.from("two"),
  });
  const { directory } = await resolve();
  expect(await readFile(join(directory, "model-00002-of-00002.safetensors"), "utf8")).toBe("two");
  const part = join(folder(), "blobs", hashOf(".bin", Buffer.from("two")));
  await rm(part);
  await resolve();
  expect(await readFile(part, "utf8")).toBe("two");
});

test("two programs that want the same model at once both get it", async () => {
  hub.server.faults.push(times(2, /^\/cdn/, cutAfter(70_000)));
  const found = await Promise.all([resolve(), resolve(), resolve()]);
  expect(found).toEqual(Array(3).fill({ directory: snapshot(), commit }));
  expect(await readFile(join(snapshot(), "model.safetensors"))).toEqual(weights);
});

test("progress tells bytes of all files", async () => {
  const told: DownloadProgress[] = [];
  await resolve(name, { onProgress: (progress) => told.push(progress) });
  const totalBytes = weights.length + 21 + 12;
  expect(told.at(-1)).toEqual({
    model: name,
    commit,
    file: "model.safetensors",
    bytes: totalBytes,
    fetchedBytes: totalBytes,
    totalBytes,
  });
});
