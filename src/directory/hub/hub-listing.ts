import type { ListFileEntry } from "@huggingface/hub";
import type { BerthError } from "../../base/index.js";
import { connectionFault, type HubModel, hubError } from "./hub-errors.js";
import { hubRequest } from "./hub-request.js";
import type { HubSettings } from "./hub-settings.js";
import { isCommit } from "./model-name.js";
import { PassingFault, withRetries } from "./retries.js";

/** A file of a model on the hub. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** Of the content: SHA-256 of large files, git's SHA-1 of a blob for small ones. Its ETag too. */
  readonly hash: string;
}

/** A model as it is at one commit. */
export interface HubListing {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/**
 * Asks the hub for the commit that a revision means and for the files there.
 *
 * @throws HUB_NOT_FOUND, HUB_DENIED, HUB_BUSY
 * @throws HUB_UNREACHABLE, also naming a file whose path leads out of the model's folder
 */
export async function hubListing(
  model: HubModel,
  settings: HubSettings,
  patience: { readonly secondMs: number; readonly tries?: number },
): Promise<HubListing> {
  const { modelInfo, listFiles } = await import("@huggingface/hub");
  const { name, revision } = model;
  const common = {
    hubUrl: settings.endpoint,
    fetch: (url: URL | RequestInfo) => answerOf(String(url), model, settings),
  };
  return withRetries(
    () =>
      understood(model, settings, async () => {
        const { sha } = await modelInfo({ name, revision, additionalFields: ["sha"], ...common });
        if (!isCommit(sha)) throw new TypeError("the commit is no hash");
        const repo = { type: "model", name } as const;
        const files: HubFile[] = [];
        for await (const entry of listFiles({ repo, recursive: true, revision: sha, ...common })) {
          if (entry.type !== "file") continue;
          if (leadsOut(entry.path)) throw strayFile(model, settings, entry.path);
          files.push(hubFile(entry));
        }
        return { commit: sha, files };
      }),
    patience,
  );
}

function hubFile({ path, size, oid = "", lfs }: ListFileEntry): HubFile {
  const file = { path, bytes: lfs?.size ?? size, hash: lfs?.oid ?? oid };
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(file.hash) && Number.isSafeInteger(file.bytes))
    return file;
  throw new TypeError("a file has no hash or size");
}

// git refuses such paths, so only a mirror can name one; a backslash separates on Windows.
const leadsOut = (path: string): boolean =>
  path.split(/[/\\]/).some((part) => ["", ".", ".."].includes(part)) || path.includes("\0");

function strayFile(model: HubModel, { endpoint }: HubSettings, path: string): BerthError {
  const sentence = `${endpoint} lists a file ${JSON.stringify(path)}, which is no path inside a model; nothing was written. Set HF_ENDPOINT to a mirror that you trust, or unset it.`;
  return hubError("HUB_UNREACHABLE", model, sentence);
}

/** An answer whose body is here already, so that a cut connection is told from a body that is no JSON. */
async function answerOf(url: string, model: HubModel, settings: HubSettings): Promise<Response> {
  const response = await hubRequest(url, model, settings);
  const body = await response.arrayBuffer().catch((cause: unknown) => {
    throw connectionFault(cause, model, settings);
  });
  return new Response(body, { headers: response.headers });
}

/** Whatever is wrong with an answer's content means that nothing there speaks as the hub does. */
async function understood<Result>(
  model: HubModel,
  { endpoint }: HubSettings,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    const sentence = `${endpoint} does not answer as the Hugging Face hub does. Does HF_ENDPOINT name the hub or a mirror of it, and does the network ask for a login?`;
    throw new PassingFault(hubError("HUB_UNREACHABLE", model, sentence, cause));
  }
}
