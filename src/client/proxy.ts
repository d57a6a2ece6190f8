import { UsageError } from "../errors.ts";
import { isLoopbackHost } from "../model/ids.ts";

/** Environment variables that name proxies. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

function variable(env: ProxyEnvironment, name: string): string | undefined {
  const value = env[name.toLowerCase()] ?? env[name];
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const [, name = "", entryPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (entryPort !== undefined && entryPort !== port) return false;
      const suffix = name.replace(/^\*?\./, "");
      return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
    });
}

/**
 * The proxy for an address: HTTPS_PROXY or HTTP_PROXY by its scheme, lower case first as in curl, unless NO_PROXY excepts
 * the host. Loopback hosts are never proxied.
 * @throws UsageError if the variable holds no http or https address
 */
export function chooseProxy(url: URL, env: ProxyEnvironment): URL | undefined {
  if (isLoopbackHost(url.hostname)) return undefined;
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const value = variable(env, name);
  if (value === undefined || isExcepted(url, variable(env, "NO_PROXY") ?? "")) return undefined;
  const text = value.includes("://") ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || (proxy.protocol !== "http:" && proxy.protocol !== "https:")) {
    // The value may hold a password, so it is not repeated.
    throw new UsageError(`${name} does not hold an http:// or https:// address.`, {
      code: "invalid_proxy",
      suggestion: `Set ${name} to an address such as http://proxy.example:8080, or unset it.`,
    });
  }
  return proxy;
}
