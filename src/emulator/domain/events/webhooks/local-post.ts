import type { IncomingMessage } from "node:http";
import { Agent, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";
import { isLocal } from "./addresses.ts";

/** An answer over HTTP, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What is kept of an answer; token answers are shorter. */
const LONGEST_BODY = 64 * 1024;

// A connection for each call: one that was kept could be half closed, and the attempt would fail for nothing.
const AGENT = new Agent({ keepAlive: false });
const SECURE_AGENT = new SecureAgent({ keepAlive: false });

/**
 * Posts to an address on this machine and never follows a redirect. Rejects with a phrase for the log if there is no whole
 * answer in time, and for any other address.
 */
export function postLocally(
  address: string,
  call: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Answer> {
  if (!isLocal(address)) return Promise.reject(new Error("the emulator calls only this machine"));
  const url = new URL(address);
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const body = Buffer.from(call.body);
    const request = (secure ? requestHttps : requestHttp)(
      url,
      {
        method: "POST",
        agent: secure ? SECURE_AGENT : AGENT,
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs)]),
        headers: { ...call.headers, host: url.host, "content-length": body.length },
        // Names such as shop.localhost are this machine by definition; not every resolver knows.
        ...(url.hostname.endsWith(".localhost") ? { hostname: "localhost", servername: url.hostname } : {}),
      },
      (response) => {
        readAnswer(response).then(resolve, (error: unknown) => reject(explain(error, call.timeoutMs)));
      },
    );
    request.on("error", (error) => reject(explain(error, call.timeoutMs)));
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= LONGEST_BODY) chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

function explain(error: unknown, timeoutMs: number): Error {
  const { name, code } = error as NodeJS.ErrnoException;
  if (name === "AbortError" || name === "TimeoutError") return new Error(`no answer within ${timeoutMs / 1000} s`);
  if (code === "ECONNREFUSED") return new Error("nobody listens there (ECONNREFUSED)");
  return new Error(code === undefined ? "the connection broke" : `the connection broke (${code})`);
}
