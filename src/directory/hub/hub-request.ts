import { answerError, connectionFault, type HubModel } from "./hub-errors.js";
import { proxiedFetch } from "./hub-proxy.js";
import type { HubSettings } from "./hub-settings.js";

/** Without a byte for so long, a connection is given up. */
export const SILENCE_MS = 30_000;

/**
 * Asks the hub for something once.
 *
 * @returns an answer that is one of success
 * @throws a PassingFault when it may be asked again; HUB_NOT_FOUND, HUB_DENIED
 */
export async function hubRequest(
  url: string,
  model: HubModel,
  settings: HubSettings,
  { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  const { endpoint, token, proxy } = settings;
  // A page of a list may send us elsewhere; the token is for the hub alone. fetch drops it on a redirect
  // to another host by itself.
  const { origin, protocol } = new URL(url);
  const isHub = origin === new URL(endpoint).origin;
  const authorization = isHub && token !== undefined ? { authorization: `Bearer ${token}` } : {};
  const scheme = protocol === "https:" ? "https" : "http";
  const ask = proxy === undefined ? fetch : await proxiedFetch(proxy, scheme);
  let response: Response;
  try {
    response = await ask(url, {
      headers: { "user-agent": "berth-ml", ...headers, ...authorization },
      signal: signal ?? AbortSignal.timeout(SILENCE_MS),
    });
  } catch (cause) {
    throw connectionFault(cause, model, settings);
  }
  if (response.ok) return response;
  await response.body?.cancel().catch(() => undefined);
  throw answerError(response, model, settings);
}
