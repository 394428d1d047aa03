import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing, writeFault } from "../file-error.js";
import { connectionFault, type HubModel, hubError } from "./hub-errors.js";
import type { HubFile } from "./hub-listing.js";
import { hubRequest, SILENCE_MS } from "./hub-request.js";
import type { HubSettings } from "./hub-settings.js";
import { withRetries } from "./retries.js";

export interface Download {
  readonly model: HubModel;
  readonly settings: HubSettings;
  readonly file: HubFile;
  readonly url: string;
  /** Where the content goes once it is whole and verified. */
  readonly blob: string;
  /** Told the bytes that are there, those of an earlier attempt included. */
  readonly onBytes: (bytes: number) => void;
  readonly secondMs: number;
}

/**
 * Downloads a file of the hub. Until it is whole it is `<blob>.incomplete`, and a later call goes on
 * behind the bytes that are there; two programs at once write the same bytes to the same places.
 *
 * @throws HUB_DAMAGED when the content has another hash than the hub says, also from the beginning
 * @throws HUB_UNREACHABLE, HUB_BUSY, HUB_DENIED, HUB_NOT_FOUND, DISK_FULL, FILE_UNWRITABLE
 */
export async function downloadFile(download: Download): Promise<void> {
  const { blob, file, model } = download;
  const incomplete = `${blob}.incomplete`;
  try {
    await mkdir(dirname(blob), { recursive: true });
    // What was there may be of another origin: it gets a second chance, from the beginning.
    for (let chance = 0; chance < 2; chance++) {
      await fill(download, incomplete);
      if ((await hashOf(incomplete, file)) === file.hash) {
        await rename(incomplete, blob);
        return;
      }
      await rm(incomplete, { force: true });
    }
  } catch (cause) {
    // Another program that downloads the same file was faster, and gave it its name.
    if (isMissing(cause) && existsSync(blob)) return;
    throw writeFault(blob, cause);
  }
  const sentence = `${file.path} arrived twice with other content than ${download.settings.endpoint} says it has (checksum). Run again later, or set HF_ENDPOINT to another mirror.`;
  throw hubError("HUB_DAMAGED", model, sentence);
}

async function fill(download: Download, incomplete: string): Promise<void> {
  const { file, onBytes, secondMs } = download;
  // Never truncates: what is there is gone on with.
  const handle = await open(incomplete, "a").then(async (created) => {
    await created.close();
    return open(incomplete, "r+");
  });
  try {
    let there = (await handle.stat()).size;
    if (there > file.bytes) {
      await handle.truncate(0);
      there = 0;
    }
    const reached = (bytes: number): void => {
      there = bytes;
      onBytes(bytes);
    };
    onBytes(there);
    await withRetries(
      async () => {
        while (there < file.bytes) await transfer(download, handle, there, reached);
      },
      { progress: () => there, secondMs },
    );
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Asks for what is missing behind `from` and writes it as it comes. */
async function transfer(
  { model, settings, file, url }: Download,
  handle: FileHandle,
  from: number,
  reached: (bytes: number) => void,
): Promise<void> {
  const silence = new AbortController();
  const heard = setTimeout(() => silence.abort(new DOMException("", "TimeoutError")), SILENCE_MS);
  try {
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (from > 0) headers["range"] = `bytes=${from}-`;
    const response = await hubRequest(url, model, settings, { headers, signal: silence.signal });
    let place = startOf(response, from);
    if (place === undefined) throw connectionFault(undefined, model, settings);
    if (place !== from) reached(place);
    for await (const chunk of bodyOf(response)) {
      heard.refresh();
      const room = chunk.subarray(0, file.bytes - place);
      await handle.write(room, 0, room.length, place);
      place += room.length;
      reached(place);
      if (place === file.bytes) break;
    }
    if (place < file.bytes) throw connectionFault(undefined, model, settings);
  } catch (cause) {
    throw isOfConnection(cause) ? connectionFault(cause, model, settings) : cause;
  } finally {
    clearTimeout(heard);
    silence.abort();
  }
}

/** The place of the body's first byte: a server that knows no ranges sends the file from its beginning. */
function startOf({ status, headers }: Response, from: number): number | undefined {
  if (status !== 206) return 0;
  const range = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "");
  return Number(range?.[1]) === from ? from : undefined;
}

async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body !== null) yield* response.body;
}

/** fetch tells a cut connection as a TypeError "terminated", an abort as a DOMException. */
const isOfConnection = (cause: unknown): boolean =>
  cause instanceof TypeError || cause instanceof DOMException;

/** SHA-256 of the content, or git's SHA-1 of it as a blob: the hub's own word says which by its length. */
async function hashOf(path: string, { hash: expected, bytes }: HubFile): Promise<string> {
  const hash = createHash(expected.length === 64 ? "sha256" : "sha1");
  if (expected.length === 40) hash.update(`blob ${bytes}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
