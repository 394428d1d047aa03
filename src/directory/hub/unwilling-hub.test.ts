import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { commit, name, status, times, tinyHub } from "../../../test/tiny-hub.js";

const token = "hf_verysecret";
const hub = tinyHub();
const { path, resolve, errorOf } = hub;

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
    hub.server.faults.push(status(code, errorCode));
    const told = await errorOf(name, {}, environment);
    expect(told).toEqual({ code: expected, message: expect.stringContaining(rule) });
    expect(told.message).toContain(hub.server.endpoint);
    expect(told.message).not.toContain(token);
  });

  test("a revision that is not there is named", async () => {
    const { code, message } = await errorOf(name, { revision: "v9" });
    expect(code).toBe("HUB_NOT_FOUND");
    expect(message).toContain('has no revision "v9" of it');
  });

  test("429 and 500 that pass do no harm", async () => {
    hub.server.faults.push(times(1, /^\/api/, status(429, undefined, { "retry-after": "3" })));
    hub.server.faults.push(times(2, /^\/cdn/, status(500)));
    expect((await resolve()).commit).toBe(commit);
  });

  test("a long Retry-After is told instead of waited for", async () => {
    hub.server.faults.push(status(429, undefined, { "retry-after": "3600" }));
    expect((await errorOf()).message).toContain("Run again in 3600 seconds");
    expect(hub.server.seen).toHaveLength(1);
  });

  test("a network that answers with a page of its own is told as such", async () => {
    hub.server.faults.push((_request, response) => Boolean(response.end("<html>Log in</html>")));
    const { code, message } = await errorOf();
    expect(code).toBe("HUB_UNREACHABLE");
    expect(message).toContain("does not answer as the Hugging Face hub does");
  });

  test("no server at all", async () => {
    await hub.server.close();
    const { code, message } = await errorOf();
    expect(code).toBe("HUB_UNREACHABLE");
    expect(message).toContain("(ECONNREFUSED)");
  });

  test("offline, what lacks is told without a request", async () => {
    expect(await errorOf(name, {}, { HF_HUB_OFFLINE: "1" })).toEqual({
      code: "HUB_OFFLINE",
      message: `${name}: there is no such folder, ${path("hf/hub")} does not have the model (revision main), and HF_HUB_OFFLINE forbids to ask the hub. Unset it, or name a folder with the model's files.`,
    });
    expect(hub.server.seen).toEqual([]);
  });

  test.each(["./nowhere", "/nowhere/at/all", "a/b/c", "...", "a--b", "x.git", "a b", "-x"])(
    "what can be no name on the hub is a missing folder: %s",
    async (asked) => {
      expect((await errorOf(asked)).code).toBe("FILE_MISSING");
      expect(hub.server.seen).toEqual([]);
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
        hub.server.seen
          .filter(({ authorization }) => authorization === sent)
          .map(({ host }) => host),
      );
    expect(hosts(`Bearer ${token}`)).toEqual(new Set(["hub"]));
    expect(hosts(undefined)).toEqual(new Set(["cdn"]));
  });

  test("is the one that a login left", async () => {
    await mkdir(path("hf"), { recursive: true });
    await writeFile(path("hf/token"), `${token}\n`);
    await resolve();
    expect(hub.server.seen[0]?.authorization).toBe(`Bearer ${token}`);
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
