import type { EmulatorState } from "../../config/emulator-state.ts";
import { blank, fields, line, section, span, text, type View } from "../../formatters/blocks.ts";

/** A running emulator as `start` and `status` print it. */
export interface RunningEmulator {
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly dataDir?: string;
  readonly credentials: EmulatorState["credentials"];
  readonly aws: {
    readonly endpointUrl: string;
    readonly region: string;
    readonly account: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  /** Everything that other programs need, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/** AWS account of everything in the emulator; SQS queue URLs carry it. */
export const EMULATED_ACCOUNT = "000000000000";

/** The emulator takes any keys; the AWS tools only insist on having some. */
const ANY_KEY = "emulator";

/** Describes an emulator for output. */
export function describeEmulator(state: EmulatorState): RunningEmulator {
  const region = state.region ?? "us-east-1";
  const { clientId, clientSecret, targetId } = state.credentials;
  return {
    url: state.url,
    pid: state.pid,
    startedAt: state.startedAt,
    ...(state.dataDir === undefined ? {} : { dataDir: state.dataDir }),
    credentials: state.credentials,
    aws: {
      endpointUrl: state.url,
      region,
      account: EMULATED_ACCOUNT,
      accessKeyId: ANY_KEY,
      secretAccessKey: ANY_KEY,
    },
    environment: {
      BWP_API_URL: state.url,
      BWP_CLIENT_ID: clientId,
      BWP_CLIENT_SECRET: clientSecret,
      BWP_TARGET_ID: targetId,
      AWS_ENDPOINT_URL: state.url,
      AWS_ACCESS_KEY_ID: ANY_KEY,
      AWS_SECRET_ACCESS_KEY: ANY_KEY,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
  };
}

export const emulatorView: View<RunningEmulator> = (emulator) => [
  line([span("Emulator ready", "good"), ` at ${emulator.url}`]),
  fields([
    ["GraphQL", `${emulator.url}/graphql (open it in a browser for GraphiQL)`],
    ["Token", `${emulator.url}/token`],
    ["SQS, EventBridge", `${emulator.url} (account ${emulator.aws.account}, ${emulator.aws.region})`],
    ["Data", emulator.dataDir ?? "in memory"],
    ["Process", String(emulator.pid)],
  ]),
  section("bwp uses it by itself where no other profile is set. For AWS tools and other programs:", [
    text(
      Object.entries(emulator.environment)
        .map(([name, value]) => `export ${name}=${value}`)
        .join("\n"),
      "code",
    ),
  ]),
  blank(),
];
