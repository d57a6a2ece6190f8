import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { SETTINGS } from "../domain/entities.ts";
import type { Store } from "../store/store.ts";

/** What a presigned link allows: one method on one object, for a while. */
export interface PresignedLink {
  readonly method: "GET" | "PUT";
  /** Key of the object, for example `media/<fileId>.csv`. */
  readonly key: string;
  /** Seconds for which it is valid. */
  readonly expiresInS: number;
  /** Headers beside `host` that the request must send with exactly these values. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Name of the file for whoever saves the answer. */
  readonly fileName?: string;
}

/** Where presigned links begin. */
export const STORAGE_PREFIX = "/_storage/";

const SECRET = "storageKey";
const ALGORITHM = "AWS4-HMAC-SHA256";

/** Why a link does not open its object; the codes are those of S3. */
export type LinkRefusal = "AccessDenied" | "SignatureDoesNotMatch";

/**
 * Makes a link in the form of S3's presigned links. The parameters are theirs; the signature is the emulator's own, over the
 * method, the key, the time, and the signed headers with their values.
 */
export function presign(store: Store, baseUrl: string, now: number, link: PresignedLink): string {
  const url = new URL(`${baseUrl}${STORAGE_PREFIX}${link.key}`);
  const headers = { ...link.headers, host: url.host };
  const names = Object.keys(headers).sort().join(";");
  url.searchParams.set("X-Amz-Algorithm", ALGORITHM);
  url.searchParams.set("X-Amz-Date", amzDate(now));
  url.searchParams.set("X-Amz-Expires", String(link.expiresInS));
  url.searchParams.set("X-Amz-SignedHeaders", names);
  if (link.fileName !== undefined) {
    url.searchParams.set("response-content-disposition", `attachment; filename="${link.fileName}"`);
  }
  url.searchParams.set("X-Amz-Signature", signature(store, link.method, url, headers));
  return url.href;
}

/** Checks a request against its link: undefined if it may pass. */
export function refusalOf(
  store: Store,
  now: number,
  method: string,
  url: URL,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): LinkRefusal | undefined {
  const { searchParams } = url;
  const given = searchParams.get("X-Amz-Signature");
  const signedAt = readAmzDate(searchParams.get("X-Amz-Date") ?? "");
  const expiresInS = Number(searchParams.get("X-Amz-Expires") ?? Number.NaN);
  if (given === null || Number.isNaN(signedAt) || Number.isNaN(expiresInS)) return "AccessDenied";
  const names = (searchParams.get("X-Amz-SignedHeaders") ?? "").split(";");
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name] ?? "")]));
  const expected = Buffer.from(signature(store, method, url, signed));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return "SignatureDoesNotMatch";
  return now > signedAt + expiresInS * 1000 ? "AccessDenied" : undefined;
}

function signature(store: Store, method: string, url: URL, headers: Readonly<Record<string, string>>): string {
  const parameters = [...url.searchParams].filter(([name]) => name !== "X-Amz-Signature").sort();
  const text = JSON.stringify([method, url.pathname, parameters, Object.entries(headers).sort()]);
  return createHmac("sha256", secretOf(store)).update(text).digest("hex");
}

function secretOf(store: Store): string {
  const stored = store.get(SETTINGS, SECRET);
  if (typeof stored === "string") return stored;
  const made = randomBytes(32).toString("hex");
  store.transaction((tx) => tx.put(SETTINGS, SECRET, made));
  return made;
}

/** `20241201T080000Z`; whole seconds, so a link made in the middle of one is not older than it says. */
function amzDate(now: number): string {
  return new Date(Math.ceil(now / 1000) * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
}

function readAmzDate(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
