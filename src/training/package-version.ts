import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Berth's own version. */
export function berthVersion(): string {
  return versionIn(join(import.meta.dirname, "../../package.json"));
}

/**
 * Version of an installed package, or undefined where it is not installed.
 *
 * Looks where Node looks, in every `node_modules` upwards, because a package may hide its
 * `package.json` from `import`.
 */
export function packageVersion(name: string): string | undefined {
  let folder = import.meta.dirname;
  while (folder !== dirname(folder)) {
    const file = join(folder, "node_modules", name, "package.json");
    if (existsSync(file)) return versionIn(file);
    folder = dirname(folder);
  }
  return undefined;
}

function versionIn(file: string): string {
  return JSON.parse(readFileSync(file, "utf8")).version;
}
