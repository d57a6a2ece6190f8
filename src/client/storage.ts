import { type BwpError, PermissionError, RefusedError, UnavailableError } from "../errors.ts";
import { failureOfFault } from "./http-failures.ts";
import type { HttpRequest, HttpResponse, Transport } from "./transport.ts";
import { TransportFault } from "./transport-fault.ts";

/**
 * Files behind presigned links. The signature in the link is the authorization: no token goes along, and the link is never
 * part of a message.
 */

/** One transfer. */
export interface Transfer {
  /** The presigned link. */
  readonly url: string;
  /** Milliseconds for the whole transfer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The link has expired: code `link_expired`. Ask for a new one. */
export class LinkExpiredError extends PermissionError {}

/**
 * Sends bytes to a presigned link.
 * @throws {LinkExpiredError} if the storage says AccessDenied.
 * @throws {RefusedError} code `SignatureDoesNotMatch` if length or content type are not those that were signed.
 * @throws {UnavailableError} if the storage does not answer, or has a fault of its own.
 */
export async function sendFile(
  transport: Transport,
  transfer: Transfer & { readonly body: Uint8Array; readonly contentType: string },
): Promise<void> {
  const headers = { "content-type": transfer.contentType, "content-length": String(transfer.body.length) };
  await exchange(transport, transfer, { method: "PUT", headers, body: transfer.body });
}

/**
 * Fetches a text from a presigned link.
 * @throws as {@link sendFile}.
 */
export async function fetchText(transport: Transport, transfer: Transfer): Promise<string> {
  return (await exchange(transport, transfer, { method: "GET", headers: {} })).body;
}

async function exchange(
  transport: Transport,
  { url, timeoutMs, signal }: Transfer,
  request: Pick<HttpRequest, "method" | "headers" | "body">,
): Promise<HttpResponse> {
  const operation = request.method === "PUT" ? "upload" : "download";
  const response = await transport
    .send({ ...request, url: new URL(url), timeoutMs, signal })
    .catch((error: unknown): never => {
      if (signal?.aborted) throw signal.reason;
      throw error instanceof TransportFault ? failureOfFault(error, operation).error : error;
    });
  if (response.status >= 200 && response.status < 300) return response;
  throw refusalOf(response, operation);
}

/** What the storage says in its XML, in our words. Page: troubleshoot-catalog-errors. */
function refusalOf({ status, body }: HttpResponse, operation: string): BwpError {
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body)?.[1];
  const details = { code: code ?? `http_${status}`, operation };
  if (status >= 500) {
    return new UnavailableError(`The storage has a fault (${details.code}).`, {
      ...details,
      suggestion: "Try again later.",
    });
  }
  if (code === "SignatureDoesNotMatch") {
    return new RefusedError(
      "The storage refuses the file: its size or its content type is not what the link was made for.",
      {
        ...details,
        suggestion:
          "A new link with the right size is needed: run it again. If that does not help, try another --content-type.",
      },
    );
  }
  if (code === "AccessDenied") {
    return new LinkExpiredError("The storage refuses the link: it has expired.", {
      ...details,
      code: "link_expired",
      suggestion: "Links for uploads live 15 minutes, those for downloads 5 seconds: run it again to get a new one.",
    });
  }
  return new RefusedError(`The storage refuses the request (${details.code}).`, {
    ...details,
    suggestion: "A proxy may have changed the request. Run it again; if it persists, use --debug.",
  });
}
