import { BerthError } from "../../base/index.js";

/** Proxies as the environment names them; an empty text stands for none. */
export interface HubProxy {
  /** For addresses of http. */
  readonly http: string;
  /** For addresses of https. */
  readonly https: string;
  /** Hosts that are asked directly, with commas between them. */
  readonly none: string;
}

/**
 * The proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, in small letters as well; undefined
 * where there is none.
 */
export function hubProxy(
  environment: Readonly<Record<string, string | undefined>>,
): HubProxy | undefined {
  const given = (name: string): string =>
    (environment[name.toLowerCase()] ?? environment[name] ?? "").trim();
  const http = given("HTTP_PROXY");
  const https = given("HTTPS_PROXY");
  if (http === "" && https === "") return undefined;
  return { http, https, none: given("NO_PROXY") };
}

/** As curl has it, an address without a scheme is one of http. */
function addressOf(variable: string, value: string): string {
  const address = value.includes("://") ? value : `http://${value}`;
  if (URL.canParse(address) && /^(https?|socks5?):$/.test(new URL(address).protocol))
    return address;
  // The value may hold a password.
  const message = `${variable}: must be the address of a proxy, such as http://proxy.example:3128`;
  throw new BerthError("HUB_SETTING", message, { variable });
}

const known = new Map<string, typeof fetch>();

/**
 * A `fetch` for addresses of one scheme that asks through its proxy: that of Node 20 knows none.
 *
 * @throws HUB_SETTING when the variable of this scheme holds no address
 */
export async function proxiedFetch(
  proxy: HubProxy,
  scheme: "http" | "https",
): Promise<typeof fetch> {
  const { [scheme]: value, none: noProxy } = proxy;
  if (value === "") return fetch;
  const address = addressOf(`${scheme.toUpperCase()}_PROXY`, value);
  const key = JSON.stringify([address, noProxy]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const { EnvHttpProxyAgent, fetch: ask } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent({
    // A redirect to the other scheme goes the same way.
    httpProxy: address,
    httpsProxy: address,
    noProxy,
    // Proxies often open tunnels to https alone.
    proxyTunnel: false,
  });
  // Of undici both, in two releases: what is used of an answer is the same.
  const made = ((url: string, options: object) =>
    ask(url, { ...options, dispatcher })) as unknown as typeof fetch;
  known.set(key, made);
  return made;
}
