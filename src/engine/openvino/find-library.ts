import { readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** What decides where OpenVINO's library may lie. */
export interface Machine {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where a library was looked for, and what was found. */
export interface LibrarySearch {
  /** What to load, the best first: paths, and the bare name for the system's loader. */
  readonly candidates: readonly string[];
  /** Files, folders and the loader's path, in the order of the search. */
  readonly places: readonly string[];
}

/** How the C library is called: as the loader knows it, and as files, whose names may carry a version. */
const names: Readonly<Record<string, { readonly bare: string; readonly file: RegExp }>> = {
  linux: { bare: "libopenvino_c.so", file: /^libopenvino_c\.so(?:\.[\d.]+)?$/ },
  darwin: { bare: "libopenvino_c.dylib", file: /^libopenvino_c(?:\.[\d.]+)?\.dylib$/ },
  win32: { bare: "openvino_c.dll", file: /^openvino_c\.dll$/i },
};

/** Folders of an installation that may hold libraries: of the vendor's archive, a wheel, or a plain prefix. */
const innerFolders: readonly string[] = [
  ".",
  "libs",
  "lib",
  ...["intel64", "aarch64", "arm64", "intel64/Release", "arm64/Release"].map(
    (folder) => `runtime/lib/${folder}`,
  ),
  ...["intel64/Release", "arm64/Release"].map((folder) => `runtime/bin/${folder}`),
];

/**
 * Looks for OpenVINO's C library: `BERTH_OPENVINO` alone where it is set, else `INTEL_OPENVINO_DIR`,
 * `OpenVINO_DIR`, the loader's path and the usual folders.
 *
 * @example
 * const { candidates } = searchLibrary({ platform: process.platform, environment: process.env });
 */
export function searchLibrary({ platform, environment }: Machine): LibrarySearch {
  const name = names[platform];
  if (name === undefined) return { candidates: [], places: [] };
  const named = environment["BERTH_OPENVINO"];
  if (named) {
    return { candidates: isFile(named) ? [named] : inFolder(named, name.file), places: [named] };
  }
  const installations = [
    ...given(environment["INTEL_OPENVINO_DIR"]),
    // The folder of CMake's files: two levels up from it in an archive and in a system's folder.
    ...given(environment["OpenVINO_DIR"]).flatMap((folder) => [folder, dirname(dirname(folder))]),
  ];
  const loader = loaderFolders(platform, environment);
  const usual = usualFolders(platform, environment);
  const found = (folders: readonly string[]) =>
    folders.flatMap((folder) => inFolder(folder, name.file));
  return {
    candidates: [
      ...new Set([...found(installations), name.bare, ...found(loader), ...found(usual)]),
    ],
    places: [...new Set([...installations, "the loader's path", ...usual])],
  };
}

function given(value: string | undefined): string[] {
  return value ? [value] : [];
}

/** Folders that the environment tells the loader of; it would not see names with a version there. */
function loaderFolders(platform: string, environment: Machine["environment"]): string[] {
  const variable = { win32: "PATH", darwin: "DYLD_LIBRARY_PATH" }[platform] ?? "LD_LIBRARY_PATH";
  return (environment[variable] ?? "").split(delimiter).filter((folder) => folder !== "");
}

function usualFolders(platform: string, environment: Machine["environment"]): string[] {
  const conda = given(environment["CONDA_PREFIX"]);
  if (platform === "win32") {
    const programs = given(environment["ProgramFiles(x86)"] ?? environment["ProgramFiles"]);
    return [
      ...programs.flatMap((folder) => installationsIn(join(folder, "Intel"))),
      ...conda.map((folder) => join(folder, "Library", "bin")),
    ];
  }
  const system =
    platform === "darwin"
      ? ["/opt/homebrew/lib", "/usr/local/lib"]
      : [
          ...["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"],
          ...["/usr/local/lib", "/usr/local/lib64", "/home/linuxbrew/.linuxbrew/lib"],
        ];
  return [
    ...installationsIn("/opt/intel"),
    ...conda.map((folder) => join(folder, "lib")),
    ...system,
  ];
}

/** Folders such as `openvino_2026` inside a folder of the vendor. */
function installationsIn(folder: string): string[] {
  return listed(folder)
    .filter((name) => name.startsWith("openvino"))
    .sort(newestFirst)
    .map((name) => join(folder, name));
}

/** The libraries of an installation: the plain name before those with a version, newer before older. */
function inFolder(folder: string, file: RegExp): string[] {
  return innerFolders.flatMap((inner) => {
    const place = join(folder, inner);
    const found = listed(place).filter((name) => file.test(name));
    const [plain, versioned] = [found.filter(isPlain), found.filter((name) => !isPlain(name))];
    return [...plain, ...versioned.sort(newestFirst)].map((name) => join(place, name));
  });
}

function isPlain(name: string): boolean {
  return !/\d/.test(name);
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, "en", { numeric: true });
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
