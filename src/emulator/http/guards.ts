import type { IncomingMessage } from "node:http";
import { isLoopbackHost } from "../../model/ids.ts";

/**
 * Why a request must not be answered, or undefined. A page on another site can make a browser send requests here: they
 * carry that site's `Origin`, or after DNS rebinding its name in `Host`.
 */
export function refuseForeign(request: IncomingMessage): string | undefined {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(`http://${host}`)) return "The Host header does not name this machine.";
  if (origin !== undefined && !isLoopback(origin)) return "Pages of other sites have no access.";
  return undefined;
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}
