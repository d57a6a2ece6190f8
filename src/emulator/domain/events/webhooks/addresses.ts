import { isLoopbackHost } from "../../../../model/ids.ts";
import { refused } from "../../api-error.ts";
import type { Issues } from "../../validation.ts";

/** Checks an endpoint: https, or http on this machine, since the emulator is local itself. The value is never quoted. */
export function checkAddress(issues: Issues, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const fits = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackHost(url.hostname));
  if (!issues.check(fits, "must be an https URL (the emulator takes http on loopback hosts as well)")) return;
  issues.check(url?.username === "" && url.password === "", "must not hold a user name or a password");
}

/** True for an address on this machine; the emulator calls no other. */
export function isLocal(address: string): boolean {
  return URL.canParse(address) && isLoopbackHost(new URL(address).hostname);
}

/** Refuses an address that would be called, but is not on this machine. */
export function requireLocal(what: string, address: string): void {
  if (isLocal(address)) return;
  const { hostname } = new URL(address);
  throw refused(
    "ValidationError",
    `The bwp emulator calls only this machine, and the ${what} is on ${hostname}: use a loopback address such as http://127.0.0.1:8080/.`,
  );
}

/** An address for the log: without its query, which may hold a key. */
export function shownAddress(address: string): string {
  const { origin, pathname, search } = new URL(address);
  return `${origin}${pathname}${search === "" ? "" : "?..."}`;
}
