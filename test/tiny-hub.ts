import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type ResolveOptions, resolveModel } from "../src/directory/resolve-model.js";
import { type Fault, type HubServer, hubServer, refuse } from "./hub-server.js";
import { temporaryFolder } from "./temporary-folder.js";

export const commit = "0123456789abcdef0123456789abcdef01234567";
export const name = "some/tiny-bert";
export const weights = Buffer.alloc(300_000, "weights ");
export const files = {
  "README.md": Buffer.from("# Tiny"),
  "config.json": Buffer.from('{"model_type":"bert"}'),
  "onnx/model.onnx": Buffer.alloc(10),
  "model.safetensors": weights,
  "optimizer.pt": Buffer.alloc(10),
  "pytorch_model.bin": Buffer.alloc(20),
  "vocab.txt": Buffer.from("[PAD]\n[UNK]\n"),
};

/** A hub with one tiny model, and an empty cache, for each test of a file. */
export function tinyHub() {
  const path = temporaryFolder();
  let server: HubServer;
  const serve = async (served: Record<string, Buffer>): Promise<void> => {
    await server?.close();
    server = await hubServer(name, { commit, files: served });
  };
  beforeEach(async () => {
    await rm(path("hf"), { recursive: true, force: true });
    await serve(files);
  });
  afterEach(() => server.close());

  const resolve = (asked = name, options: ResolveOptions = {}, environment = {}) =>
    resolveModel(asked, {
      secondMs: 1,
      ...options,
      environment: { HF_ENDPOINT: server.endpoint, HF_HOME: path("hf"), ...environment },
    });
  const folder = (asked = name): string => path("hf/hub", `models--${asked.replace("/", "--")}`);
  return {
    path,
    /** The hub of the test that runs. */
    get server() {
      return server;
    },
    /** Puts a hub with other files in its place. */
    serve,
    resolve,
    errorOf: (...given: Parameters<typeof resolve>): Promise<{ code: string; message: string }> =>
      resolve(...given).then(
        () => ({ code: "none", message: "" }),
        ({ code, message }) => ({ code, message }),
      ),
    /** Of the model in the cache, and its files there. */
    folder,
    snapshot: (asked = name): string => join(folder(asked), "snapshots", commit),
    /** What was asked for of large files. */
    ranges: (): (string | undefined)[] =>
      server.seen.filter(({ host }) => host === "cdn").map(({ range }) => range),
  };
}

/** Answers requests of some paths in another way, so many times. */
export const times = (count: number, where: RegExp, answer: Fault): Fault => {
  let left = count;
  return (request, response) =>
    where.test(request.url ?? "") && left-- > 0 && answer(request, response);
};

export const status =
  (code: number, errorCode?: string, headers: Record<string, string> = {}): Fault =>
  (_request, response) => {
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
    refuse(response, code, errorCode);
    return true;
  };
/** Sends part of the weights and cuts the connection. */
export const cutAfter =
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
