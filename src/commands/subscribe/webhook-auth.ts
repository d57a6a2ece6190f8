import type { AuthConfigInput } from "../../client/dialects/auth-profiles.ts";
import { UsageError } from "../../errors.ts";
import { flagName } from "../../kernel/command.ts";
import { together, type Wanted } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { checkEndpoint, endpointCheck } from "./endpoint-url.ts";
import { readParameter, readSecret } from "./secret-input.ts";

const GROUP = "Credentials for the webhook";
const CLIENT_SECRET = "BWP_WEBHOOK_CLIENT_SECRET";
const PASSWORD = "BWP_WEBHOOK_PASSWORD";

/** Options that give credentials for a webhook; a secret is never an argument, where other programs could see it. */
export const AUTH_OPTIONS = {
  oauthEndpoint: {
    type: "string",
    value: "URL",
    group: GROUP,
    summary: "Token endpoint, for OAuth client credentials",
  },
  oauthClientId: { type: "string", value: "ID", group: GROUP, summary: "OAuth client id" },
  oauthClientSecretFile: {
    type: "string",
    value: "FILE",
    group: GROUP,
    summary: `File with the OAuth client secret; - for stdin (else ${CLIENT_SECRET})`,
  },
  oauthBody: {
    type: "string",
    value: "KEY=VALUE",
    group: GROUP,
    multiple: true,
    commas: false,
    summary: "Body parameter of the token request; KEY=@FILE reads a secret value",
  },
  oauthHeader: {
    type: "string",
    value: "KEY=VALUE",
    group: GROUP,
    multiple: true,
    commas: false,
    summary: "Header of the token request; KEY=@FILE reads a secret value",
  },
  basicUsername: { type: "string", value: "NAME", group: GROUP, summary: "User name, for HTTP basic authentication" },
  basicPasswordFile: {
    type: "string",
    value: "FILE",
    group: GROUP,
    summary: `File with the password; - for stdin (else ${PASSWORD})`,
  },
} as const;

/** Values of {@link AUTH_OPTIONS}. */
export interface AuthFlags {
  readonly oauthEndpoint: string | undefined;
  readonly oauthClientId: string | undefined;
  readonly oauthClientSecretFile: string | undefined;
  readonly oauthBody: readonly string[];
  readonly oauthHeader: readonly string[];
  readonly basicUsername: string | undefined;
  readonly basicPasswordFile: string | undefined;
}

const OAUTH_FLAGS = ["oauthEndpoint", "oauthClientId", "oauthClientSecretFile", "oauthBody", "oauthHeader"] as const;
const BASIC_FLAGS = ["basicUsername", "basicPasswordFile"] as const;

/** All keys of {@link AuthFlags}. */
export const AUTH_FLAGS = [...OAUTH_FLAGS, ...BASIC_FLAGS] as const;

/** How a webhook authenticates its caller. */
type AuthKind = "oauth" | "basic";

/**
 * The kind that the flags are about; undefined if there are none.
 * @throws {UsageError} if they are about both.
 */
export function authKindOf(flags: AuthFlags): AuthKind | undefined {
  const [oauth] = OAUTH_FLAGS.filter((key) => flags[key] !== undefined && flags[key].length > 0);
  const [basic] = BASIC_FLAGS.filter((key) => flags[key] !== undefined);
  if (oauth !== undefined && basic !== undefined) {
    throw new UsageError(`${flagName(oauth)} and ${flagName(basic)} are about two kinds of credentials.`, {
      code: "two_ways",
      suggestion: "Give those of OAuth or those of basic authentication.",
    });
  }
  if (oauth !== undefined) return "oauth";
  return basic === undefined ? undefined : "basic";
}

/**
 * Credentials as the API takes them, of the kind that the flags are about, and how to ask for what is missing: the kind too,
 * if no flag tells. Page: createauthprofile.
 * @throws {UsageError} for what is malformed or cannot be read.
 */
