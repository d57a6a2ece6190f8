import type { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "./client-config.ts";
import type { AwsCredentials, AwsSettings } from "./settings.ts";
import type { SqsEndpoint } from "./sqs-protocol.ts";

type Sdk = typeof import("@aws-sdk/client-sqs");

/** Makes an SQS client of the SDK; the SDK is loaded only now. */
export async function createSqs(settings: AwsSettings): Promise<{ sdk: Sdk; client: SQSClient }> {
  const sdk = await import("@aws-sdk/client-sqs");
  const client = new sdk.SQSClient({
    ...clientConfig(settings),
    // An endpoint that was asked for must not give way to the host in the queue's URL.
    useQueueUrlAsEndpoint: settings.endpoint === undefined,
  });
  return { sdk, client };
}

/** Who signs calls to a queue, and for which region. */
export interface QueueAccess extends Pick<SqsEndpoint, "credentials" | "renew" | "region"> {
  /** The SDK's client, where the SDK had to be loaded. */
  readonly client?: SQSClient;
}

/**
 * The keys of the environment, as the SDK's chain takes them first: unless a profile is asked for. They are all there is, so
 * nothing can be renewed.
 */
function environmentKeys({ profile, env }: AwsSettings): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (profile !== undefined || env.AWS_PROFILE || !accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : undefined) };
}

/**
 * Finds credentials and region. Loading the SDK takes longer than all else that a tail does at its start, so it is asked only
 * for what is not plain: profiles, roles, single sign-on (it renews what expires), and `knowsEndpoint` being false.
 */
export async function findAccess(settings: AwsSettings, knowsEndpoint: boolean): Promise<QueueAccess> {
  const { region } = settings;
  const keys = settings.credentials ?? environmentKeys(settings);
  if (keys !== undefined && region !== undefined && knowsEndpoint) {
    return { credentials: () => Promise.resolve(keys), region };
  }
  const { client } = await createSqs(settings);
  const found: unknown = await client.config.region();
  return {
    credentials: () => client.config.credentials(),
    renew: () => client.config.credentials({ forceRefresh: true }),
    region: String(found),
    client,
  };
}
