import { AwsError } from "../protocol.ts";

/** A receipt handle: the message id, a dot, and the engine's own handle, so that it still names its message after a restart. */
export function receiptHandle(id: string, engineHandle: string): string {
  return `${id}.${engineHandle}`;
}

/** The message that a receipt handle names; undefined if it is none of ours. */
export function messageIdOf(handle: unknown): string | undefined {
  return typeof handle === "string" ? /^([0-9a-f-]{36})\.[0-9a-f-]{36}$/.exec(handle)?.[1] : undefined;
}

/** The engine's part of a receipt handle. */
export function engineHandleOf(handle: unknown): string {
  return String(handle).slice(37);
}

/** The error for a receipt handle that is missing or malformed. */
export function invalidHandle(handle: unknown): AwsError {
  if (handle === undefined || handle === "") {
    return new AwsError("MissingParameter", "The request must contain the parameter ReceiptHandle.");
  }
  return new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${String(handle)}" is not a valid receipt handle.`,
  );
}
