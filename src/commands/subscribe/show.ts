import { NotFoundError, PermissionError } from "../../errors.ts";
import { subscriptionCard } from "../../formatters/subscription.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { subscriptionChoices } from "./choose-subscriptions.ts";
import { toSubscriptionView } from "./read-subscriptions.ts";
import { explainDenied } from "./unknown-id.ts";

export const command = defineCommand({
  name: "subscribe show",
  summary: "Show one event subscription",
  description:
    "The API answers an unknown id with AccessDeniedError. bwp then reads the list: if that works, the permission is there and the id is unknown (exit 4), else either may be the cause (exit 3).\n\nHow the API answers the destination of a webhook is not documented, so bwp cannot ask for it.",
  operations: ["eventSubscription", "eventSubscriptions"],
  arguments: { subscriptionId: { value: "SUBSCRIPTION_ID", summary: "Id that subscribe create gave" } },
  output: {
    "eventSubscription.subscriptionId": "its id",
    "eventSubscription.targetId": "the business product",
    "eventSubscription.eventSubscriptionDetails.eventType": "event type",
    "eventSubscription.eventSubscriptionDetails.destination.__typename": "what the API calls the kind of destination",
    "eventSubscription.eventSubscriptionDetails.destination.arn": "ARN of the partner event source",
  },
  errors: {
    not_found: "the client has no subscription of that id (exit 4)",
    AccessDeniedError: "no permission, or no subscriptions at all (exit 3)",
  },
  examples: [
    {
      command: "bwp subscribe show $(bwp subscribe list --query '[0].subscriptionId' | tr -d '\"')",
      note: "The first subscription",
    },
  ],
  async run(context, { args }) {
    const { subscriptionId } = await complete(context, {
      subscriptionId: {
        given: args.subscriptionId,
        flag: "SUBSCRIPTION_ID",
        ask: async (prompt) => prompt.select("Subscription", await subscriptionChoices(context)),
      },
    });
    const [api, dialect] = await Promise.all([context.api(), context.dialect()]);
    const { operation, variables } = dialect.eventSubscription(subscriptionId);
    const answer = await api.request(operation, variables, { signal: context.signal }).catch(async (error: unknown) => {
      throw error instanceof PermissionError ? await explainDenied(context, subscriptionId, error) : error;
    });
    const subscription = answer.eventSubscription;
    if (!subscription) throw new NotFoundError(`There is no subscription ${subscriptionId}.`);
    await context.output.result(answer, () =>
      subscriptionCard(toSubscriptionView(subscription), subscription.targetId ?? undefined),
    );
  },
});
