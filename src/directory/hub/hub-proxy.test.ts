import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commit, tinyHub } from "../../../test/tiny-hub.js";
import { hubProxy } from "./hub-proxy.js";

const hub = tinyHub();

/** A proxy to the hub of the test: it takes a host that no one else knows for it. */
let proxy: Server;
let asked: string[];
let address: string;

beforeEach(async () => {
  asked = [];
  const place = (): { host: string; port: number } => {
    const { hostname: host, port } = new URL(hub.server.endpoint);
    return { host, port: Number(port) };
  };
  proxy = createServer(({ url = "", headers, method }, response) => {
    asked.push(url);
    const { pathname, search } = new URL(url);
    const onward = request({ ...place(), path: `${pathname}${search}`, headers, method });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.end();
  });
  proxy.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    const { host, port } = place();
    const onward = connect(port, host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const one of [onward, socket]) one.on("error", () => onward.destroy());
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(() => {
  proxy.closeAllConnections();
  proxy.close();
});

const endpoint = "http://hub.invalid";

test("a model comes through the proxy that the environment names", async () => {
  // The content of large files comes from another host, which is asked directly.
  const environment = { HF_ENDPOINT: endpoint, HTTP_PROXY: address, NO_PROXY: "127.0.0.1" };
  expect((await hub.resolve(undefined, {}, environment)).commit).toBe(commit);
  expect(asked.length).toBeGreaterThan(0);
  for (const url of asked) expect(url).toContain("hub.invalid");
  expect(hub.ranges().length).toBeGreaterThan(0);
});

test("an https address is asked through a tunnel of HTTPS_PROXY", async () => {
  // The hub of the test speaks no TLS: it is enough to see the tunnel asked for.
  const environment = { HF_ENDPOINT: "https://hub.invalid", HTTPS_PROXY: address };
  expect((await hub.errorOf(undefined, {}, environment)).code).toBe("HUB_UNREACHABLE");
  expect(new Set(asked)).toEqual(new Set(["hub.invalid:443"]));
});

test("a host of NO_PROXY is asked directly", async () => {
  const environment = { HTTP_PROXY: address, no_proxy: "example.com,127.0.0.1" };
  expect((await hub.resolve(undefined, {}, environment)).commit).toBe(commit);
  expect(asked).toEqual([]);
});

test("where the proxy does not answer, the error names its variables and not its password", async () => {
  const environment = {
    HF_ENDPOINT: endpoint,
    https_proxy: "",
    HTTP_PROXY: "http://me:word@127.0.0.1:9",
  };
  const { code, message } = await hub.errorOf(undefined, {}, environment);
  expect(code).toBe("HUB_UNREACHABLE");
  expect(message).toContain("through the proxy of HTTPS_PROXY or HTTP_PROXY");
  expect(message).not.toContain("word");
});

test.each([
  [{}, undefined],
  [{ HTTP_PROXY: " " }, undefined],
  [{ NO_PROXY: "*" }, undefined],
  [
    { https_proxy: "proxy.example:3128", HTTPS_PROXY: "http://other" },
    { http: "", https: "proxy.example:3128", none: "" },
  ],
])("proxies of the environment: %j", (environment, proxies) => {
  expect(hubProxy(environment)).toEqual(proxies);
});

test("a proxy for http alone is not asked for https", async () => {
  const environment = { HF_ENDPOINT: "https://hub.invalid", HTTP_PROXY: address };
  expect((await hub.errorOf(undefined, {}, environment)).code).toBe("HUB_UNREACHABLE");
  expect(asked).toEqual([]);
});

test("a model comes through a SOCKS5 proxy", async () => {
  const names: string[] = [];
  const socks = createTcpServer((socket) => {
    socket.once("data", () => {
      // No password is asked for (RFC 1928).
      socket.write(Uint8Array.of(5, 0));
      socket.once("data", (wanted: Buffer) => {
        names.push(wanted.subarray(5, 5 + (wanted[4] ?? 0)).toString());
        const { hostname, port } = new URL(hub.server.endpoint);
        const onward = connect(Number(port), hostname, () => {
          socket.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          onward.pipe(socket).pipe(onward);
        });
        for (const one of [onward, socket]) one.on("error", () => onward.destroy());
      });
    });
  });
  await new Promise<void>((listening) => socks.listen(0, "127.0.0.1", listening));
  const place = `socks5://127.0.0.1:${(socks.address() as AddressInfo).port}`;
  const environment = { HF_ENDPOINT: endpoint, HTTP_PROXY: place, NO_PROXY: "127.0.0.1" };
  expect((await hub.resolve(undefined, {}, environment)).commit).toBe(commit);
  expect(new Set(names)).toEqual(new Set(["hub.invalid"]));
  socks.close();
});

test("a variable for the other scheme is not looked at", async () => {
  expect((await hub.resolve(undefined, {}, { HTTPS_PROXY: "ftp://proxy" })).commit).toBe(commit);
});

test.each(["ftp://me:word@proxy.example", "http://"])("%s is no proxy", async (HTTPS_PROXY) => {
  const { code, message } = await hub.errorOf(
    undefined,
    {},
    { HF_ENDPOINT: "https://hub.invalid", HTTPS_PROXY },
  );
  expect(code).toBe("HUB_SETTING");
  expect(message).toMatch(/^HTTPS_PROXY: must be the address of a proxy/);
  expect(message).not.toContain("word");
});
