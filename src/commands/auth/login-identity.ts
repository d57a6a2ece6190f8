import { isLoopbackUrl, samePort } from "../../config/api-url.ts";
import { type ApiCredentials, type PartialCredentials, requireCleanValue } from "../../config/credentials.ts";
import { checkedKind } from "../../config/profile-values.ts";
import type { ProfileKind, ProfileSettings } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { isEmulatorCredential } from "../../model/ids.ts";
import { askKind } from "../profile/kind-question.ts";
import { type CredentialOptions, gatherCredentials } from "./login-credentials.ts";

/** Options of `auth login` that say who logs in. */
export interface IdentityOptions extends CredentialOptions {
  readonly kind: ProfileKind | undefined;
}

const FILE_IS_EASIEST =
  "The file that the merchant console let you download (Settings > API credentials) holds the credentials: --credentials-file FILE. The secret can also come from BWP_CLIENT_SECRET.";

/** What is known before anything is asked. */
interface KnownBefore {
  readonly saved: ProfileSettings | undefined;
  readonly givenUrl: string | undefined;
}

/**
 * Gathers who logs in, and to what environment.
 * @throws {UsageError} naming at once all that is missing where nobody can be asked.
 */
export async function gatherIdentity(
  context: Context,
  options: IdentityOptions,
  before: KnownBefore,
): Promise<{ readonly kind: ProfileKind; readonly credentials: ApiCredentials }> {
  const { prompt } = context;
  const { canPrompt } = context.io;
  const found = await gatherCredentials(context, options, before.saved);
  const inferred = inferKind(context, options, before, found);
  let kind = inferred ?? (canPrompt ? await askKind(prompt) : undefined);
  let known = kind === "emulator" ? await fromEmulator(context, before, found) : found;
  if (canPrompt && known.clientSecret === undefined && options.credentialsFile === undefined) {
    known = await askFile(context, options, before, known);
    // The file may be about another client than the earlier login, whose kind then says nothing.
    if (inferred !== undefined) kind = inferKind(context, options, before, known);
  }
  const typed = known.clientSecret === undefined;
  const { kind: told, ...keys } = await complete(
    context,
    {
      kind: { given: kind, flag: "--kind <KIND>", ask: askKind },
      clientId: {
        given: known.clientId,
        flag: "--client-id <ID>",
        ask: () => prompt.input("Client id", { check: keyFault }),
      },
      clientSecret: {
        given: known.clientSecret,
        flag: "--client-secret-stdin",
        ask: async () => requireCleanValue(await prompt.secret("Client secret"), "The client secret"),
      },
      targetId: {
        given: known.targetId,
        flag: "--target-id <ID>",
        ask: () => prompt.input("Target id", { check: keyFault }),
      },
    },
    FILE_IS_EASIEST,
  );
  const accessKey = known.accessKey ?? (typed ? await askAccessKey(context) : undefined);
  return { kind: told, credentials: { ...keys, ...(accessKey === undefined ? {} : { accessKey }) } };
}

/** The kind, where it need not be asked: it was given, told at an earlier login of the same client and target, or is evident. */
function inferKind(
  { host }: Context,
  options: IdentityOptions,
  { saved, givenUrl }: KnownBefore,
  { clientId, targetId }: PartialCredentials,
): ProfileKind | undefined {
  const given = options.kind ?? checkedKind(host.env.BWP_PROFILE_KIND || undefined, "BWP_PROFILE_KIND");
  if (given !== undefined) return given;
  if (saved !== undefined && saved.clientId === clientId && saved.targetId === targetId) return saved.kind;
  const local = givenUrl !== undefined && isLoopbackUrl(givenUrl);
  return local || (clientId !== undefined && isEmulatorCredential(clientId)) ? "emulator" : undefined;
}

/** Completes credentials by those of the running emulator, unless another client or another address is meant. */
async function fromEmulator(
  context: Context,
  { saved, givenUrl }: KnownBefore,
  found: PartialCredentials,
): Promise<PartialCredentials> {
  const running = await (await context.config()).emulator.running();
  if (running === undefined) return found;
  const url = givenUrl ?? saved?.apiUrl;
  if (url !== undefined && !samePort(url, running.url)) return found;
  const { credentials } = running;
  return found.clientId === undefined || found.clientId === credentials.clientId ? { ...credentials, ...found } : found;
}

async function askFile(
  context: Context,
  options: IdentityOptions,
  { saved }: KnownBefore,
  known: PartialCredentials,
): Promise<PartialCredentials> {
  const { accessKey } = known;
  for (;;) {
    const answer = await context.prompt.input("Credentials file (leave empty to type the values)");
    if (answer === "") return known;
    const credentialsFile = answer.replace(/^~(?=[/\\])/, context.host.homedir);
    const again = { ...options, credentialsFile, accessKeyStdin: false };
    try {
      return { ...(await gatherCredentials(context, again, saved)), ...(accessKey === undefined ? {} : { accessKey }) };
    } catch (error) {
      // A mistyped path must not throw away the answers before it.
      if (!(error instanceof UsageError)) throw error;
      context.notices.warn(error.message);
    }
  }
}

async function askAccessKey(context: Context): Promise<string | undefined> {
  if (!context.io.canPrompt) return undefined;
  const answer = await context.prompt.secret("API access key, if Amazon gave you one (else leave empty)");
  return answer === "" ? undefined : requireCleanValue(answer, "The API access key");
}

function keyFault(text: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(text) ? undefined : "It has letters, digits and signs, and no blanks.";
}
