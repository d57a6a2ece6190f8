import { type AwsSettings, MAX_SOCKETS } from "../aws/settings.ts";
import { AuthenticationError } from "../errors.ts";
import type { Context } from "./context.ts";

/** Options of all commands that reach AWS. */
export const AWS_OPTIONS = {
  region: { type: "string", value: "REGION", summary: "AWS region (AWS_REGION, ~/.aws/config)", group: "AWS" },
  awsProfile: { type: "string", value: "NAME", summary: "Profile of ~/.aws (AWS_PROFILE)", group: "AWS" },
  endpointUrl: {
    type: "string",
    value: "URL",
    summary: "Another endpoint than AWS's (AWS_ENDPOINT_URL); the emulator's is used by itself",
    group: "AWS",
  },
} as const;

/** Values of {@link AWS_OPTIONS}. */
export interface AwsChoice {
  readonly region?: string | undefined;
  readonly awsProfile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/** The emulator takes any keys; the SDK only insists on having some. */
const EMULATOR_KEYS = { accessKeyId: "emulator", secretAccessKey: "emulator" } as const;

/**
 * How this call reaches AWS: with an emulator profile at the emulator's own endpoint, else by the standard credential
 * chain. The same code then runs against both. Without any profile (a queue can be read without Buy with Prime
 * credentials) AWS is meant.
 */
export async function awsSettings(context: Context, choice: AwsChoice): Promise<AwsSettings> {
  const { host, globals } = context;
  const profile = await context.profile().catch((error: unknown) => {
    if (error instanceof AuthenticationError) return undefined;
    throw error;
  });
  const emulator = profile?.kind === "emulator" ? profile.apiUrl : undefined;
  const endpoint = choice.endpointUrl ?? emulator ?? host.env.AWS_ENDPOINT_URL_SQS ?? host.env.AWS_ENDPOINT_URL;
  const atEmulator = emulator !== undefined && endpoint === emulator;
  const region =
    choice.region ??
    host.env.AWS_REGION ??
    host.env.AWS_DEFAULT_REGION ??
    profile?.region ??
    (atEmulator ? "us-east-1" : undefined);
  return {
    region,
    endpoint,
    ...(atEmulator ? { credentials: EMULATOR_KEYS } : {}),
    profile: choice.awsProfile,
    timeoutMs: globals.timeout,
    now: () => host.now(),
    agents: await proxyAgents(new URL(endpoint ?? `https://sqs.${region ?? "us-east-1"}.amazonaws.com`), host.env),
    env: host.env,
  };
}

/** The SDK knows no proxy variables: without agents of ours it would try to reach AWS directly. */
async function proxyAgents(url: URL, env: AwsSettings["env"]): Promise<AwsSettings["agents"]> {
  const { chooseProxy } = await import("../client/proxy.ts");
  const proxy = chooseProxy(url, env);
  if (proxy === undefined) return undefined;
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  return {
    http: new HttpProxyAgent(proxy, { keepAlive: true, maxSockets: MAX_SOCKETS }),
    https: new HttpsProxyAgent(proxy, { keepAlive: true, maxSockets: MAX_SOCKETS }),
  };
}
