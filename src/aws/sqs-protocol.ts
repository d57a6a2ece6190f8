import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type AwsCredentials, type AwsSettings, MAX_SOCKETS } from "./settings.ts";
import { Signer } from "./sigv4.ts";

/** A refusal as the service put it; `toAwsError` reads these members. */
class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

interface Answer {
  readonly status: number;
  readonly date: string | undefined;
  readonly text: string;
}

/** Where and how to speak to SQS. */
export interface SqsEndpoint {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
  /** Finds credentials anew, past whatever is remembered; absent where there can be no others. */
  readonly renew?: (() => Promise<AwsCredentials>) | undefined;
  readonly settings: AwsSettings;
}

/** A clock that differs by more makes AWS refuse a signature. */
const MAX_SKEW_MS = 5 * 60_000;

/** So often a call is signed anew where there is something to learn: calls beside it may still learn of a clock's jump before. */
const MAX_ATTEMPTS = 4;

/** Names of a refusal that says the session is over. */
const EXPIRED = /^ExpiredToken/;

/**
 * SQS's JSON protocol over keep-alive connections, and no more than that: several times as fast as the SDK, whose generic
 * layers cost more than the work of a receive. Page: SQS developer guide, "Making JSON protocol requests".
 */
export class SqsProtocol {
  private readonly endpoint: SqsEndpoint;
  private readonly host: string;
  private readonly signer: Signer;
  private readonly url: URL;
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly ownsAgent: boolean;
  private skewMs = 0;

  constructor(endpoint: SqsEndpoint) {
    this.endpoint = endpoint;
    this.url = new URL("/", endpoint.origin);
    this.host = this.url.host;
    this.signer = new Signer(endpoint.region, "sqs");
    const { agents } = endpoint.settings;
    const secure = this.url.protocol === "https:";
    this.ownsAgent = agents === undefined;
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
    this.agent = secure ? (agents?.https ?? new HttpsAgent(options)) : (agents?.http ?? new HttpAgent(options));
  }

  /** Scheme, host and port that the calls go to. */
  get origin(): string {
    return this.url.origin;
  }

  /** One call; its answer's JSON. `waitMs` is the time that the service may wait on purpose. */
  async call(operation: string, input: object, waitMs = 0, signal?: AbortSignal): Promise<unknown> {
    const body = JSON.stringify(input);
    for (let attempt = 1; ; attempt += 1) {
      const credentials = await this.endpoint.credentials();
      const { skewMs } = this;
      const answer = await this.once(operation, body, { credentials, skewMs }, waitMs, signal);
      if (answer.status === 200) return parseAnswer(answer);
      const error = serviceErrorOf(answer);
      if (attempt === MAX_ATTEMPTS || answer.status >= 500) throw error;
      if (this.learnSkew(answer.date, skewMs)) continue;
      if (EXPIRED.test(error.name) && (await this.hasOthers(credentials))) continue;
      throw error;
    }
  }

  close(): void {
    if (this.ownsAgent) this.agent.destroy();
  }

  /** True if a call was signed with a wrong time; another call may have found that out in the meantime. */
  private learnSkew(date: string | undefined, usedMs: number): boolean {
    const theirs = date === undefined ? Number.NaN : Date.parse(date);
    const skew = theirs - this.endpoint.settings.now();
    if (!(Math.abs(skew - usedMs) > MAX_SKEW_MS)) return false;
    this.skewMs = skew;
    return true;
  }

  /** True if there are other credentials than those that have expired. */
  private async hasOthers({ accessKeyId, sessionToken }: AwsCredentials): Promise<boolean> {
    const others = await this.endpoint.renew?.();
    return others !== undefined && (others.accessKeyId !== accessKeyId || others.sessionToken !== sessionToken);
  }

  private async once(
    operation: string,
    body: string,
    { credentials, skewMs }: { readonly credentials: AwsCredentials; readonly skewMs: number },
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const headers = this.signer.sign(
      {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          host: this.host,
          "x-amz-target": `AmazonSQS.${operation}`,
        },
        body,
      },
      credentials,
      this.endpoint.settings.now() + skewMs,
    );
    try {
      return await this.exchange(headers, body, waitMs, signal);
    } catch (error) {
      // The other side closes idle connections as it likes; a request that met that was not read.
      if (!(error instanceof StaleConnection)) throw error;
      return this.exchange(headers, body, waitMs, signal);
    }
  }

  private exchange(
    headers: Record<string, string>,
    body: string,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(namedError("AbortError", "The call was aborted."));
        return;
      }
      const send = this.url.protocol === "https:" ? httpsRequest : httpRequest;
      const length = Buffer.byteLength(body);
      const request = send(this.url, {
        method: "POST",
        headers: { ...headers, "content-length": length },
        agent: this.agent,
      });
      const onAbort = (): void => void request.destroy(namedError("AbortError", "The call was aborted."));
      const milliseconds = this.endpoint.settings.timeoutMs + waitMs;
      const timer = setTimeout(() => {
        request.destroy(namedError("TimeoutError", `No answer within ${milliseconds} ms.`));
      }, milliseconds);
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      const fail = (error: Error & { code?: string }): void => {
        settle();
        const stale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
        reject(stale ? new StaleConnection(error) : error);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      request.on("error", fail);
      request.on("response", (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          settle();
          const [first] = chunks;
          const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, date: response.headers.date, text: bytes.toString("utf8") });
        });
      });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

function parseAnswer({ status, text }: Answer): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError("UnreadableAnswer", "The answer is no JSON.", status === 200 ? 502 : status);
  }
}

function serviceErrorOf(answer: Answer): ServiceError {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    body = {};
  }
  const member = (name: string): string | undefined => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
    return typeof value === "string" ? value : undefined;
  };
  const type = member("__type") ?? member("code") ?? `HTTP ${answer.status}`;
  const name = type.split("#").at(-1) ?? type;
  return new ServiceError(name, member("message") ?? member("Message") ?? name, answer.status);
}
