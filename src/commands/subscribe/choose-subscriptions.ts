import { NotFoundError } from "../../errors.ts";
import { destinationText } from "../../formatters/subscription.ts";
import type { Context } from "../../kernel/context.ts";
import type { Choice } from "../../prompts/prompter.ts";
import { NONE_OR_DENIED, readSubscriptionIds, readSubscriptions, toSubscriptionView } from "./read-subscriptions.ts";

/** The client's subscriptions to choose from. @throws {NotFoundError} if there are none, or the API does not show them. */
export async function subscriptionChoices(context: Context): Promise<readonly Choice<string>[]> {
  const { ids } = await readSubscriptionIds(context);
  if (ids === undefined || ids.length === 0) {
    throw new NotFoundError("There is no subscription to choose from.", { suggestion: NONE_OR_DENIED });
  }
  const views = (await readSubscriptions(context, ids)).map(toSubscriptionView);
  return views.map((view) => ({
    value: view.subscriptionId,
    label: [view.eventType ?? "?", destinationText(view), view.subscriptionId].filter(Boolean).join("  "),
  }));
}
