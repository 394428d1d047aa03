import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** What the place of a user's cache depends on. */
export interface UserSystem {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/**
 * The folder for files that may be deleted at any time: `XDG_CACHE_HOME` where it is set (XDG Base
 * Directory Specification: relative paths in it do not count), else what the system has for this.
 */
export function userCacheDirectory(system: UserSystem = thisSystem()): string {
  const { environment, platform, home } = system;
  const { XDG_CACHE_HOME: given, LOCALAPPDATA: local } = environment;
  if (given !== undefined && isAbsolute(given)) return given;
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return local ?? join(home, "AppData", "Local");
  return join(home, ".cache");
}

const thisSystem = (): UserSystem => ({
  environment: process.env,
  platform: process.platform,
  home: homedir(),
});
