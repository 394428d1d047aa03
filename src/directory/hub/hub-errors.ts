import { BerthError, type ErrorCode } from "../../base/index.js";
import type { HubSettings } from "./hub-settings.js";
import { PassingFault } from "./retries.js";

/** A model on the hub, as it is asked for. */
export interface HubModel {
  readonly name: string;
  readonly revision: string;
}

const offlineHint =
  "A folder with the model's files works without the network: name it with --model.";

/** The error that tells of a model. Neither the token nor what the hub wrote is ever in it. */
export function hubError(
  code: ErrorCode,
  { name, revision }: HubModel,
  sentence: string,
  cause?: unknown,
): BerthError {
  return new BerthError(code, `${name}: ${sentence}`, { model: name, revision }, { cause });
}

/** The error for an answer that is none of success. */
export function answerError(
  response: Response,
  model: HubModel,
  { endpoint, token }: HubSettings,
): BerthError | PassingFault {
  const { status } = response;
  const told = (code: ErrorCode, sentence: string) => hubError(code, model, sentence);
  if (status === 429) {
    const seconds = retryAfter(response.headers.get("retry-after"));
    const when = seconds === undefined ? "later" : `in ${Math.ceil(seconds)} seconds`;
    const rest = token === undefined ? ", or set HF_TOKEN, which is allowed more" : "";
    const sentence = `${endpoint} has had too many requests (429). Run again ${when}${rest}.`;
    return new PassingFault(told("HUB_BUSY", sentence), seconds);
  }
  if (status >= 500) {
    const sentence = `${endpoint} has a fault of its own (${status}). Run again later; what was downloaded is kept.`;
    return new PassingFault(
      told("HUB_BUSY", sentence),
      retryAfter(response.headers.get("retry-after")),
    );
  }
  return told(
    ...refusal(status, response.headers.get("x-error-code") ?? "", model, {
      endpoint,
      hasToken: token !== undefined,
    }),
  );
}

function refusal(
  status: number,
  errorCode: string,
  { name, revision }: HubModel,
  { endpoint, hasToken }: { readonly endpoint: string; readonly hasToken: boolean },
): [ErrorCode, string] {
  const page = `${endpoint}/${name}`;
  if (errorCode === "GatedRepo") {
    const sentence = `its owner gives access on request (${status}). Ask for it at ${page}, and set HF_TOKEN to a token of your account.`;
    return ["HUB_DENIED", sentence];
  }
  if (errorCode === "RevisionNotFound") {
    const sentence = `the hub has no revision "${revision}" of it. The branches and commits are at ${page}/tree/main.`;
    return ["HUB_NOT_FOUND", sentence];
  }
  if (status === 401 && hasToken && errorCode !== "RepoNotFound") {
    const sentence = `${endpoint} does not accept the token of HF_TOKEN (401). Make a new one at ${endpoint}/settings/tokens.`;
    return ["HUB_DENIED", sentence];
  }
  if (status === 401 || status === 404) {
    const secret = hasToken
      ? "or the account of HF_TOKEN may not see it"
      : "or it is private: then set HF_TOKEN";
    const sentence = `there is no such folder, and ${endpoint} has no such model (${status}), ${secret}. Is the name right?`;
    return ["HUB_NOT_FOUND", sentence];
  }
  return ["HUB_DENIED", `${endpoint} refuses it (${status}). Its page is ${page}.`];
}

/** The fault of a request that got no answer, or only part of one. */
export function connectionFault(
  cause: unknown,
  model: HubModel,
  { endpoint, proxy }: HubSettings,
): PassingFault {
  const through = proxy && " through the proxy of HTTPS_PROXY or HTTP_PROXY";
  const sentence = `${endpoint} cannot be reached${through ?? ""}, or breaks off (${connectionCode(cause)}). Run again to go on where it stopped; HF_ENDPOINT names a mirror. ${offlineHint}`;
  return new PassingFault(hubError("HUB_UNREACHABLE", model, sentence, cause));
}

/** The system's word for what went wrong; fetch wraps it. */
function connectionCode(cause: unknown): string {
  for (let fault = cause; fault instanceof Error; fault = fault.cause) {
    if ("code" in fault && typeof fault.code === "string") return fault.code;
    if (fault.name === "TimeoutError") return "no bytes for too long";
  }
  return "no connection";
}

/** Seconds of a Retry-After header: a number, or a date. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
