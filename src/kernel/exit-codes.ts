import type { BwpError, ErrorType } from "../errors.ts";

/** What an exit code of `bwp` says. Help and docs print this table; nothing else decides an exit code. */
export const EXIT_CODES = {
  done: { code: 0, meaning: "done" },
  internal: { code: 1, meaning: "a failed assertion of a scenario, a bug in bwp, or something unclassified" },
  usage: { code: 2, meaning: "wrong usage: a flag, value or file is missing or malformed" },
  denied: { code: 3, meaning: "not authenticated, or not allowed" },
  notFound: { code: 4, meaning: "not found" },
  refused: { code: 5, meaning: "refused by the API: validation, conflict, impossible state" },
  unavailable: { code: 6, meaning: "throttled or unavailable after all retries" },
  timeout: { code: 7, meaning: "timed out waiting" },
  interrupted: { code: 130, meaning: "interrupted (Ctrl-C)" },
  terminated: { code: 143, meaning: "terminated (SIGTERM)" },
} as const;

const BY_TYPE: Readonly<Record<ErrorType, number>> = {
  internal: EXIT_CODES.internal.code,
  usage: EXIT_CODES.usage.code,
  authentication: EXIT_CODES.denied.code,
  permission: EXIT_CODES.denied.code,
  not_found: EXIT_CODES.notFound.code,
  refused: EXIT_CODES.refused.code,
  unavailable: EXIT_CODES.unavailable.code,
  timeout: EXIT_CODES.timeout.code,
  failed: EXIT_CODES.internal.code,
  io: EXIT_CODES.internal.code,
  interrupted: EXIT_CODES.interrupted.code,
  terminated: EXIT_CODES.terminated.code,
};

/** The exit code of an error. */
export function exitCodeOf(error: BwpError): number {
  return BY_TYPE[error.type];
}
