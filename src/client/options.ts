import type { ApiVersion } from "../model/versions.ts";
import type { TokenCache } from "./token.ts";
import type { Transport } from "./transport.ts";

/** API credentials of one business product, as downloaded from the merchant console. */
export interface ApiCredentials {
  readonly clientId: string;
  /**
   * Reads the client secret. Called only when a token has to be fetched: a secret in the operating system's store costs a
   * child process. Its errors end the call that needed the token.
   */
  clientSecret(): Promise<string>;
  /** The business product id, sent as target id. */
  readonly targetId: string;
  /** Sent as `x-api-access-key` where an integrator was given one. */
  readonly accessKey?: string | undefined;
}

/** Time as the client sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A try that failed and will be repeated. */
export interface RetryEvent {
  /** Name of the operation, or `token`. */
  readonly operation: string;
  /** Number of the try that failed, from 1. */
  readonly attempt: number;
  /** Milliseconds until the next try. */
  readonly delayMs: number;
  /** One sentence, without secrets. */
  readonly reason: string;
  /** True if the failed try may have had its effect on the service. */
  readonly mayHaveTakenEffect: boolean;
}

/** A request as it would be sent, with every secret masked. */
export interface RequestDescription {
  readonly method: "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly query: string; readonly variables: unknown };
}

/** One HTTP answer as it came, for `bwp api`. */
export interface RawAnswer {
  readonly status: number;
  /** Only headers that are known to hold no secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without the secrets of the credentials. */
  readonly body: string;
}

/** One exchange on the wire, for `--debug`; secrets are masked. */
export interface ExchangeEvent {
  /** Name of the operation, or `token`. */
  readonly operation: string;
  readonly attempt: number;
  readonly request: Omit<RequestDescription, "body"> & { readonly body?: RequestDescription["body"] };
  /** Undefined if no answer came. */
  readonly response?: {
    readonly status: number;
    /** Only headers that are known to hold no secret. */
    readonly headers: Readonly<Record<string, string>>;
    readonly bytes: number;
  };
  /** Why no answer came. */
  readonly fault?: string;
  readonly durationMs: number;
}

/** What an API client is made of; nothing is read from the process. */
export interface ApiClientOptions {
  /** Base of `/graphql` and `/token`, for example `https://api.buywithprime.amazon.com`. */
  readonly apiUrl: string;
  readonly version: ApiVersion;
  readonly credentials: ApiCredentials;
  readonly tokens: TokenCache;
  /** Budget of one `request` with all its tries, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** From 0 up to 1, like Math.random. */
  readonly random: () => number;
  /** For example `bwp/1.0.0`. */
  readonly userAgent: string;
  /** Read for HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in upper or lower case. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  readonly onExchange?: ((event: ExchangeEvent) => void) | undefined;
  /** Gets the service's own time with every answer of the API, in whole seconds but as milliseconds since 1970. */
  readonly onServiceTime?: ((time: number) => void) | undefined;
  /** Replaces the HTTP transport, for tests of odd answers. */
  readonly transport?: Transport | undefined;
}
