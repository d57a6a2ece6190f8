import { type Answer, JsonPost } from "./json-post.ts";
import type { AwsCredentials, AwsSettings } from "./settings.ts";
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

/** A call that was signed: what its signature depends on, and the headers that it came to. */
interface SignedCall {
  /** Seconds since 1970. */
  readonly second: number;
  readonly body: string;
  readonly credentials: AwsCredentials;
  readonly headers: Readonly<Record<string, string>>;
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
  /** Scheme, host and port that the calls go to. */
  readonly origin: string;
  private readonly endpoint: SqsEndpoint;
  private readonly host: string;
  private readonly signer: Signer;
  private readonly post: JsonPost;
  private readonly lastCalls = new Map<string, SignedCall>();
  private skewMs = 0;

  constructor(endpoint: SqsEndpoint) {
    this.endpoint = endpoint;
    const url = new URL("/", endpoint.origin);
    this.origin = url.origin;
    this.host = url.host;
    this.signer = new Signer(endpoint.region, "sqs");
    const { proxy, timeoutMs } = endpoint.settings;
    this.post = new JsonPost({ origin: this.origin, proxy, connectMs: timeoutMs });
  }

  /** One call; its answer's JSON. `waitMs` is the time that the service may wait on purpose. */
  async call(operation: string, input: object, waitMs = 0, signal?: AbortSignal): Promise<unknown> {
    const { settings } = this.endpoint;
    const body = JSON.stringify(input);
    for (let attempt = 1; ; attempt += 1) {
      const credentials = await this.endpoint.credentials();
      const { skewMs } = this;
      const headers = this.sign(operation, body, credentials, settings.now() + skewMs);
      const answer = await this.post.send(headers, body, { timeoutMs: settings.timeoutMs + waitMs, signal });
      if (answer.status === 200) return parseAnswer(answer);
      const error = serviceErrorOf(answer);
      if (attempt === MAX_ATTEMPTS || answer.status >= 500) throw error;
      if (this.learnSkew(answer.date, skewMs)) continue;
      if (EXPIRED.test(error.name) && (await this.hasOthers(credentials))) continue;
      throw error;
    }
  }

  close(): void {
    this.post.close();
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

  /** The headers of a call. The receives of a tail are alike, and so are their signatures within a second. */
  private sign(operation: string, body: string, credentials: AwsCredentials, now: number): SignedCall["headers"] {
    const second = Math.floor(now / 1000);
    const last = this.lastCalls.get(operation);
    if (last?.second === second && last.body === body && last.credentials === credentials) return last.headers;
    const request = {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        host: this.host,
        "x-amz-target": `AmazonSQS.${operation}`,
      },
      body,
    };
    const headers = this.signer.sign(request, credentials, now);
    this.lastCalls.set(operation, { second, body, credentials, headers });
    return headers;
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
