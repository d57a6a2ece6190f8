import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { type AwsSettings, MAX_SOCKETS } from "./settings.ts";

const silent = (): void => undefined;

/** What all clients of the AWS SDK are made with. */
export function clientConfig(settings: AwsSettings) {
  const { region, endpoint, credentials, profile, agents, timeoutMs } = settings;
  return {
    ...(region === undefined ? undefined : { region }),
    ...(endpoint === undefined ? undefined : { endpoint }),
    ...(credentials === undefined ? undefined : { credentials }),
    ...(profile === undefined ? undefined : { profile }),
    // A profile's file is read anew when credentials are renewed: another program may have written new ones into it.
    ignoreCache: true,
    requestHandler: {
      httpAgent: agents?.http ?? new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
      httpsAgent: agents?.https ?? new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
    // The SDK would print its remarks on the console.
    logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  };
}
