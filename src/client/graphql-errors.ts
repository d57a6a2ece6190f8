import {
  AuthenticationError,
  type BwpError,
  type ErrorDetails,
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
} from "../errors.ts";
import { isJsonObject } from "../model/json-object.ts";
import { type ApiErrorKind, documentedError, requiredPermissions } from "../model/operations.ts";
import { AttemptFailure } from "./failure.ts";
import type { Scrub } from "./masking.ts";

/** One entry of `errors[]`, whatever form it came in. */
export interface ApiFault {
  readonly kind: ApiErrorKind;
  /** `classification.code`, else its type, else `api_error`; the API's own spelling. */
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

const KIND_OF_NAME: Readonly<Record<string, ApiErrorKind>> = {
  validation: "validation",
  invalidsyntax: "validation",
  badrequest: "validation",
  operationnotsupported: "validation",
  nullvalueinnonnullablefield: "internal",
  conflict: "conflict",
  resourcenotfound: "notFound",
  notfound: "notFound",
  throttling: "throttling",
  toomanyrequests: "throttling",
  accessdenied: "accessDenied",
  forbidden: "accessDenied",
  unauthorized: "unauthenticated",
  unauthenticated: "unauthenticated",
  expiredtoken: "unauthenticated",
  invalidtoken: "unauthenticated",
  internalserver: "internal",
  internal: "internal",
  internalfailure: "internal",
  serviceunavailable: "internal",
  datafetching: "internal",
  executionaborted: "internal",
};

const KIND_OF_NUMBER: Readonly<Record<number, ApiErrorKind>> = {
  400: "validation",
  401: "unauthenticated",
  403: "accessDenied",
  404: "notFound",
  409: "conflict",
  429: "throttling",
};

function kindOfName(name: string | undefined): ApiErrorKind | undefined {
  if (name === undefined) return undefined;
  return KIND_OF_NAME[
    name
      .replace(/(?:Error|Exception)$/, "")
      .replace(/_/g, "")
      .toLowerCase()
  ];
}

function kindOfNumber(value: unknown): ApiErrorKind | undefined {
  const number = Number(value);
  if (number >= 500 && number < 600) return "internal";
  return KIND_OF_NUMBER[number];
}

/** AccessDenied also stands for an expired token; only its text can tell. */
function speaksOfToken(message: string): boolean {
  return /\b(?:expired|invalid|malformed|missing)\b.*\btoken\b|\btoken\b.*\b(?:expired|invalid|malformed|missing|not valid)\b/i.test(
    message,
  );
}

function furtherDetail(message: string, detail: string | undefined): string {
  return detail === undefined || message.includes(detail) ? "" : ` ${detail}`;
}

/** What an error says beside its message, such as the `itemId` of a product that is not there. */
function particulars(message: string, details: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(details).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined || text === "" || message.includes(text) ? [] : [`${name} ${text}`];
  });
  return texts.length === 0 ? "" : ` (${texts.join(", ")})`;
}

/** Reads one entry of `errors[]`: `classification` may be an object, a string or missing, and so may each of its members. */
export function readFault(entry: unknown, scrub: Scrub): ApiFault {
  const error = isJsonObject(entry) ? entry : {};
  const extensions = isJsonObject(error.extensions) ? error.extensions : {};
  const given = extensions.classification;
  const classification = isJsonObject(given) ? given : { type: given };
  const type = textOf(classification.type);
  const errorType = textOf(classification.errorType) ?? textOf(extensions.errorType);
  const code = textOf(classification.code) ?? textOf(extensions.code);
  const { message: detail, ...others } = isJsonObject(classification.details) ? classification.details : {};
  const own = textOf(error.message) ?? textOf(detail) ?? "The service answered with an error without a message.";
  const message = scrub(`${own}${furtherDetail(own, textOf(detail))}${particulars(own, others)}`);
  const kind =
    kindOfName(type) ??
    kindOfName(errorType) ??
    kindOfNumber(classification.errorCode ?? extensions.errorCode) ??
    kindOfName(code) ??
    "unclassified";
  const path = Array.isArray(error.path) ? error.path : [];
  return {
    kind: kind === "accessDenied" && speaksOfToken(message) ? "unauthenticated" : kind,
    code: scrub(code ?? type ?? errorType ?? "api_error"),
    message,
    path: path.filter((part): part is string | number => typeof part === "string" || typeof part === "number"),
  };
}

function hasContent(data: unknown): boolean {
  return isJsonObject(data) && Object.values(data).some((field) => field !== null && field !== undefined);
}

function suggestionFor(fault: ApiFault, operation: string): string | undefined {
  const documented = documentedError(operation, fault.kind, fault.code)?.wayOut;
  if (documented !== undefined) return documented;
  switch (fault.kind) {
    case "accessDenied": {
      const needed = requiredPermissions(operation);
      const permissions = needed.length === 0 ? "" : ` ${operation} needs: ${needed.join("; ")}.`;
      return `Check the permissions of the credentials in the merchant console (Settings > API credentials).${permissions}`;
    }
    case "unauthenticated":
      return "Check the credentials: bwp auth status, then bwp auth login.";
    case "throttling":
      return "Wait a little, then try again.";
    case "internal":
      return "The fault is on the side of the service. Try again later.";
    case "notFound":
      return "Check the id, and that the profile is the right one (bwp auth status).";
    default:
      return undefined;
  }
}

function toError(fault: ApiFault, operation: string, rest: Pick<ErrorDetails, "partialData" | "findings">): BwpError {
  const details: ErrorDetails = {
    ...rest,
    code: fault.code,
    operation,
    path: fault.path,
    suggestion: suggestionFor(fault, operation),
  };
  switch (fault.kind) {
    case "unauthenticated":
      return new AuthenticationError(fault.message, details);
    case "accessDenied":
      return new PermissionError(fault.message, details);
    case "notFound":
      return new NotFoundError(fault.message, details);
    case "throttling":
    case "internal":
      return new UnavailableError(fault.message, details);
    default: {
      const passing = documentedError(operation, fault.kind, fault.code)?.passing ?? false;
      return new RefusedError(fault.message, { ...details, retryable: passing });
    }
  }
}

function line(fault: ApiFault): string {
  const place = fault.path.length === 0 ? "" : ` at ${fault.path.join(".")}`;
  return `${fault.code}: ${fault.message}${place}`;
}

/**
 * Turns `errors[]` of a GraphQL answer into a failed try. The first error gives type, code and message; several are listed
 * in `findings`; data that came along is kept in `partialData`.
 */
export function failureOfErrors(
  answer: { readonly errors: readonly unknown[]; readonly data: unknown },
  operation: string,
  scrub: Scrub,
  retryAfterMs: number | undefined,
): AttemptFailure {
  const faults = answer.errors.map((entry) => readFault(entry, scrub));
  const first = faults[0] ?? readFault(undefined, scrub);
  const error = toError(first, operation, {
    partialData: hasContent(answer.data) ? answer.data : undefined,
    findings: faults.length > 1 ? faults.map(line) : [],
  });
  switch (first.kind) {
    case "unauthenticated":
      return new AttemptFailure(error, "never", { tokenRefused: "yes" });
    case "accessDenied":
      return new AttemptFailure(error, "never", { tokenRefused: "maybe" });
    case "throttling":
      return new AttemptFailure(error, "always", { retryAfterMs });
    case "internal":
      return new AttemptFailure(error, "safe", { retryAfterMs });
    default:
      return new AttemptFailure(error, error.retryable ? "always" : "never");
  }
}
