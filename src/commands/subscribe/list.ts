import { subscriptionsTable } from "../../formatters/subscription.ts";
import { defineCommand } from "../../kernel/command.ts";
import { NONE_OR_DENIED, readSubscriptionIds, readSubscriptions, toSubscriptionView } from "./read-subscriptions.ts";

export const command = defineCommand({
  name: "subscribe list",
  summary: "List all event subscriptions of this client",
  description:
    "The API lists only ids, so the details are fetched one by one. It answers a client without subscriptions with AccessDeniedError, as it does one without the permission: bwp then says so, prints an empty list and exits 0, since a script that asks what is there must not fail where nothing is there yet. A missing permission shows when something is created.\n\nHow the API answers the destination of a webhook is not documented, so bwp cannot ask for it: such a subscription is listed without one.",
  operations: ["eventSubscriptions", "eventSubscription"],
  output: {
    "[].subscriptionId": "id of the subscription",
    "[].targetId": "the business product",
    "[].eventSubscriptionDetails.eventType": "event type",
    "[].eventSubscriptionDetails.destination.__typename": "what the API calls the kind of destination",
    "[].eventSubscriptionDetails.destination.arn": "ARN of the partner event source",
  },
  examples: [
    { command: "bwp subscribe list", note: "All subscriptions" },
    {
      command: "bwp subscribe list --query '[].eventSubscriptionDetails.eventType'",
      note: "Only the event types",
    },
  ],
  async run(context) {
    const { ids } = await readSubscriptionIds(context);
    if (ids === undefined) context.notices.warn(NONE_OR_DENIED);
    const subscriptions = await readSubscriptions(context, ids ?? []);
    await context.output.result(subscriptions, (all) => subscriptionsTable(all.map(toSubscriptionView)));
  },
});
