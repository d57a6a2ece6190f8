import { type Dispatcher, Pool, ProxyAgent } from "undici";
import { MAX_SOCKETS } from "./settings.ts";

/** What came back of a POST. */
export interface Answer {
  readonly status: number;
  /** The header `date`. */
  readonly date: string | undefined;
  readonly text: string;
}

/** Where to post to, and how to get there. */
export interface PostTarget {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The way leads through this proxy. */
  readonly proxy?: URL | undefined;
  /** Milliseconds for a connection to come about. */
  readonly connectMs: number;
}

/** What an exchange is given beside headers and body. */
export interface PostOptions {
  /** Milliseconds until the answer must have begun, and at most between two parts of it. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A connection broke before it gave an answer. */
class BrokenConnection extends Error {
  readonly code = "ECONNRESET";
}

function namedError(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name, ...(code === undefined ? undefined : { code }) });
}

const aborted = (): Error => namedError("AbortError", "The call was aborted.");

/**
 * Posts to the path `/` of one host over connections that are kept alive. By undici and not by node:http, whose requests cost a
 * tail a sixth of its time (docs/decisions/0005-lean-sqs-client.md).
 */
export class JsonPost {
  private readonly target: PostTarget;
  private readonly dispatcher: Dispatcher;
  private hasAnswered = false;

  constructor(target: PostTarget) {
    this.target = target;
    const { origin, proxy, connectMs } = target;
    const options = { connections: MAX_SOCKETS, connect: { timeout: connectMs } };
    this.dispatcher =
      proxy === undefined
        ? new Pool(origin, options)
        : new ProxyAgent({
            uri: proxy.href,
            proxyTunnel: false,
            ...options,
            proxyTls: options.connect,
            requestTls: options.connect,
          });
  }

  /**
   * One exchange. The other side closes idle connections as it likes: one that breaks after others have answered is replaced
   * in silence, once.
   * @throws an Error with the `code` of the network's failure, or with the name TimeoutError or AbortError
   */
  async send(headers: Readonly<Record<string, string>>, body: string, options: PostOptions): Promise<Answer> {
    try {
      return await this.exchange(headers, body, options);
    } catch (error) {
      if (!(error instanceof BrokenConnection) || !this.hasAnswered || options.signal?.aborted) throw error;
      return this.exchange(headers, body, options);
    }
  }

  close(): void {
    void this.dispatcher.destroy();
  }

  private exchange(headers: Readonly<Record<string, string>>, body: string, options: PostOptions): Promise<Answer> {
    const { timeoutMs, signal } = options;
    if (signal?.aborted) return Promise.reject(aborted());
    return new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | undefined;
      let status = 0;
      let date: string | undefined;
      const chunks: Buffer[] = [];
      const onAbort = (): void => {
        controller?.abort(aborted());
        reject(aborted());
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.dispatcher.dispatch(
        {
          origin: this.target.origin,
          path: "/",
          method: "POST",
          headers,
          body,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        },
        {
          onRequestStart(started) {
            controller = started;
            if (signal?.aborted) started.abort(aborted());
          },
          onResponseStart(_, statusCode, answered) {
            status = statusCode;
            date = typeof answered.date === "string" ? answered.date : undefined;
          },
          onResponseData(_, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd: () => {
            signal?.removeEventListener("abort", onAbort);
            this.hasAnswered = true;
            resolve({ status, date, text: textOf(chunks) });
          },
          onResponseError: (_, error) => {
            signal?.removeEventListener("abort", onAbort);
            reject(this.told(error, timeoutMs));
          },
        },
      );
    });
  }

  /** The error as Node itself would name it. */
  private told(error: Error & { readonly code?: string }, timeoutMs: number): Error {
    switch (error.code) {
      case "UND_ERR_HEADERS_TIMEOUT":
      case "UND_ERR_BODY_TIMEOUT":
        return namedError("TimeoutError", `No answer within ${timeoutMs} ms.`);
      case "UND_ERR_CONNECT_TIMEOUT":
        return namedError("Error", `No connection within ${this.target.connectMs} ms.`, "ETIMEDOUT");
      case "UND_ERR_SOCKET":
      case "ECONNRESET":
      case "EPIPE":
        return new BrokenConnection("The connection was closed before the answer was whole.", { cause: error });
      case "UND_ERR_ABORTED":
        return namedError("Error", error.message, "ECONNABORTED");
      default:
        return error;
    }
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return (chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)).toString("utf8");
}