export async function wantAuth(context: Context, flags: AuthFlags): Promise<Wanted<AuthConfigInput>> {
  const wantKind = (kind: AuthKind) => (kind === "oauth" ? wantOAuth(context, flags) : wantBasic(context, flags));
  const kind = authKindOf(flags);
  if (kind !== undefined) return wantKind(kind);
  return {
    given: undefined,
    flag: "--oauth-endpoint <URL> or --basic-username <NAME>",
    async ask(prompt) {
      const chosen = await prompt.select<AuthKind>("How does the webhook authenticate its caller?", [
        { value: "oauth", label: "OAuth 2.0 client credentials" },
        { value: "basic", label: "HTTP basic authentication" },
      ]);
      const wanted = await wantKind(chosen);
      return wanted.given ?? wanted.ask(prompt);
    },
  };
}

async function wantOAuth(context: Context, flags: AuthFlags): Promise<Wanted<AuthConfigInput>> {
  refuseTwoFromStdin(flags);
  await checkEndpoint(context, "--oauth-endpoint", flags.oauthEndpoint);
  const check = await endpointCheck(context);
  const secretFlag = "--oauth-client-secret-file";
  const secret = { file: flags.oauthClientSecretFile, flag: secretFlag, variable: CLIENT_SECRET };
  const read = (flag: string, texts: readonly string[]) =>
    Promise.all(texts.map((text) => readParameter(context, flag, text)));
  const bodyParameters = await read("--oauth-body", flags.oauthBody);
  const headerParameters = await read("--oauth-header", flags.oauthHeader);
  const httpParameters = {
    ...(bodyParameters.length === 0 ? {} : { bodyParameters }),
    ...(headerParameters.length === 0 ? {} : { headerParameters }),
  };
  const parts = {
    authEndpoint: {
      given: flags.oauthEndpoint,
      flag: "--oauth-endpoint <URL>",
      ask: (prompt) => prompt.input("Token endpoint", { check }),
    },
    clientId: {
      given: flags.oauthClientId,
      flag: "--oauth-client-id <ID>",
      ask: (prompt) => prompt.input("OAuth client id", { check: notEmpty }),
    },
    clientSecret: {
      given: await readSecret(context, secret),
      flag: `${secretFlag} <FILE> (or ${CLIENT_SECRET})`,
      ask: (prompt) => prompt.secret("OAuth client secret"),
    },
  } satisfies Record<string, Wanted<string>>;
  return together(parts, ({ authEndpoint, clientId, clientSecret }) => ({
    oAuthConfig: {
      clientParameters: { clientId, clientSecret },
      authEndpoint,
      httpMethod: "POST",
      ...(Object.keys(httpParameters).length === 0 ? {} : { httpParameters }),
    },
  }));
}

async function wantBasic(context: Context, flags: AuthFlags): Promise<Wanted<AuthConfigInput>> {
  const passwordFlag = "--basic-password-file";
  const secret = { file: flags.basicPasswordFile, flag: passwordFlag, variable: PASSWORD };
  const parts = {
    username: {
      given: flags.basicUsername,
      flag: "--basic-username <NAME>",
      ask: (prompt) => prompt.input("User name", { check: notEmpty }),
    },
    password: {
      given: await readSecret(context, secret),
      flag: `${passwordFlag} <FILE> (or ${PASSWORD})`,
      ask: (prompt) => prompt.secret("Password"),
    },
  } satisfies Record<string, Wanted<string>>;
  return together(parts, (basicAuthConfig) => ({ basicAuthConfig }));
}

function notEmpty(text: string): string | undefined {
  return text === "" ? "must not be empty." : undefined;
}

function refuseTwoFromStdin(flags: AuthFlags): void {
  const fromStdin = [...flags.oauthBody, ...flags.oauthHeader].filter((text) => text.endsWith("=@-"));
  if (fromStdin.length + (flags.oauthClientSecretFile === "-" ? 1 : 0) < 2) return;
  throw new UsageError("Only one value can come from stdin.", {
    code: "two_from_stdin",
    suggestion: "Put the others into files, or the client secret into the environment.",
  });
}
