import { UsageError } from "../../errors.ts";
import { together, type Wanted } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import type { Destination } from "./destination.ts";
import { checkEndpoint, endpointCheck } from "./endpoint-url.ts";
import { type AuthFlags, authKindOf, wantAuth } from "./webhook-auth.ts";

/** A webhook, as flags say it. */
export interface WebhookFlags {
  readonly webhookUrl: string | undefined;
  readonly authProfile: string | undefined;
}

/** Nothing but the signature tells the receiver who calls. */
const NO_CREDENTIALS = { given: {}, flag: "", ask: async () => ({}) };

/**
 * Checks a webhook destination and says how to ask for what is missing. Page: createeventsubscription.
 * @throws {RefusedError} code `not_in_version` before anything is read or asked, in versions without webhooks.
 */
export async function wantWebhook(context: Context, flags: WebhookFlags & AuthFlags): Promise<Wanted<Destination>> {
  const { webhookUrl, authProfile } = flags;
  (await context.dialect()).createEventSubscription({ eventType: "", destination: { webhook: { url: "" } } });
  await checkEndpoint(context, "--webhook-url", webhookUrl);
  const check = await endpointCheck(context);
  const url: Wanted<string> = {
    given: webhookUrl,
    flag: "--webhook-url <URL>",
    ask: (prompt) => prompt.input("URL of the webhook", { check }),
  };
  return together({ url, auth: await wantCredentials(context, authProfile, flags) }, (answers) => ({
    input: { webhook: { url: answers.url, method: "POST", ...answers.auth } },
    shown: { url: answers.url },
  }));
}

async function wantCredentials(context: Context, authProfileId: string | undefined, flags: AuthFlags) {
  const kind = authKindOf(flags);
  if (authProfileId !== undefined && kind !== undefined) {
    throw new UsageError("--auth-profile has the credentials; give no others.", { code: "two_ways" });
  }
  if (authProfileId !== undefined) return { ...NO_CREDENTIALS, given: { authProfileId } };
  if (kind === undefined) return NO_CREDENTIALS;
  return together({ authConfig: await wantAuth(context, flags) }, (auth) => auth);
}
