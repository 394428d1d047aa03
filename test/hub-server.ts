import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server saw it. */
export interface Seen {
  readonly host: "hub" | "cdn";
  readonly path: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** Does something else than answering; returns whether it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface HubServer {
  readonly endpoint: string;
  readonly seen: Seen[];
  /** Asked before each answer, the first that answers counts. */
  readonly faults: Fault[];
  close(): Promise<void>;
}

export interface Repository {
  readonly commit: string;
  readonly files: Readonly<Record<string, Buffer>>;
}

const sha = (algorithm: string, ...parts: (string | Buffer)[]): string => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** Large files are in LFS: their hash is that of the content, and they come from another host. */
const isLarge = (name: string): boolean => /\.(safetensors|bin)$/.test(name);

export const hashOf = (name: string, content: Buffer): string =>
  isLarge(name) ? sha("sha256", content) : sha("sha1", `blob ${content.length}\0`, content);

/**
 * A server that speaks the hub's HTTP for one repository, and a second one as its CDN. Its bare name
 * redirects to the full one.
 */
export async function hubServer(name: string, repository: Repository): Promise<HubServer> {
  const seen: Seen[] = [];
  const faults: Fault[] = [];
  const { commit, files } = repository;
  const listen = (
    host: Seen["host"],
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ) =>
    started((request, response) => {
      const { url = "", headers } = request;
      seen.push({ host, path: url, authorization: headers.authorization, range: headers.range });
      if (!faults.some((fault) => fault(request, response))) answer(request, response);
    });

  const cdn = await listen("cdn", (request, response) => {
    const [, file = ""] = /^\/cdn\/(.*)\?/.exec(request.url ?? "") ?? [];
    sendContent(request, response, files[file]);
  });
  const hub = await listen("hub", (request, response) => {
    const asCommit = request.url?.replace("/resolve/main/", `/resolve/${commit}/`);
    const url = new URL(asCommit ?? "", "http://hub");
    const bare = name.split("/")[1] ?? name;
    if (new RegExp(`^/(api/models/)?${bare}/`).test(url.pathname)) {
      response.writeHead(307, { location: request.url?.replace(bare, name) }).end();
      return;
    }
    const asked = [
      `/api/models/${name}/revision/`,
      `/api/models/${name}/tree/`,
      `/${name}/resolve/`,
    ];
    const [info = "", tree = "", resolve = ""] = asked;
    const revision = decodeURIComponent(url.pathname.slice(info.length));
    if (url.pathname.startsWith(info)) {
      if (!["main", "v1", commit].includes(revision)) {
        refuse(response, 404, "RevisionNotFound");
      } else sendJson(response, { _id: "1", id: name, sha: commit, private: false });
    } else if (url.pathname === `${tree}${commit}`) {
      sendTree(url, response, files);
    } else if (url.pathname.startsWith(`${resolve}${commit}/`)) {
      const file = decodeURI(url.pathname.slice(`${resolve}${commit}/`.length));
      sendFile(request, response, { file, content: files[file], commit, cdn: originOf(cdn) });
    } else refuse(response, 401, "RepoNotFound");
  });

  return {
    endpoint: originOf(hub),
    seen,
    faults,
    close: async () => {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

/** A small file, or the address of a large one. */
function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  {
    file,
    content,
    commit,
    cdn,
  }: { file: string; content?: Buffer | undefined; commit: string; cdn: string },
): void {
  if (content === undefined) {
    refuse(response, 404, "EntryNotFound");
    return;
  }
  const hash = `"${hashOf(file, content)}"`;
  response.setHeader("x-repo-commit", commit);
  if (isLarge(file)) {
    response.setHeader("x-linked-etag", hash).setHeader("x-linked-size", content.length);
    response.writeHead(302, { location: `${cdn}/cdn/${file}?signature=abc` }).end();
    return;
  }
  response.setHeader("etag", hash);
  sendContent(request, response, content);
}

const originOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function started(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

export function refuse(response: ServerResponse, status: number, errorCode?: string): void {
  if (errorCode !== undefined) response.setHeader("x-error-code", errorCode);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: "a sentence of the hub" }));
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify(value));
}

/** Two files a page: the header names the next one. */
function sendTree(url: URL, response: ServerResponse, files: Repository["files"]): void {
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const entries = Object.entries(files).map(([path, content]) => ({
    type: "file",
    path,
    size: content.length,
    oid: isLarge(path) ? sha("sha1", "pointer") : hashOf(path, content),
    ...(isLarge(path)
      ? { lfs: { oid: hashOf(path, content), size: content.length, pointerSize: 130 } }
      : {}),
  }));
  if (from + 2 < entries.length) {
    url.searchParams.set("cursor", String(from + 2));
    const next = `http://${response.req.headers.host}${url.pathname}${url.search}`;
    response.setHeader("link", `<${next}>; rel="next"`);
  }
  sendJson(response, [
    { type: "directory", path: "onnx", size: 0, oid: "" },
    ...entries.slice(from, from + 2),
  ]);
}

function sendContent(
  { headers }: IncomingMessage,
  response: ServerResponse,
  content: Buffer | undefined,
): void {
  if (content === undefined) {
    refuse(response, 404);
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
  if (from > 0) {
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { "content-range": range, "content-length": content.length - from });
  } else response.writeHead(200, { "content-length": content.length });
  response.end(content.subarray(from));
}
