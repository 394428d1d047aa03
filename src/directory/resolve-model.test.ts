import { lstat, mkdir, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Fault, type HubServer, hashOf, hubServer, refuse } from "../../test/hub-server.js";
import { temporaryFolder } from "../../test/temporary-folder.js";
import type { DownloadProgress } from "./hub/download-model.js";
import { readWeights } from "./read-weights.js";
import { type ResolveOptions, resolveModel } from "./resolve-model.js";

const path = temporaryFolder();
const commit = "0123456789abcdef0123456789abcdef01234567";
const weights = Buffer.alloc(300_000, "weights ");
const files = {
  "README.md": Buffer.from("# Tiny"),
  "config.json": Buffer.from('{"model_type":"bert"}'),
  "onnx/model.onnx": Buffer.alloc(10),
  "model.safetensors": weights,
  "optimizer.pt": Buffer.alloc(10),
  "pytorch_model.bin": Buffer.alloc(20),
  "vocab.txt": Buffer.from("[PAD]\n[UNK]\n"),
};
const name = "some/tiny-bert";
const token = "hf_verysecret";

let hub: HubServer;
beforeEach(async () => {
  await rm(path("hf"), { recursive: true, force: true });
  hub = await hubServer(name, { commit, files });
});
afterEach(() => hub.close());

const resolve = (asked = name, options: ResolveOptions = {}, environment = {}) =>
  resolveModel(asked, {
    secondMs: 1,
    ...options,
    environment: { HF_ENDPOINT: hub.endpoint, HF_HOME: path("hf"), ...environment },
  });
const errorOf = (
  ...given: Parameters<typeof resolve>
): Promise<{ code: string; message: string }> =>
  resolve(...given).then(
    () => ({ code: "none", message: "" }),
    ({ code, message }) => ({ code, message }),
  );
const folder = (asked = name): string => path("hf/hub", `models--${asked.replace("/", "--")}`);
const snapshot = (asked = name): string => join(folder(asked), "snapshots", commit);

/** Answers requests of some paths in another way, so many times. */
const times = (count: number, where: RegExp, answer: Fault): Fault => {
  let left = count;
  return (request, response) =>
    where.test(request.url ?? "") && left-- > 0 && answer(request, response);
};
const status =
  (code: number, errorCode?: string, headers: Record<string, string> = {}): Fault =>
  (_request, response) => {
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
    refuse(response, code, errorCode);
    return true;
  };
/** Sends part of the weights and cuts the connection. */
const cutAfter =
  (bytes: number): Fault =>
  ({ headers, socket }, response) => {
    const from = Number(/\d+/.exec(headers.range ?? "")?.[0] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": weights.length - from,
      ...(from > 0
        ? { "content-range": `bytes ${from}-${weights.length - 1}/${weights.length}` }
        : {}),
    });
    response.write(weights.subarray(from, from + bytes), () =>
      setTimeout(() => socket.destroy(), 20),
    );
    return true;
  };
const ranges = (): (string | undefined)[] =>
  hub.seen.filter(({ host }) => host === "cdn").map(({ range }) => range);

test("a folder comes before everything", async () => {
  await mkdir(path("local"), { recursive: true });
  expect(await resolve(path("local"))).toEqual({ directory: path("local"), commit: undefined });
  expect(hub.seen).toEqual([]);
});

test("a model that comes with Berth is found by its name, and the hub is not asked", async () => {
  for (const name of ["berth-mini-en", "berth-mini-zh"]) {
    const { directory, commit } = await resolve(name);
    expect(commit).toBeUndefined();
    expect(await readdir(directory)).toEqual(
      expect.arrayContaining(["config.json", "model.safetensors"]),
    );
  }
  expect(hub.seen).toEqual([]);
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
  hub.seen.length = 0;
  expect(await resolve(name, {}, { HF_HUB_OFFLINE: "1" })).toEqual({
    directory: snapshot(),
    commit,
  });
  expect(await resolve(name, { revision: commit })).toEqual({ directory: snapshot(), commit });
  expect(hub.seen).toEqual([]);
});

