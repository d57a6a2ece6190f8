/** Kind of an API error: `extensions.classification.type`. Page: the error examples of the reference. */
export type ApiErrorType =
  | "AccessDeniedError"
  | "ConflictError"
  | "ConflictException"
  | "InternalServerError"
  | "ResourceNotFoundError"
  | "ThrottlingError"
  | "ValidationError";

/** `extensions.classification` of a GraphQL error, members in the documented order. */
export interface Classification {
  readonly type: ApiErrorType;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Absent, as the code is, where a page prints the error without them. */
  readonly errorType?: string;
  readonly errorCode?: number;
}

const KINDS: Readonly<Record<ApiErrorType, { errorType: string; errorCode: number }>> = {
  AccessDeniedError: { errorType: "AccessDeniedException", errorCode: 403 },
  ConflictError: { errorType: "ConflictException", errorCode: 409 },
  ConflictException: { errorType: "ConflictException", errorCode: 409 },
  InternalServerError: { errorType: "InternalServerException", errorCode: 500 },
  ResourceNotFoundError: { errorType: "ResourceNotFoundException", errorCode: 404 },
  ThrottlingError: { errorType: "ThrottlingException", errorCode: 429 },
  ValidationError: { errorType: "ValidationException", errorCode: 400 },
};

/** An answer of the API that is an error. Not a {@link Error} of ours: it is what the emulated service says. */
export class ApiError extends Error {
  readonly classification: Classification;
  /** What of the answer is lost: the field that failed, only a part of the thing that `path` names, or all data. */
  readonly loses: "field" | "part" | "data";
  /** Why, for the emulator's log; the service's own message often does not say. */
  readonly reason: string;

  constructor(
    type: ApiErrorType,
    message: string,
    more: {
      code?: string;
      details?: Readonly<Record<string, unknown>>;
      reason?: string;
      /** "short": without errorType and errorCode. */
      form?: "short";
      loses?: ApiError["loses"];
    } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.reason = more.reason ?? message;
    this.loses = more.loses ?? "field";
    const code = more.code === undefined ? {} : { code: more.code, details: more.details ?? {} };
    this.classification = { type, ...code, ...(more.form === "short" ? {} : KINDS[type]) };
  }
}

/** No access, and also: unknown id, unknown event type, empty list, refused token. The message is to the letter. */
export function accessDenied(reason: string): ApiError {
  return new ApiError("AccessDeniedError", "You do not have sufficient access to perform this action.", { reason });
}

/** A value breaks a rule. Issues look like `/<operation>/<argument>/<path> must match "<regex>"`. */
export function invalidInput(issues: readonly string[]): ApiError {
  return new ApiError(
    "ValidationError",
    `Input request is not valid, the following issues were encountered: [${issues.join(", ")}]`,
    { code: "ValidationError" },
  );
}

/**
 * The same in privacy, catalog and analytics, whose pages give the code UnspecifiedError. Privacy repeats the message in
 * `details`, the others leave it empty. Pages: the mutations' error examples.
 */
export function invalidRequest(issues: readonly string[], details: "empty" | "message" = "empty"): ApiError {
  const { message } = invalidInput(issues);
  return new ApiError("ValidationError", message, {
    code: "UnspecifiedError",
    details: details === "message" ? { message } : {},
  });
}

/** A documented error code. Its message is not documented; the sentence is ours. */
export function refused(code: string, message: string): ApiError {
  return new ApiError("ValidationError", message, { code });
}

/** The thing does not exist; the message is to the letter. */
export function notFound(reason: string): ApiError {
  return new ApiError("ResourceNotFoundError", "Request references a resource which does not exist.", { reason });
}

/**
 * The emulator's own word, never the service's: this part of the API is not emulated. No internal error: to try again is no
 * use.
 */
export function notEmulated(what: string): ApiError {
  return refused("NotEmulated", `The bwp emulator does not emulate ${what}.`);
}
