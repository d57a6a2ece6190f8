import {
  AuthenticationError,
  BwpError,
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
  UsageError,
} from "../errors.ts";
import type { AwsSettings } from "./settings.ts";

/** What was being done when AWS refused or failed. */
export interface AwsCall {
  /** IAM action, for example `sqs:ReceiveMessage`. */
  readonly action: string;
  /** The thing it was done to, in words, for example `the queue orders`. */
  readonly resource: string;
}

const NOT_AUTHENTICATED = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "InvalidAccessKeyId",
  "RequestTimeTooSkewed",
  "RequestExpired",
]);

const NOT_FOUND = new Set([
  "QueueDoesNotExist",
  "NonExistentQueue",
  "AWS.SimpleQueueService.NonExistentQueue",
  "ResourceNotFoundException",
]);

const TRY_AGAIN = new Set([
  "TimeoutError",
  "RequestTimeout",
  "RequestThrottled",
  "TooManyRequestsException",
  "OverLimit",
  "ConcurrentModificationException",
  "InternalException",
  "InternalError",
  "InternalFailure",
  "ServiceUnavailable",
]);

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "ETIMEDOUT",
  "EPIPE",
  "ERR_SOCKET_CONNECTION_TIMEOUT",
]);

interface Facts {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly status: number | undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function factsOf(error: unknown): Facts {
  const name = member(error, "name");
  const code = member(error, "code") ?? member(member(error, "cause"), "code");
  const status = member(member(error, "$metadata"), "httpStatusCode");
  const message = member(error, "message");
  return {
    name: typeof name === "string" ? name : "Error",
    code: typeof code === "string" ? code : "",
    status: typeof status === "number" ? status : undefined,
    message: typeof message === "string" && message !== "" ? message : "no message",
  };
}

function credentialSource({ profile, credentials, env }: AwsSettings): string {
  if (credentials !== undefined) return "the credentials given to bwp";
  if (profile !== undefined) return `the AWS profile ${profile}`;
  if (env.AWS_PROFILE) return `the AWS profile ${env.AWS_PROFILE} (AWS_PROFILE)`;
  if (env.AWS_ACCESS_KEY_ID) return "AWS_ACCESS_KEY_ID of the environment";
  return "the standard credential chain";
}

/** How to get credentials that are accepted. A running program sees a new profile file, but never a new environment. */
function renewal(name: string, { profile, credentials, env }: AwsSettings): string {
  const isEnvironment = profile === undefined && credentials === undefined && env.AWS_ACCESS_KEY_ID && !env.AWS_PROFILE;
  return name.startsWith("ExpiredToken") && isEnvironment
    ? "They have expired, and a program that runs gets no others from its environment: set new ones and start again, " +
        "or use a profile (--aws-profile), which is read anew by itself."
    : "Renew them (`aws sso login`, a new session token) and check the clock of this machine.";
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Why a call has to be tried again. What a service says of its own inside is no help and stays out. */
function unavailability({ name, code, status, message }: Facts, action: string): string {
  if (status === undefined || NETWORK.has(code)) return `did not answer ${action}: ${sentence(message)}`;
  if (status >= 500) return `did not answer ${action}: HTTP ${status}${/^HTTP /.test(name) ? "" : ` ${name}`}.`;
  return `cannot do ${action} now: ${sentence(message)}`;
}

/** True for the error of a call that was aborted by its signal. */
export function isAbort(error: unknown): boolean {
  return member(error, "name") === "AbortError";
}

/** Makes a typed error of whatever an AWS call threw. Errors that are typed already, and aborts, stay as they are. */
export function toAwsError(error: unknown, call: AwsCall, settings: AwsSettings): unknown {
  if (error instanceof BwpError || isAbort(error)) return error;
  const { name, code, status, message } = factsOf(error);
  // The SDK's own error carries request and answer, the signature among them: only its words go on.
  const cause = Object.assign(new Error(message), { name });
  const details = { code: name, operation: call.action, cause };

  if (name === "CredentialsProviderError" || /could not load credentials/i.test(message)) {
    return new AuthenticationError(`No AWS credentials were found by ${credentialSource(settings)}.`, {
      ...details,
      code: "no_aws_credentials",
      suggestion:
        "Looked in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), ~/.aws (AWS_PROFILE, SSO, assumed roles) " +
        "and the container's or machine's role. Set one of them, for example with `aws configure` or `aws sso login`.",
    });
  }
  if (/region is missing/i.test(message)) {
    return new UsageError("The AWS region is not known.", {
      ...details,
      code: "no_aws_region",
      suggestion: settings.regionHint ?? "Give --region, set AWS_REGION, or name the queue by its URL or ARN.",
    });
  }
  if (NOT_AUTHENTICATED.has(name)) {
    return new AuthenticationError(`AWS does not accept ${credentialSource(settings)}: ${sentence(message)}`, {
      ...details,
      suggestion: renewal(name, settings),
    });
  }
  if (NOT_FOUND.has(name) || code === "AWS.SimpleQueueService.NonExistentQueue") {
    return new NotFoundError(`Not found: ${call.resource}. ${sentence(message)}`, {
      ...details,
      suggestion: "Check its name, the region and the account.",
    });
  }
  if (name === "QueueDeletedRecently" || name === "AWS.SimpleQueueService.QueueDeletedRecently") {
    return new UnavailableError(`${call.resource} was deleted less than a minute ago.`, {
      ...details,
      suggestion: "SQS lets a name be used again after 60 seconds: wait, then run the same command again.",
    });
  }
  if (name === "PurgeQueueInProgress" || name === "AWS.SimpleQueueService.PurgeQueueInProgress") {
    return new UnavailableError(`It is less than a minute since ${call.resource} was purged.`, {
      ...details,
      suggestion: "SQS purges a queue at most once in 60 seconds: wait, then run the same command again.",
    });
  }
  if (TRY_AGAIN.has(name) || /^Throttl/.test(name) || NETWORK.has(code) || (status !== undefined && status >= 500)) {
    const where = settings.endpoint ?? "AWS";
    return new UnavailableError(`${where} ${unavailability({ name, code, status, message }, call.action)}`, {
      ...details,
      code: NETWORK.has(code) ? code : name,
      suggestion: NETWORK.has(code)
        ? `Check that ${settings.endpoint ?? "the network"} can be reached${settings.endpoint ? "" : " (HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS)"}.`
        : "Try again later.",
    });
  }
  if (/^AccessDenied|AuthorizationError|NotAuthorized/.test(name) || status === 403) {
    return new PermissionError(`AWS denies ${call.action} on ${call.resource}: ${sentence(message)}`, {
      ...details,
      suggestion: `Allow ${call.action} for ${credentialSource(settings)}.`,
    });
  }
  return new RefusedError(`AWS refuses ${call.action} on ${call.resource}: ${sentence(message)}`, details);
}
