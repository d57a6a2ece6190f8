/**
 * The typed errors that every room throws. A user's fault, the service's refusal and our own bug are kept
 * apart by {@link BwpError.type}; `src/kernel/exit-codes.ts` maps the type to the exit code, in one place.
 */

/** What kind of failure it is; decides the exit code. */
export type ErrorType =
  | "internal"
  | "usage"
  | "authentication"
  | "permission"
  | "not_found"
  | "refused"
  | "unavailable"
  | "timeout"
  | "failed"
  | "io"
  | "interrupted"
  | "terminated";

/** The parts of an error beside its message. */
export interface ErrorDetails {
  /** Stable, machine-readable name of the case, snake_case for ours, the API's own spelling for the API's. */
  readonly code?: string;
  /** One sentence on what to do next. */
  readonly suggestion?: string | undefined;
  /** The API operation or AWS call that failed, for example `createOrder`. */
  readonly operation?: string | undefined;
  /** Where in the input or in the answer, for example `["createOrder"]` or `["lineItems", 0, "amount"]`. */
  readonly path?: readonly (string | number)[] | undefined;
  /** True if the same call may succeed later without a change. */
  readonly retryable?: boolean | undefined;
  /** Data that came together with the errors; printed as well. */
  readonly partialData?: unknown;
  /** Further findings of the same kind, one line each (for example every missing flag). */
  readonly findings?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** The base of all errors that are meant for a person: a sentence on what happened, and what to do. */
export class BwpError extends Error {
  readonly type: ErrorType;
  readonly code: string;
  readonly suggestion: string | undefined;
  readonly operation: string | undefined;
  readonly path: readonly (string | number)[] | undefined;
  readonly retryable: boolean;
  readonly partialData: unknown;
  readonly findings: readonly string[];

  constructor(type: ErrorType, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.type = type;
    this.code = details.code ?? type;
    this.suggestion = details.suggestion;
    this.operation = details.operation;
    this.path = details.path;
    this.retryable = details.retryable ?? false;
    this.partialData = details.partialData;
    this.findings = details.findings ?? [];
  }
}

/** The command line itself is wrong: unknown flag, missing or malformed value. */
export class UsageError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("usage", message, { code: "usage", ...details });
  }
}

/** No credentials, or the service does not accept them. */
export class AuthenticationError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("authentication", message, { code: "not_authenticated", ...details });
  }
}

/** The credentials are good but lack a permission. */
export class PermissionError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("permission", message, { code: "access_denied", ...details });
  }
}

/** The thing named by the user does not exist. */
export class NotFoundError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("not_found", message, { code: "not_found", ...details });
  }
}

/** The API (or our own check before sending) refuses the request: validation, conflict, impossible state. */
export class RefusedError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("refused", message, { code: "refused", ...details });
  }
}

/** Throttled, or not reachable, after all retries. */
export class UnavailableError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("unavailable", message, { code: "unavailable", retryable: true, ...details });
  }
}

/** The awaited state or event did not come in time. */
export class WaitTimeoutError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("timeout", message, { code: "timed_out", ...details });
  }
}

/** A file cannot be read or written: missing, no permission, disk full. */
export class FileError extends BwpError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("io", message, { code: "file_error", ...details });
  }
}

/** The user stopped the command (Ctrl-C in a prompt or while it ran). */
export class InterruptedError extends BwpError {
  constructor(message = "Interrupted.", details: ErrorDetails = {}) {
    super("interrupted", message, { code: "interrupted", ...details });
  }
}

/** The same error with other details: what is known where it is reported, and not where it was thrown. */
export function amendError(error: BwpError, changes: ErrorDetails): BwpError {
  const { code, suggestion, operation, path, retryable, partialData, findings } = error;
  const details = { code, suggestion, operation, path, retryable, partialData, findings, cause: error };
  return new BwpError(error.type, error.message, { ...details, ...changes });
}

/** True for errors of Node that carry a system code such as ENOENT. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === "string";
}
