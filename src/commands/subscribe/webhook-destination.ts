import { UsageError } from "../../errors.ts";
import { together, type Wanted } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { wantProfileId } from "./auth-profile/profile-id.ts";
import type { Destination } from "./destination.ts";
import { checkEndpoint, endpointCheck } from "./endpoint-url.ts";
import { type AuthFlags, authKindOf, wantAuth } from "./webhook-auth.ts";

/** A webhook, as flags say it. */
export interface WebhookFlags {
  readonly webhookUrl: string | undefined;
  readonly authProfile: string | undefined;
}

/** The members of a webhook that say who calls; none of them leaves it to the signature. */
type Credentials = Pick<NonNullable<Destination["input"]["webhook"]>, "authConfig" | "authProfileId">;

/**
 * Checks a webhook destination and says how to ask for what is missing. Page: createeventsubscription.
 * @param asksAll true asks for credentials too, if no flag gives any: for a person who chose a webhook by a question.
 * @throws {RefusedError} code `not_in_version` before anything is read or asked, in versions without webhooks.
 */
export async function wantWebhook(
  context: Context,
  flags: WebhookFlags & AuthFlags,
  asksAll = false,
): Promise<Wanted<Destination>> {
  const { webhookUrl, authProfile } = flags;
  (await context.dialect()).createEventSubscription({ eventType: "", destination: { webhook: { url: "" } } });
  await checkEndpoint(context, "--webhook-url", webhookUrl);
  const check = await endpointCheck(context);
  const url: Wanted<string> = {
    given: webhookUrl,
    flag: "--webhook-url <URL>",
    ask: (prompt) => prompt.input("URL of the webhook", { check }),
  };
  const auth = await wantCredentials(context, authProfile, flags, asksAll);
  return together({ url, auth }, (answers) => ({
    input: { webhook: { url: answers.url, method: "POST", ...answers.auth } },
    shown: { url: answers.url },
  }));
}

async function wantCredentials(
  context: Context,
  authProfileId: string | undefined,
  flags: AuthFlags,
  asksAll: boolean,
): Promise<Wanted<Credentials>> {
  const kind = authKindOf(flags);
  if (authProfileId !== undefined && kind !== undefined) {
    throw new UsageError("--auth-profile has the credentials; give no others.", { code: "two_ways" });
  }
  const authConfig = await wantAuth(context, flags);
  if (kind !== undefined) return together({ authConfig }, (auth): Credentials => auth);
  return {
    given: authProfileId !== undefined ? { authProfileId } : asksAll ? undefined : {},
    flag: "--auth-profile <ID>",
    async ask(prompt) {
      const way = await prompt.select("How does it know who calls?", [
        { value: "signature", label: "By the signature only" },
        { value: "profile", label: "By a stored auth profile", hint: "Can be shared and rotated" },
        { value: "own", label: "By credentials of this subscription alone" },
      ]);
      if (way === "profile") return { authProfileId: await wantProfileId(undefined).ask(prompt) };
      return way === "own" ? { authConfig: await authConfig.ask(prompt) } : {};
    },
  };
}