test("a bare name follows the hub to the full one", async () => {
  expect(await resolve("tiny-bert")).toEqual({ directory: snapshot("tiny-bert"), commit });
});

test("a tag has its own reference, and the same content", async () => {
  await resolve();
  hub.seen.length = 0;
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
  await hub.close();
  const index = {
    weight_map: { a: "model-00001-of-00002.safetensors", b: "model-00002-of-00002.safetensors" },
  };
  const { "model.safetensors": _, ...others } = files;
  hub = await hubServer(name, {
    commit,
    files: {
      ...others,
      "model.safetensors.index.json": Buffer.from(JSON.stringify(index)),
      "model-00001-of-00002.safetensors": Buffer.from("one"),
      "model-00002-of-00002.safetensors": Buffer.from("two"),
    },
  });
  const { directory } = await resolve();
  expect(await readFile(join(directory, "model-00002-of-00002.safetensors"), "utf8")).toBe("two");
  const part = join(folder(), "blobs", hashOf(".bin", Buffer.from("two")));
  await rm(part);
  await resolve();
  expect(await readFile(part, "utf8")).toBe("two");
});

test("two programs that want the same model at once both get it", async () => {
  hub.faults.push(times(2, /^\/cdn/, cutAfter(70_000)));
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

describe("a snapshot that may lack something", () => {
  const offline = { HF_HUB_OFFLINE: "1" };
  const sentences = {
    "modules.json": Buffer.from("[]"),
    "1_Pooling/config.json": Buffer.from('{"pooling_mode_cls_token":true}'),
    "sentence_bert_config.json": Buffer.from('{"max_seq_length":128}'),
  };
  const serve = async (served: Record<string, Buffer>): Promise<void> => {
    await hub.close();
    hub = await hubServer(name, { commit, files: served });
  };
  /** What another program fetched: the content of `main` and nothing of ours. */
  const cache = async (...names: (keyof typeof files)[]): Promise<void> => {
    await mkdir(snapshot(), { recursive: true });
    await mkdir(join(folder(), "refs"));
    await writeFile(join(folder(), "refs/main"), commit);
    for (const file of names) await writeFile(join(snapshot(), file), files[file]);
  };

  test("gets what another program had no use for, once, and nothing that is there", async () => {
    await serve({ ...files, ...sentences });
    await cache("config.json", "vocab.txt", "pytorch_model.bin");
    expect(await resolve()).toEqual({ directory: snapshot(), commit });
    for (const [file, content] of Object.entries(sentences)) {
      expect(await readFile(join(snapshot(), file))).toEqual(content);
    }
    expect(ranges()).toEqual([]);
    const asked = hub.seen.map(({ path: url }) => url.split(`/resolve/${commit}/`)[1]);
    expect(asked.filter((file) => file !== undefined)).toEqual(Object.keys(sentences));
    hub.seen.length = 0;
    await resolve();
    await resolve(name, { needs: "tokenizer" });
    expect(hub.seen).toEqual([]);
    await rm(join(snapshot(), "modules.json"));
    await resolve();
    expect(await readdir(snapshot())).toContain("modules.json");
  });

  test("stays at its commit, though the branch went on", async () => {
    await cache("config.json", "vocab.txt", "model.safetensors");
    hub.faults.push(({ url }) => {
      if (url?.includes("revision/main")) throw new Error("the branch was asked for");
      return false;
    });
    expect((await resolve()).commit).toBe(commit);
  });

  test.each([
    ["offline", () => {}, offline],
    ["without a network", () => hub.close(), {}],
    ["where the hub has it no more", () => void hub.faults.push(status(404)), {}],
    ["where the hub is busy", () => void hub.faults.push(status(429)), {}],
  ])("is taken as it is %s", async (where, begin, environment) => {
    await cache("config.json", "vocab.txt", "model.safetensors");
    await begin();
    expect(await resolve(name, {}, environment)).toEqual({ directory: snapshot(), commit });
    if (where === "without a network") hub = await hubServer(name, { commit, files });
  });

  test.each([
    [
      "a file of the hub is refused",
      () =>
        void hub.faults.push(({ url }, response) => {
          if (!url?.includes("modules.json")) return false;
          response.writeHead(403).end();
          return true;
        }),
    ],
    ["the cache takes no file", () => writeFile(join(folder(), "blobs"), "")],
  ])("is taken as it is when %s", async (_, begin) => {
    await serve({ ...files, ...sentences });
    await cache("config.json", "vocab.txt", "model.safetensors");
    await rm(join(folder(), "blobs"), { recursive: true, force: true });
    await begin();
    expect(await resolve()).toEqual({ directory: snapshot(), commit });
    const asked = hub.seen.length;
    expect(await resolve()).toEqual({ directory: snapshot(), commit });
    expect(hub.seen.length).toBe(asked);
  });

  test("is used where the cache takes no mark", async () => {
    await cache("config.json", "vocab.txt", "model.safetensors");
    await writeFile(join(folder(), ".berth"), "");
    expect((await resolve()).directory).toBe(snapshot());
  });

  test("is gone on with when a download of a commit was ended between two files", async () => {
    const { "model.safetensors": _, "pytorch_model.bin": __, ...others } = files;
    await serve({
      ...others,
      "tokenizer.json": Buffer.from("{}"),
      "tokenizer_config.json": Buffer.from('{"do_lower_case":true}'),
      "bert_model.ckpt.index": Buffer.from("index"),
      "bert_model.ckpt.data-00000-of-00002": Buffer.from("one"),
      "bert_model.ckpt.data-00001-of-00002": Buffer.from("two"),
    });
    const stopped = async (file: string, needs: "model" | "tokenizer"): Promise<void> => {
      hub.faults.push((request, response) =>
        request.url?.endsWith(file) ? status(403)(request, response) : false,
      );
      expect((await errorOf(name, { revision: commit, needs })).code).toBe("HUB_DENIED");
      hub.faults.length = 0;
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

describe("broken downloads", () => {
  test("a connection that is cut is taken up behind the bytes that are there", async () => {
    hub.faults.push(times(3, /^\/cdn/, cutAfter(70_000)));
    const { directory } = await resolve();
    expect(await readFile(join(directory, "model.safetensors"))).toEqual(weights);
    expect(ranges().slice(0, 2)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
  });

  test("what another call left is gone on with", async () => {
    const blob = join(folder(), "blobs", hashOf("model.safetensors", weights));
    await mkdir(join(folder(), "blobs"), { recursive: true });
    await writeFile(`${blob}.incomplete`, weights.subarray(0, 123_456));
    const told: DownloadProgress[] = [];
    await resolve(name, { onProgress: (progress) => told.push(progress) });
    expect(ranges()).toEqual(["bytes=123456-"]);
    expect(await readFile(blob)).toEqual(weights);
    expect(told.at(-1)?.fetchedBytes).toBe(weights.length - 123_456 + 33);
    expect(await readdir(join(folder(), "blobs"))).not.toContain(
      expect.stringContaining("incomplete"),
    );
  });

  test("what another call left damaged is found by its checksum and fetched anew", async () => {
    const blob = join(folder(), "blobs", hashOf("model.safetensors", weights));
    await mkdir(join(folder(), "blobs"), { recursive: true });
    await writeFile(`${blob}.incomplete`, Buffer.alloc(1000, "x"));
    await resolve();
    expect(ranges()).toEqual(["bytes=1000-", undefined]);
    expect(await readFile(blob)).toEqual(weights);
  });

  test("a server without ranges sends all of it again", async () => {
    hub.faults.push(times(1, /^\/cdn/, cutAfter(70_000)));
    hub.faults.push(
      times(9, /^\/cdn/, (_request, response) => {
        response.writeHead(200, { "content-length": weights.length }).end(weights);
        return true;
      }),
    );
    const { directory } = await resolve();
    expect(await readFile(join(directory, "model.safetensors"))).toEqual(weights);
  });

  test("content of another checksum is refused, and nothing of it stays", async () => {
    hub.faults.push((request, response) => {
      if (!request.url?.startsWith("/cdn")) return false;
      response.end(Buffer.alloc(weights.length, "wrong"));
      return true;
    });
    const { code, message } = await errorOf();
    expect(code).toBe("HUB_DAMAGED");
    expect(message).toContain(`${name}: model.safetensors arrived twice with other content`);
    expect(await readdir(join(folder(), "blobs"))).not.toContain(
      hashOf("model.safetensors", weights),
    );
    expect(await readdir(join(folder(), "blobs"))).toHaveLength(2);
  });

  test("a connection that is always cut ends with what to do, and what came is kept", async () => {
    hub.faults.push(times(1, /^\/cdn/, cutAfter(70_000)));
    hub.faults.push(times(99, /^\/cdn/, ({ socket }) => Boolean(socket.destroy())));
    const { code, message } = await errorOf();
    expect(code).toBe("HUB_UNREACHABLE");
    expect(message).toContain("Run again to go on where it stopped");
    const left = (await readdir(join(folder(), "blobs"))).filter((file) =>
      file.endsWith(".incomplete"),
    );
    expect(left).toHaveLength(1);
  });
});

describe("a mirror that wants files outside of the cache", () => {
  const inParts = async (part: string): Promise<void> => {
    await hub.close();
    const { "model.safetensors": _, ...others } = files;
    const index = { weight_map: { a: part } };
    hub = await hubServer(name, {
      commit,
      files: {
        ...others,
        "model.safetensors.index.json": Buffer.from(JSON.stringify(index)),
        [part]: Buffer.from("outside"),
      },
    });
  };

  test.each(["../../../../../outside", "/outside", "a//b", "a/./b", "..\\outside", "a\0b"])(
    "a listing with %j is refused",
    async (part) => {
      await inParts(part);
      expect(await errorOf()).toEqual({
        code: "HUB_UNREACHABLE",
        message: `${name}: ${hub.endpoint} lists a file ${JSON.stringify(part)}, which is no path inside a model; nothing was written. Set HF_ENDPOINT to a mirror that you trust, or unset it.`,
      });
      expect(await readdir(path("."))).not.toContain("hf");
      expect(await readdir(path("."))).not.toContain("outside");
    },
  );

  test("an index that names a file in a folder is brought, and refused when it is read", async () => {
    await inParts("onnx/weights");
    const { directory } = await resolve();
    expect(await readdir(directory)).not.toContain("onnx");
    await expect(readWeights(directory)).rejects.toMatchObject({
      code: "SAFETENSORS_BROKEN",
      message: expect.stringContaining('got "onnx/weights"'),
    });
  });
});

describe("a hub that does not give", () => {
  test.each([
    [
      401,
      "RepoNotFound",
      {},
      "HUB_NOT_FOUND",
      "has no such model (401), or it is private: then set HF_TOKEN",
    ],
    [
      401,
      undefined,
      { HF_TOKEN: token },
      "HUB_DENIED",
      "does not accept the token of HF_TOKEN (401)",
    ],
    [401, "GatedRepo", {}, "HUB_DENIED", "gives access on request (401)"],
    [403, "GatedRepo", { HF_TOKEN: token }, "HUB_DENIED", "gives access on request (403)"],
    [403, undefined, { HF_TOKEN: token }, "HUB_DENIED", "refuses it (403)"],
    [
      404,
      undefined,
      { HF_TOKEN: token },
      "HUB_NOT_FOUND",
      "or the account of HF_TOKEN may not see it",
    ],
    [429, undefined, {}, "HUB_BUSY", "too many requests (429). Run again later, or set HF_TOKEN"],
    [500, undefined, {}, "HUB_BUSY", "has a fault of its own (500)"],
  ])("%d %s", async (code, errorCode, environment, expected, rule) => {
    hub.faults.push(status(code, errorCode));
    const told = await errorOf(name, {}, environment);
    expect(told).toEqual({ code: expected, message: expect.stringContaining(rule) });
    expect(told.message).toContain(hub.endpoint);
    expect(told.message).not.toContain(token);
  });

  test("a revision that is not there is named", async () => {
    const { code, message } = await errorOf(name, { revision: "v9" });
    expect(code).toBe("HUB_NOT_FOUND");
    expect(message).toContain('has no revision "v9" of it');
  });

  test("429 and 500 that pass do no harm", async () => {
    hub.faults.push(times(1, /^\/api/, status(429, undefined, { "retry-after": "3" })));
    hub.faults.push(times(2, /^\/cdn/, status(500)));
    expect((await resolve()).commit).toBe(commit);
  });

  test("a long Retry-After is told instead of waited for", async () => {
    hub.faults.push(status(429, undefined, { "retry-after": "3600" }));
    expect((await errorOf()).message).toContain("Run again in 3600 seconds");
    expect(hub.seen).toHaveLength(1);
  });

  test("a network that answers with a page of its own is told as such", async () => {
    hub.faults.push((_request, response) => Boolean(response.end("<html>Log in</html>")));
    const { code, message } = await errorOf();
    expect(code).toBe("HUB_UNREACHABLE");
    expect(message).toContain("does not answer as the Hugging Face hub does");
  });

  test("no server at all", async () => {
    await hub.close();
    const { code, message } = await errorOf();
    expect(code).toBe("HUB_UNREACHABLE");
    expect(message).toContain("(ECONNREFUSED)");
    hub = await hubServer(name, { commit, files });
  });

  test("offline, what lacks is told without a request", async () => {
    expect(await errorOf(name, {}, { HF_HUB_OFFLINE: "1" })).toEqual({
      code: "HUB_OFFLINE",
      message: `${name}: there is no such folder, ${path("hf/hub")} does not have the model (revision main), and HF_HUB_OFFLINE forbids to ask the hub. Unset it, or name a folder with the model's files.`,
    });
    expect(hub.seen).toEqual([]);
  });

  test.each(["./nowhere", "/nowhere/at/all", "a/b/c", "...", "a--b", "x.git", "a b", "-x"])(
    "what can be no name on the hub is a missing folder: %s",
    async (asked) => {
      expect((await errorOf(asked)).code).toBe("FILE_MISSING");
      expect(hub.seen).toEqual([]);
    },
  );

  test.each(["../../x", "/etc", "a//b", "", "a/../b", "a/.b"])(
    "what can be no revision is refused: %j",
    async (revision) => {
      expect((await errorOf(name, { revision })).code).toBe("USAGE");
    },
  );
});

describe("the token", () => {
  test("goes to the hub and to no other host", async () => {
    await resolve(name, {}, { HF_TOKEN: token });
    const hosts = (sent: string | undefined) =>
      new Set(
        hub.seen.filter(({ authorization }) => authorization === sent).map(({ host }) => host),
      );
    expect(hosts(`Bearer ${token}`)).toEqual(new Set(["hub"]));
    expect(hosts(undefined)).toEqual(new Set(["cdn"]));
  });

  test("is the one that a login left", async () => {
    await mkdir(path("hf"), { recursive: true });
    await writeFile(path("hf/token"), `${token}\n`);
    await resolve();
    expect(hub.seen[0]?.authorization).toBe(`Bearer ${token}`);
  });

  test("is not shown when it is no token, nor is a password in the address", async () => {
    for (const environment of [
      { HF_TOKEN: "very secret" },
      { HF_ENDPOINT: "https://me:secret@mirror.example" },
    ]) {
      const { code, message } = await errorOf(name, {}, environment);
      expect(code).toBe("HUB_SETTING");
      expect(message).not.toContain("secret");
    }
  });
});
