import type { IncomingMessage } from "node:http";
import { NotFoundError, RefusedError, UnavailableError } from "../errors.ts";
import { isLoopbackHost } from "../model/ids.ts";
import { createAgent, loadProtocol } from "./agents.ts";
import { failureOfFault } from "./http-failures.ts";
import type { Clock } from "./options.ts";
import { chooseProxy, type ProxyEnvironment } from "./proxy.ts";
import { abortError } from "./retry.ts";
import { TransportFault } from "./transport-fault.ts";

/** Where the bytes go. Its errors end the download. */
export interface DownloadSink {
  write(bytes: Buffer): Promise<void>;
  /** Forgets what was written so far. */
  restart(): Promise<void>;
}

/** A download by presigned links. */
export interface DownloadOptions {
  /**
   * Makes a link: before the first try and before each further one, since a link lives only for a minute. It is a secret: no
   * error and no log holds more of it than its host.
   */
  freshLink(): Promise<string>;
  readonly sink: DownloadSink;
  /** Longest silence of the other side, in milliseconds. */
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly env: ProxyEnvironment;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  /** Called with the bytes so far and, if it is known, their whole number. */
  onProgress(received: number, total: number | undefined): void;
  /** Called with each answer, for `--debug`. */
  onAnswer(answer: { readonly host: string; readonly status: number; readonly from: number }): void;
  /** Called before each further try. */
  onRetry(reason: string): void;
}

/** Tries in a row that bring nothing. */
const MAX_VAIN_TRIES = 4;
const PAUSE_MS = 500;
const OPERATION = "download";
const LONGEST_ERROR_BYTES = 4096;

/** A failed try that a new link may heal. */
class FailedTry extends Error {
  readonly error: UnavailableError;

  constructor(error: UnavailableError) {
    super(error.message);
    this.error = error;
  }
}

/**
 * Fetches a file by presigned links. When a link has expired or the transfer breaks, it goes on with a new link: where it
 * stopped if the other side can, else from the start. No credentials are sent, and redirects are not followed.
 * @returns the number of bytes.
 * @throws {UnavailableError} after four tries in a row that brought nothing; {@link NotFoundError} if the file is gone.
 */
export async function downloadFile(options: DownloadOptions): Promise<number> {
  const transfer = new Transfer(options);
  for (let vain = 1; ; vain += 1) {
    const before = transfer.received;
    try {
      await transfer.proceed(readLink(await options.freshLink()));
      return transfer.received;
    } catch (error) {
      if (options.signal.aborted) throw abortError(options.signal);
      const failed = error instanceof TransportFault ? new FailedTry(faultError(error)) : error;
      if (!(failed instanceof FailedTry)) throw error;
      if (transfer.received > before) vain = 1;
      if (vain >= MAX_VAIN_TRIES || !failed.error.retryable) throw failed.error;
      options.onRetry(failed.message);
      await options.clock.sleep(PAUSE_MS * vain, options.signal).catch(() => {
        throw abortError(options.signal);
      });
    }
  }
}

/** A download in its course. */
class Transfer {
  received = 0;
  readonly #options: DownloadOptions;
  /** Strong validator of the bytes so far. */
  #etag: string | undefined;
  #silence: TransportFault | undefined;

  constructor(options: DownloadOptions) {
    this.#options = options;
  }

