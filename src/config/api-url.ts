import { UsageError } from "../errors.ts";
import { isLoopbackHost } from "../model/ids.ts";

/**
 * Base address of the service; `/graphql` and `/token` lie below it. The sandbox has the same one: credentials and target
 * id choose it. Pages: call-the-buy-with-prime-api, authenticate.
 */
export const DEFAULT_API_URL = "https://api.buywithprime.amazon.com";

/**
 * Reads a base address: https, or http for hosts that never leave this machine; no user name, query or fragment. A path
 * `/graphql` or `/token` and slashes at the end are dropped.
 * @param origin where the text came from, for the error, for example `BWP_API_URL`.
 * @throws {UsageError}
 */
export function parseApiUrl(text: string, origin: string): string {
  const refuse = (why: string): UsageError => new UsageError(`${origin} ${why}.`, { code: "invalid_api_url" });
  if (!URL.canParse(text)) throw refuse("is not a web address; it looks like https://host or http://127.0.0.1:port");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("must begin with https://");
  if (url.username !== "" || url.password !== "") throw refuse("must not hold a user name or password");
  if (url.search !== "" || url.hash !== "") throw refuse("must not have a query or a fragment");
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    throw refuse("must begin with https://: http is for this machine only, since it would show the credentials");
  }
  return `${url.origin}${url.pathname.replace(/\/+(?:graphql|token)?\/*$/, "")}`;
}

/** True if the address never leaves this machine. */
export function isLoopbackUrl(apiUrl: string): boolean {
  return URL.canParse(apiUrl) && isLoopbackHost(new URL(apiUrl).hostname);
}

/** True if both addresses lead to the same port of this machine, by whatever name. */
export function samePort(left: string, right: string): boolean {
  return isLoopbackUrl(left) && isLoopbackUrl(right) && new URL(left).port === new URL(right).port;
}
