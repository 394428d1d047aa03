import { BerthError, type ErrorCode } from "../base/index.js";

/** What the system's error codes mean for a user; whatever is not listed is told as it came. */
const missing = ["ENOENT", "ENOTDIR"];
const full = ["ENOSPC", "EDQUOT"];

/** The code that the system gave for a fault, such as `ENOENT`. */
export function systemCode(cause: unknown): string | undefined {
  return cause instanceof Error && "syscall" in cause && "code" in cause
    ? String(cause.code)
    : undefined;
}

/** Whether a fault of `node:fs` says that there is no such file or folder. */
export function isMissing(cause: unknown): boolean {
  return missing.includes(systemCode(cause) ?? "");
}

/** The coded error for a file that could not be read. An error that is not the system's stays as it is. */
export function readFault(path: string, cause: unknown): unknown {
  const code = systemCode(cause);
  if (code === undefined) return cause;
  return isMissing(cause)
    ? fault("FILE_MISSING", path, `${path}: there is no such file`, cause)
    : fault("FILE_UNREADABLE", path, `${path}: the system refuses to read it (${code})`, cause);
}

/** The coded error for a file that could not be written. An error that is not the system's stays as it is. */
export function writeFault(path: string, cause: unknown): unknown {
  const code = systemCode(cause);
  if (code === undefined) return cause;
  return full.includes(code)
    ? fault(
        "DISK_FULL",
        path,
        `${path}: the disk has no room left for it. Free some space and run again; what was saved there before is unchanged.`,
        cause,
      )
    : fault("FILE_UNWRITABLE", path, `${path}: the system refuses to write it (${code})`, cause);
}

function fault(code: ErrorCode, path: string, message: string, cause: unknown): BerthError {
  return new BerthError(code, message, { path, system: systemCode(cause) ?? null }, { cause });
}
