import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";

/** Static credentials, for the emulator. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How AWS is reached. The same code talks to AWS and to the emulator: only `endpoint` and `credentials` differ. */
export interface AwsSettings {
  /** Region; otherwise taken from a queue's URL or ARN, else found by the SDK (environment, then ~/.aws/config). */
  readonly region?: string | undefined;
  /** URL of another endpoint than AWS's, for all services. */
  readonly endpoint?: string | undefined;
  /** What to do if no region is found, where that is more than to name one. */
  readonly regionHint?: string | undefined;
  /** Given only for the emulator; otherwise the SDK's standard credential chain. */
  readonly credentials?: AwsCredentials | undefined;
  /** Name of a profile in ~/.aws; otherwise AWS_PROFILE or `default`. */
  readonly profile?: string | undefined;
  /** Milliseconds that a call may take, a long poll's own waiting not counted. */
  readonly timeoutMs: number;
  /** The way leads through this proxy. */
  readonly proxy?: URL | undefined;
  /** Connection pools for the SDK, to go through the same proxy; otherwise keep-alive pools of 50 sockets. */
  readonly agents?: { readonly http: HttpAgent; readonly https: HttpsAgent } | undefined;
  /** Milliseconds since 1970, for signatures. */
  readonly now: () => number;
  /**
   * The environment, read to explain errors. `AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true` must be set in it
   * before the first client is made, or the SDK prints a warning on Node 20.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Sockets of a connection pool: pollers, deletes and heart-beats of a tail have room in it. */
export const MAX_SOCKETS = 50;
