import { isJsonObject } from "../../model/json-object.ts";

/** A JSON object as it comes from, or goes to, an AWS client. */
export type JsonObject = Record<string, unknown>;

/** What an operation learns about the request beside its input. */
export interface AwsCall {
  /** From the credential scope of the signature, else the endpoint's own. */
  readonly region: string;
  /** Aborted when the connection is closed before the answer was written. */
  readonly gone: AbortSignal;
  /** True once the client has hung up; earlier than the signal. */
  isGone(): boolean;
  /** Registers what to undo if the answer could not be written. */
  onUnanswered(undo: () => Promise<void>): void;
}

/** One operation of a service: takes the input of the JSON protocol, returns its output. Throws {@link AwsError}. */
export type Operation = (input: JsonObject, call: AwsCall) => Promise<JsonObject> | JsonObject;

/** A refusal in the words of AWS, put into JSON or XML by the protocol at hand. */
export class AwsError extends Error {
  /** Name of the error shape, for example `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }
}

/** Region of a request by its SigV4 credential scope; undefined without one. */
export function regionOfAuthorization(authorization: string | undefined): string | undefined {
  return /Credential=[^\s,]*\/\d{8}\/([a-z0-9-]+)\/[a-z0-9-]+\/aws4_request/.exec(authorization ?? "")?.[1];
}

/** The elements of a list; empty for anything else. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; empty for anything else. */
export function objectsOf(value: unknown): JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

/** The texts of a list; empty for anything else. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((element) => typeof element === "string");
}

/** The entries of a map that hold texts; empty for anything else. */
export function textMapOf(value: unknown): Record<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** Escapes text for XML; a carriage return too, which parsers would turn into a line feed. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => XML_ESCAPES[char] ?? char);
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};
