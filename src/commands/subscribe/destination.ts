import type { CreateEventSubscriptionInput } from "../../client/dialects/dialect.ts";
import { UsageError } from "../../errors.ts";
import { flagName } from "../../kernel/command.ts";
import type { Wanted } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { type SourceFlags, wantSource } from "./source-destination.ts";
import { AUTH_FLAGS, type AuthFlags } from "./webhook-auth.ts";
import { type WebhookFlags, wantWebhook } from "./webhook-destination.ts";

/** Where events shall go, complete and well-formed. */
export interface Destination {
  /** As the API takes it. */
  readonly input: CreateEventSubscriptionInput["destination"];
  /** As the result of the command shows it. */
  readonly shown: { readonly arn: string } | { readonly url: string };
}

/** Where events shall go, as flags say it. */
export interface DestinationFlags extends SourceFlags, WebhookFlags, AuthFlags {}

const SOURCE_FLAGS = ["region", "account", "sourceName"] as const;
const WEBHOOK_FLAGS = ["webhookUrl", "authProfile", ...AUTH_FLAGS] as const;

function givenOf<K extends keyof DestinationFlags>(flags: DestinationFlags, keys: readonly K[]): readonly K[] {
  return keys.filter((key) => {
    const value = flags[key];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}

/**
 * Says how to complete a destination: an EventBridge source, or a webhook if a flag is about one.
 * @throws {UsageError} if the flags are about both, or malformed.
 */
export async function wantDestination(context: Context, flags: DestinationFlags): Promise<Wanted<Destination>> {
  const [source] = givenOf(flags, SOURCE_FLAGS);
  const [webhook] = givenOf(flags, WEBHOOK_FLAGS);
  if (source !== undefined && webhook !== undefined) {
    throw new UsageError(`${flagName(source)} and ${flagName(webhook)} are about two kinds of destinations.`, {
      code: "two_ways",
      suggestion: "Give --source-name for an EventBridge source, or --webhook-url for a webhook.",
    });
  }
  if (webhook !== undefined) return wantWebhook(context, flags);
  const wanted = await wantSource(context, flags);
  const hasWebhooks = (await context.profile()).apiVersion === "2024-11-01";
  if (source !== undefined || !hasWebhooks) return wanted;
  return {
    given: wanted.given,
    flag: `${wanted.flag} (or --webhook-url <URL>)`,
    async ask(prompt) {
      const isWebhook = await prompt.select("Where shall the events go?", [
        { value: false, label: "EventBridge", hint: "A partner event source in an AWS account" },
        { value: true, label: "Webhook", hint: "Your own HTTPS endpoint" },
      ]);
      return (isWebhook ? await wantWebhook(context, flags, true) : wanted).ask(prompt);
    },
  };
}
