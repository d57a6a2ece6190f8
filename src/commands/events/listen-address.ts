import { isSystemError, UsageError } from "../../errors.ts";

/** Options that say where to listen, and what a request may be like. */
export const ADDRESS_OPTIONS = {
  host: { type: "string", value: "HOST", default: "127.0.0.1", summary: "Address to listen at" },
  port: {
    type: "integer",
    value: "PORT",
    min: 0,
    max: 65_535,
    default: 4700,
    summary: "Port; 0 takes any free one",
  },
  path: { type: "string", value: "PATH", default: "/webhook", summary: "Path that posts are taken at" },
  maxBody: {
    type: "integer",
    value: "BYTES",
    min: 1024,
    max: 64 * 1024 * 1024,
    default: 1024 * 1024,
    summary: "Longest body; more is answered with 413",
  },
  readTimeout: {
    type: "duration",
    value: "TIME",
    default: 10_000,
    summary: "How long a request may take to come in; more is answered with 408",
  },
} as const;

/** Hosts that mean every address of this machine. */
const ANY_HOST: ReadonlySet<string> = new Set(["0.0.0.0", "::", "[::]"]);

/** The address under which a listener is reached from this machine. */
export function addressAt(host: string, port: number, path: string): string {
  const name = ANY_HOST.has(host) ? "127.0.0.1" : host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}${path}`;
}

/**
 * The path as requests name it.
 * @throws {UsageError} if it is none.
 */
export function readPath(text: string): string {
  const path = text.startsWith("/") ? text : `/${text}`;
  const url = URL.canParse(path, "http://localhost") ? new URL(path, "http://localhost") : undefined;
  if (url?.pathname === path && url.host === "localhost") return path;
  throw new UsageError("--path takes a path such as /webhook, without a query.", { code: "usage" });
}

/** Why the port could not be had, in words; any other error as it is. */
export function listenFault(error: unknown, { host, port }: { readonly host: string; readonly port: number }): unknown {
  if (!isSystemError(error) || error.syscall === undefined) return error;
  if (error.code === "EADDRINUSE") {
    return new UsageError(`Port ${port} is taken by another program.`, {
      code: "port_in_use",
      suggestion: "Take another one with --port, or any free one with --port 0.",
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    return new UsageError(`Port ${port} is not free for everybody; take one above 1023.`, { cause: error });
  }
  const isHost = error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN";
  return isHost ? new UsageError(`${host} is no address of this machine.`, { cause: error }) : error;
}
