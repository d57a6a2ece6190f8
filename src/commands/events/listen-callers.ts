import { UsageError } from "../../errors.ts";
import type { Credentials } from "../../events/webhook/callers.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { readSecret } from "../subscribe/secret-input.ts";

const GROUP = "Who may post";
const PASSWORD = "BWP_WEBHOOK_PASSWORD";
const TOKEN = "BWP_WEBHOOK_TOKEN";

/** Options that say what credentials a caller must send; a secret is never an argument, where other programs could see it. */
export const CALLER_OPTIONS = {
  basicUsername: { type: "string", value: "NAME", group: GROUP, summary: "Ask callers for this name and a password" },
  basicPasswordFile: {
    type: "string",
    value: "FILE",
    group: GROUP,
    summary: `File with that password; - for stdin (else ${PASSWORD}, else it is asked for)`,
  },
  bearer: { type: "boolean", group: GROUP, summary: "Ask callers for a bearer token" },
  bearerTokenFile: {
    type: "string",
    value: "FILE",
    group: GROUP,
    summary: `File with that token; - for stdin (else ${TOKEN}, else it is asked for)`,
  },
} as const;

/** Values of {@link CALLER_OPTIONS}. */
export interface CallerFlags {
  readonly basicUsername: string | undefined;
  readonly basicPasswordFile: string | undefined;
  readonly bearer: boolean;
  readonly bearerTokenFile: string | undefined;
}

/**
 * The credentials that a caller must send; undefined if nobody needs any. What is missing is asked for.
 * @throws {UsageError} if the flags contradict each other, or hold what no header can carry.
 */
export async function readCredentials(context: Context, flags: CallerFlags): Promise<Credentials | undefined> {
  const isBasic = flags.basicUsername !== undefined || flags.basicPasswordFile !== undefined;
  const isBearer = flags.bearer || flags.bearerTokenFile !== undefined;
  if (isBasic && isBearer) {
    throw new UsageError("A caller sends a name and password, or a bearer token; not both.", { code: "two_ways" });
  }
  if (isBasic) return readBasic(context, flags);
  return isBearer ? readBearer(context, flags) : undefined;
}

async function readBasic(context: Context, flags: CallerFlags): Promise<Credentials> {
  const flag = "--basic-password-file";
  const { username, password } = await complete(context, {
    username: {
      given: flags.basicUsername,
      flag: "--basic-username <NAME>",
      ask: (prompt) => prompt.input("User name that callers send"),
    },
    password: {
      given: await readSecret(context, { file: flags.basicPasswordFile, flag, variable: PASSWORD }),
      flag: `${flag} <FILE> (or ${PASSWORD})`,
      ask: (prompt) => prompt.secret("Password that callers send"),
    },
  });
  if (username === "" || username.includes(":")) {
    throw new UsageError("--basic-username must not be empty, and cannot hold a colon.");
  }
  return { kind: "basic", username, password };
}

async function readBearer(context: Context, flags: CallerFlags): Promise<Credentials> {
  const flag = "--bearer-token-file";
  const { token } = await complete(context, {
    token: {
      given: await readSecret(context, { file: flags.bearerTokenFile, flag, variable: TOKEN }),
      flag: `${flag} <FILE> (or ${TOKEN})`,
      ask: (prompt) => prompt.secret("Token that callers send"),
    },
  });
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError("The bearer token holds blanks or letters that no header can carry.", {
      code: "invalid_secret",
    });
  }
  return { kind: "bearer", token };
}
