// Adds to package-lock.json the binaries of other platforms that the registry in use did not show.
//   npm install --package-lock-only && node scripts/complete-lock.mjs
// A mirror may hold the packages of its own platform only; npm then leaves the others out of the lock
// file, and `npm ci` refuses it, here and everywhere else. The added entries have no checksum: on their
// platform npm fetches them by version.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));

const systems = ["aix", "android", "darwin", "freebsd", "linux", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** System, processor and C library as the name of a binary package tells them. */
function platformOf(name) {
  const parts = name.split("/").at(-1).split("-");
  const system = systems.find((one) => parts.includes(one));
  const processor = processors.find((one) => parts.includes(one));
  const library = parts.some((part) => part.startsWith("musl"))
    ? "musl"
    : parts.some((part) => part.startsWith("gnu"))
      ? "glibc"
      : undefined;
  return {
    ...(processor && { cpu: [processor] }),
    ...(system === "linux" && library && { libc: [library] }),
    ...(system && { os: [system] }),
  };
}

let added = 0;
for (const { optionalDependencies = {}, dev, license } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[key] || !platform.cpu) continue;
    lock.packages[key] = {
      version,
      ...platform,
      ...(dev && { dev }),
      ...(license && { license }),
      optional: true,
    };
    added += 1;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.info(`${added} platform packages added to package-lock.json`);
