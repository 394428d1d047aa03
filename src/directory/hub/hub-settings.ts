import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { BerthError } from "../../base/index.js";
import { type HubProxy, hubProxy } from "./hub-proxy.js";

/** Where models come from and go to. */
export interface HubSettings {
  /** The hub, or a mirror of it, without a slash at its end. */
  readonly endpoint: string;
  /** The folder that Hugging Face's programs share. */
  readonly cache: string;
  /** Sent to the endpoint and to no other host; never shown. */
  readonly token: string | undefined;
  /** Whether nothing may be asked of the network. */
  readonly isOffline: boolean;
  /** Undefined where the hub is asked directly. */
  readonly proxy: HubProxy | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings that Hugging Face's environment variables give: `HF_ENDPOINT`, `HF_HUB_CACHE`, `HF_HOME`,
 * `XDG_CACHE_HOME`, `HF_TOKEN`, `HF_TOKEN_PATH`, `HF_HUB_OFFLINE` and their older names; and the proxies
 * of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
 *
 * @throws HUB_SETTING when a variable does not hold what it must
 */
export function hubSettings(environment: Environment = process.env, home = homedir()): HubSettings {
  const path = (...names: string[]): string | undefined => {
    const value = given(environment, ...names);
    return value?.startsWith("~/") ? join(home, value.slice(2)) : value;
  };
  const hub =
    path("HF_HOME") ?? join(path("XDG_CACHE_HOME") ?? join(home, ".cache"), "huggingface");
  return {
    endpoint: endpointOf(given(environment, "HF_ENDPOINT") ?? "https://huggingface.co"),
    cache: path("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? join(hub, "hub"),
    token: tokenOf(
      given(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"),
      path("HF_TOKEN_PATH") ?? join(hub, "token"),
    ),
    isOffline: ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].some((name) =>
      /^(1|on|yes|true)$/i.test(environment[name] ?? ""),
    ),
    proxy: hubProxy(environment),
  };
}

/** The first of some variables that is set to something. */
function given(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]?.trim()).find((value) => value);
}

function endpointOf(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // A name and password in the address would be shown wherever the address is.
  if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
    return value.replace(/\/+$/, "");
  }
  throw new BerthError(
    "HUB_SETTING",
    "HF_ENDPOINT: must be an address such as https://huggingface.co or that of a mirror, without a name and password in it",
    { variable: "HF_ENDPOINT" },
  );
}

/** The token of the environment, or the one that `hf auth login` left. */
function tokenOf(value: string | undefined, file: string): string | undefined {
  const token = value ?? storedToken(file);
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new BerthError(
    "HUB_SETTING",
    "HF_TOKEN: must be one word, as the hub shows it at Settings, Access Tokens; what is set has spaces or other characters in it",
    { variable: "HF_TOKEN" },
  );
}

function storedToken(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
