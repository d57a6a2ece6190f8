import { type AwsSettings, MAX_SOCKETS } from "../aws/settings.ts";
import { samePort } from "../config/api-url.ts";
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
  /** The queue that is meant, as the user names it; a URL that is not the emulator's leads away from it. */
  readonly queue?: string | undefined;
}

/** The emulator takes any keys; the SDK only insists on having some. */
const EMULATOR_KEYS = { accessKeyId: "emulator", secretAccessKey: "emulator" } as const;

const TRY_WITHOUT_AWS =
  "To try it without AWS: bwp emulator start. For a queue on AWS: give --region, set AWS_REGION, or name the queue by its " +
  "URL or ARN.";

/**
 * How this call reaches AWS: with an emulator profile at the emulator's own endpoint, else by the standard credential
 * chain. The same code then runs against both. Without any profile (a queue can be read without Buy with Prime
 * credentials) AWS is meant, and so it is with an emulator profile if the queue's URL names another host; only an endpoint
 * that the user asked for is used for any queue.
 */
export async function awsSettings(context: Context, choice: AwsChoice): Promise<AwsSettings> {
  const { host, globals } = context;
  const profile = await context.profile().catch((error: unknown) => {
    if (error instanceof AuthenticationError) return undefined;
    throw error;
  });
  const emulator = profile?.kind === "emulator" ? profile.apiUrl : undefined;
  const queueUrl = queueUrlOf(choice.queue);
  const leadsAway = emulator !== undefined && queueUrl !== undefined && !isSameHost(queueUrl, emulator);
  const endpoint =
    choice.endpointUrl ??
    (leadsAway ? undefined : emulator) ??
    host.env.AWS_ENDPOINT_URL_SQS ??
    host.env.AWS_ENDPOINT_URL;
  const atEmulator = emulator !== undefined && endpoint !== undefined && isSameHost(endpoint, emulator);
  const region =
    choice.region ??
    host.env.AWS_REGION ??
    host.env.AWS_DEFAULT_REGION ??
    (leadsAway ? undefined : profile?.region) ??
    (atEmulator ? "us-east-1" : undefined);
  const address = endpoint ?? queueUrl ?? `https://sqs.${region ?? "us-east-1"}.amazonaws.com`;
  return {
    region,
    ...(profile === undefined ? { regionHint: TRY_WITHOUT_AWS } : {}),
    endpoint,
    ...(atEmulator ? { credentials: EMULATOR_KEYS } : {}),
    profile: choice.awsProfile,
    timeoutMs: globals.timeout,
    now: () => host.now(),
    ...(await throughProxy(new URL(address), host.env)),
    env: host.env,
  };
}

function queueUrlOf(queue: string | undefined): string | undefined {
  return queue !== undefined && /^https?:\/\//.test(queue) && URL.canParse(queue) ? queue : undefined;
}

/** True if both lead to the same port of the same host; this machine has several names. */
function isSameHost(left: string, right: string): boolean {
  if (!URL.canParse(left) || !URL.canParse(right)) return false;
  return new URL(left).origin === new URL(right).origin || samePort(left, right);
}

/** The SDK knows no proxy variables: without agents of ours it would try to reach AWS directly. */
async function throughProxy(url: URL, env: AwsSettings["env"]): Promise<Pick<AwsSettings, "proxy" | "agents">> {
  const { chooseProxy } = await import("../client/proxy.ts");
  const proxy = chooseProxy(url, env);
  if (proxy === undefined) return {};
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    proxy,
    agents: { http: new HttpProxyAgent(proxy, options), https: new HttpsProxyAgent(proxy, options) },
  };
}