  /** Takes what a link gives, up to the end. */
  async proceed(url: URL): Promise<void> {
    const { signal } = this.#options;
    const response = await this.#ask(url);
    this.#options.onAnswer({ host: url.host, status: response.statusCode ?? 0, from: this.received });
    const onAbort = (): void => void response.destroy();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await this.#expect(response, url);
      const length = Number(response.headers["content-length"] ?? Number.NaN);
      await this.#take(response, Number.isNaN(length) ? undefined : this.received + length);
    } finally {
      signal.removeEventListener("abort", onAbort);
      response.destroy();
    }
  }

  async #ask(url: URL): Promise<IncomingMessage> {
    const { env, userAgent, idleTimeoutMs: timeout, signal } = this.#options;
    signal.throwIfAborted();
    this.#silence = undefined;
    const proxy = chooseProxy(url, env);
    const [protocol, agent] = await Promise.all([loadProtocol(url), createAgent(url, proxy)]);
    const goOn = this.received > 0 && this.#etag !== undefined;
    const headers = {
      "user-agent": userAgent,
      "accept-encoding": "identity",
      ...(goOn ? { range: `bytes=${this.received}-`, "if-range": this.#etag } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = protocol.request(url, { headers, agent, timeout, signal }, (response) => {
        // The agent's idle connections are of no use: there is one file.
        response.once("close", () => agent.destroy());
        resolve(response);
      });
      request.once("timeout", () => {
        this.#silence = new TransportFault("timeout", `No byte from ${url.host} within ${timeout} ms.`, true);
        request.destroy(this.#silence);
      });
      // A refused tunnel would otherwise look like an answer of the storage.
      request.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
        if (statusCode === 200) return;
        const message = `The proxy does not connect to ${url.host} (HTTP ${statusCode}).`;
        request.destroy(new TransportFault("proxy", message, false));
      });
      request.once("error", (error) => {
        agent.destroy();
        reject(TransportFault.from(error, true, url, proxy));
      });
      request.end();
    });
  }

  /** Sees to it that what comes is what is missing, or begins anew. */
  async #expect(response: IncomingMessage, url: URL): Promise<void> {
    const { statusCode: status = 0, headers } = response;
    if (status === 206 && headers["content-range"]?.startsWith(`bytes ${this.received}-`)) return;
    if (status === 200 || status === 206 || status === 416) await this.#restart();
    if (status !== 200) throw await refusal(status, response, url);
    const { etag } = headers;
    this.#etag = etag?.startsWith("W/") ? undefined : etag;
  }

  async #restart(): Promise<void> {
    if (this.received > 0) await this.#options.sink.restart();
    this.received = 0;
    this.#etag = undefined;
  }

  async #take(response: IncomingMessage, total: number | undefined): Promise<void> {
    const { sink, onProgress } = this.#options;
    const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        // A connection that is cut for its silence reports itself as broken.
        throw this.#silence ?? (error instanceof TransportFault ? error : brokenOff());
      });
      if (next.done) break;
      await sink.write(next.value);
      this.received += next.value.length;
      onProgress(this.received, total);
    }
    if (total !== undefined && this.received < total) {
      throw brokenOff();
    }
  }
}

function brokenOff(): TransportFault {
  return new TransportFault("reset", "The transfer broke off.", true);
}

function faultError(fault: TransportFault): UnavailableError {
  const { error, repeatable } = failureOfFault(fault, OPERATION);
  const { code, suggestion, message } = error;
  return new UnavailableError(message, {
    code,
    suggestion,
    retryable: repeatable !== "never",
    operation: OPERATION,
  });
}

/** A link must not lead to where anybody can listen. */
function readLink(link: string): URL {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackHost(url.hostname))) return url;
  throw new RefusedError("The service gave a download link that is no https address.", {
    code: "unsafe_link",
    operation: OPERATION,
  });
}

async function refusal(status: number, response: IncomingMessage, url: URL): Promise<Error> {
  const code = await errorCodeIn(response);
  const answer = `HTTP ${status}${code === undefined ? "" : `, ${code}`}`;
  const details = { code: "link_refused", operation: OPERATION };
  if (status === 404)
    return new NotFoundError(`The file is not there any more (${answer}).`, { ...details, code: "file_gone" });
  if (status >= 300 && status < 400) {
    return new RefusedError(`${url.host} answers with a redirect (${answer}), which is not followed.`, {
      ...details,
      code: "redirected",
    });
  }
  return new FailedTry(
    new UnavailableError(`${url.host} does not hand out the file (${answer}).`, {
      ...details,
      suggestion: "Links live for a minute: check the clock and the proxy of this machine, then try again.",
    }),
  );
}

/** `<Code>` of an error as S3 writes it. */
async function errorCodeIn(response: IncomingMessage): Promise<string | undefined> {
  let text = "";
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > LONGEST_ERROR_BYTES) break;
    }
  } catch {
    return undefined;
  }
  return /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1];
}
