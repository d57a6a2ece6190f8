import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { escapeXml } from "../aws/protocol.ts";
import type { Clock } from "../clock.ts";
import { readBody } from "../http/body.ts";
import type { LogReport } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { Objects } from "./objects.ts";
import { refusalOf, STORAGE_PREFIX } from "./presigned.ts";

/** What the storage answers with. */
export interface StorageParts {
  readonly store: Store;
  readonly objects: Objects;
  readonly clock: Clock;
  readonly report: (report: LogReport) => void;
}

/** Larger bodies are refused, whatever their link announced. */
const LARGEST_OBJECT = 256 * 1024 * 1024;

const MESSAGES = {
  AccessDenied: "Request has expired",
  SignatureDoesNotMatch:
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  NoSuchKey: "The specified key does not exist.",
  EntityTooLarge: "Your proposed upload exceeds the maximum allowed size",
  InvalidRange: "The requested range is not satisfiable",
} as const;

const STATUS: Readonly<Record<keyof typeof MESSAGES, number>> = {
  AccessDenied: 403,
  SignatureDoesNotMatch: 403,
  NoSuchKey: 404,
  EntityTooLarge: 400,
  InvalidRange: 416,
};

/** Answers presigned uploads and downloads as S3 does: 200, or an error as XML. */
export async function handleStorage(
  { store, objects, clock, report }: StorageParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
  const key = decodeURIComponent(url.pathname.slice(STORAGE_PREFIX.length));
  const method = request.method ?? "GET";
  const refuse = (code: keyof typeof MESSAGES): void => {
    report({ kind: "storage", message: `${method} ${key}: ${code}` });
    // The rest of the body, if there is any, is of no use.
    request.resume();
    sendError(response, code);
  };
  const refusal = refusalOf(store, clock.now(), method, url, request.headers);
  if (refusal !== undefined) return refuse(refusal);
  if (method === "PUT") {
    const body = await readBody(request, LARGEST_OBJECT);
    if (body === undefined) return refuse("EntityTooLarge");
    objects.put(key, body);
    report({ kind: "storage", message: `PUT ${key}: ${body.length} bytes` });
    response.writeHead(200, { "content-length": 0 }).end();
    return;
  }
  const body = objects.get(key);
  if (body === undefined) return refuse("NoSuchKey");
  const etag = `"${createHash("md5").update(body).digest("hex")}"`;
  const part = partOf(request.headers, etag, body.length);
  if (part === "beyond") return refuse("InvalidRange");
  const sent = part === undefined ? body : body.subarray(part.from, part.to + 1);
  report({ kind: "storage", message: `GET ${key}: ${sent.length} bytes` });
  const disposition = url.searchParams.get("response-content-disposition");
  response.writeHead(part === undefined ? 200 : 206, {
    "content-type": "application/octet-stream",
    "content-length": sent.length,
    "accept-ranges": "bytes",
    etag,
    "cache-control": "no-store",
    ...(part === undefined ? {} : { "content-range": `bytes ${part.from}-${part.to}/${body.length}` }),
    ...(disposition === null ? {} : { "content-disposition": disposition }),
  });
  response.end(sent);
}

/** The part that a request asks for, both ends included; undefined for the whole. RFC 9110, section 14. */
function partOf(
  { range, "if-range": ifRange }: IncomingHttpHeaders,
  etag: string,
  length: number,
): { readonly from: number; readonly to: number } | "beyond" | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const from = Number(first);
  const to = last === "" || last === undefined ? length - 1 : Math.min(Number(last), length - 1);
  return from > to ? "beyond" : { from, to };
}

function sendError(response: ServerResponse, code: keyof typeof MESSAGES): void {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(MESSAGES[code])}</Message></Error>`;
  response.writeHead(STATUS[code], { "content-type": "application/xml", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
