import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashOf } from "../../../test/hub-server.js";
import { cutAfter, files, name, times, tinyHub, weights } from "../../../test/tiny-hub.js";
import { readWeights } from "../read-weights.js";
import type { DownloadProgress } from "./download-model.js";

const hub = tinyHub();
const { path, resolve, errorOf, folder, ranges } = hub;

describe("broken downloads", () => {
  test("a connection that is cut is taken up behind the bytes that are there", async () => {
    hub.server.faults.push(times(3, /^\/cdn/, cutAfter(70_000)));
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
    hub.server.faults.push(times(1, /^\/cdn/, cutAfter(70_000)));
    hub.server.faults.push(
      times(9, /^\/cdn/, (_request, response) => {
        response.writeHead(200, { "content-length": weights.length }).end(weights);
        return true;
      }),
    );
    const { directory } = await resolve();
    expect(await readFile(join(directory, "model.safetensors"))).toEqual(weights);
  });

  test("content of another checksum is refused, and nothing of it stays", async () => {
    hub.server.faults.push((request, response) => {
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
    hub.server.faults.push(times(1, /^\/cdn/, cutAfter(70_000)));
    hub.server.faults.push(times(99, /^\/cdn/, ({ socket }) => Boolean(socket.destroy())));
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
    const { "model.safetensors": _, ...others } = files;
    const index = { weight_map: { a: part } };
    await hub.serve({
      ...others,
      "model.safetensors.index.json": Buffer.from(JSON.stringify(index)),
      [part]: Buffer.from("outside"),
    });
  };

  test.each(["../../../../../outside", "/outside", "a//b", "a/./b", "..\\outside", "a\0b"])(
    "a listing with %j is refused",
    async (part) => {
      await inParts(part);
      expect(await errorOf()).toEqual({
        code: "HUB_UNREACHABLE",
        message: `${name}: ${hub.server.endpoint} lists a file ${JSON.stringify(part)}, which is no path inside a model; nothing was written. Set HF_ENDPOINT to a mirror that you trust, or unset it.`,
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
