import {
  credentialsFromEnvironment,
  type PartialCredentials,
  parseCredentials,
  requireCleanValue,
  variableOf,
} from "../../config/credentials.ts";
import type { ProfileSettings } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { readText } from "../../kernel/input-file.ts";

/** Options of a login that give credentials. */
export interface CredentialOptions {
  readonly credentialsFile: string | undefined;
  readonly clientId: string | undefined;
  readonly targetId: string | undefined;
  readonly clientSecretStdin: boolean;
  readonly accessKeyStdin: boolean;
}

/**
 * Gathers what options, stdin, the credentials file, the environment and an earlier login give; the first ones win. A
 * source that is about another client is left out whole, so that a secret never meets a stranger's client id.
 * @throws {UsageError | FileError} values are never quoted.
 */
export async function gatherCredentials(
  context: Context,
  options: CredentialOptions,
  saved: ProfileSettings | undefined,
): Promise<PartialCredentials> {
  const file = options.credentialsFile === undefined ? {} : await readCredentialsFile(context, options.credentialsFile);
  const given = await readOptions(context, options);
  if (given.clientId !== undefined && file.clientId !== undefined && given.clientId !== file.clientId) {
    throw new UsageError("--client-id and the credentials file name different clients.", { code: "two_clients" });
  }
  const chosen = { ...file, ...given };
  const environment = credentialsFromEnvironment(context.host.env);
  const own = sameClient(chosen, environment) ? { ...environment, ...chosen } : chosen;
  if (own === chosen && Object.keys(environment).length > 0) {
    context.notices.info(`${variableOf("clientId")} names another client; the environment does not count.`);
  }
  const earlier = { clientId: saved?.clientId, targetId: saved?.targetId };
  return sameClient(own, earlier) ? { ...defined(earlier), ...own } : own;
}

async function readCredentialsFile(context: Context, file: string): Promise<PartialCredentials> {
  return parseCredentials(await readText(context, file), file === "-" ? "stdin" : file);
}

function sameClient(one: PartialCredentials, other: { readonly clientId?: string | undefined }): boolean {
  return one.clientId === undefined || other.clientId === undefined || one.clientId === other.clientId;
}

function defined(values: Readonly<Record<string, string | undefined>>): PartialCredentials {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

async function readOptions(context: Context, options: CredentialOptions): Promise<PartialCredentials> {
  const { clientId, targetId, clientSecretStdin, accessKeyStdin } = options;
  if ([options.credentialsFile === "-", clientSecretStdin, accessKeyStdin].filter(Boolean).length > 1) {
    throw new UsageError("Only one value can come from stdin.", {
      code: "two_from_stdin",
      suggestion: "Put all of them into one file, as key=value lines, and give --credentials-file -",
    });
  }
  return defined({
    clientId: clientId === undefined ? undefined : requireCleanValue(clientId, "--client-id"),
    targetId: targetId === undefined ? undefined : requireCleanValue(targetId, "--target-id"),
    clientSecret: clientSecretStdin ? await readSecret(context, "Client secret") : undefined,
    accessKey: accessKeyStdin ? await readSecret(context, "API access key") : undefined,
  });
}

/** One secret from stdin; on a terminal it is asked for, so that nobody types it in the open. */
async function readSecret(context: Context, what: string): Promise<string> {
  const text = context.io.canPrompt ? await context.prompt.secret(what) : await readText(context, "-");
  return requireCleanValue(text.trim(), `The ${what.toLowerCase()} on stdin`);
}
