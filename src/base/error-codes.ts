/**
 * Every error code of Berth: what it means, and the exit status it gives the command.
 * The code is API; the sentence shown beside it may improve. `docs/errors.md` is made from this table.
 */
export const errorCodes = {
  FILE_MISSING: { exit: 1, meaning: "A file or folder that was named does not exist." },
  FILE_UNREADABLE: { exit: 1, meaning: "A file exists but the system refuses to read it." },
  USAGE: {
    exit: 2,
    meaning: "The command line is off: an unknown flag, or a value it cannot take.",
  },
  SHAPE_MISMATCH: { exit: 70, meaning: "Two tensors that meet in an operation do not fit." },
  GRADIENT_MISSING: {
    exit: 70,
    meaning: "A gradient was asked through an operation that has none.",
  },
  INTERRUPTED: { exit: 130, meaning: "The run was stopped by Ctrl-C; `last/` was written first." },
  INTERNAL: { exit: 70, meaning: "A fault of Berth itself, not of the data. A report is welcome." },
} as const satisfies Record<string, { exit: 1 | 2 | 70 | 130; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;
