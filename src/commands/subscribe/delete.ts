import { NotFoundError, PermissionError, UsageError } from "../../errors.ts";
import { outcomesTable } from "../../formatters/subscription.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { mutateEach } from "../../kernel/mutate.ts";
import { parsePartnerEventSourceArn } from "../../model/event-source.ts";
import { subscriptionChoices } from "./choose-subscriptions.ts";
import { NONE_OR_DENIED, readSubscriptionIds, readSubscriptions, toSubscriptionView } from "./read-subscriptions.ts";
import { tryEach } from "./try-each.ts";
import { explainDenied } from "./unknown-id.ts";

export const command = defineCommand({
  name: "subscribe delete",
  summary: "Delete event subscriptions: by id, all of a source, or all",
  description: "Several at once, and --all and --source, ask for a confirmation or need --yes.",
  operations: ["deleteEventSubscription", "eventSubscriptions", "eventSubscription"],
  mutates: true,
  arguments: { subscriptionIds: { value: "SUBSCRIPTION_ID", summary: "Ids of subscriptions", variadic: true } },
  options: {
    all: { type: "boolean", summary: "Delete every subscription of this client" },
    source: { type: "string", value: "NAME", summary: "Delete every subscription to this partner event source" },
  },
  output: {
    "[].subscriptionId": "id of the subscription",
    "[].eventType": "its event type, if it was read; else null",
    "[].status": "deleted, failed or not_tried",
  },
  errors: {
    not_found: "the client has no subscription of that id (exit 4)",
    AccessDeniedError: "no permission, or no subscriptions at all (exit 3)",
    confirmation_required: "several would be deleted, and nobody can be asked: add --yes (exit 2)",
  },
  examples: [{ command: "bwp subscribe delete --source my-shop --yes", note: "End everything that feeds one source" }],
  async run(context, { args, options }) {
    if ([args.subscriptionIds.length > 0, options.all, options.source !== undefined].filter(Boolean).length > 1) {
      throw new UsageError("Give ids, --source or --all; only one of them.", { code: "two_ways" });
    }
    const wide = options.all || options.source !== undefined;
    const chosen = wide ? await findAll(context, options.source) : await chooseIds(context, args.subscriptionIds);
    if (chosen.length === 0) return context.output.result([], outcomesTable);
    const count = `${chosen.length} subscription${chosen.length === 1 ? "" : "s"}`;
    const dialect = await context.dialect();
    const send = await mutateEach(context, {
      calls: chosen.map(({ subscriptionId }) => dialect.deleteEventSubscription(subscriptionId)),
      what: `delete ${chosen.length === 1 && !wide ? `subscription ${chosen[0]?.subscriptionId}` : count}`,
      ...(wide || chosen.length > 1 ? { irreversible: "their events will no longer arrive" } : {}),
    });
    if (send === undefined) return;
    const ids = chosen.map(({ subscriptionId }) => subscriptionId);
    const { outcomes, failure } = await tryEach(context, ids, "Deleting", async (subscriptionId) => {
      await send(dialect.deleteEventSubscription(subscriptionId)).catch(async (error: unknown) => {
        throw error instanceof PermissionError ? await explainDenied(context, subscriptionId, error) : error;
      });
      return subscriptionId;
    });
    const result = outcomes.map(({ item, status }, index) => ({
      subscriptionId: item,
      eventType: chosen[index]?.eventType ?? null,
      status: status === "done" || status === "exists" ? ("deleted" as const) : status,
    }));
    await context.output.result(result, outcomesTable);
    if (failure !== undefined) throw failure;
  },
});

interface Chosen {
  readonly subscriptionId: string;
  readonly eventType?: string | undefined;
}

async function chooseIds(context: Context, given: readonly string[]): Promise<readonly Chosen[]> {
  const { ids } = await complete(context, {
    ids: {
      given,
      flag: "SUBSCRIPTION_ID, --source <NAME> or --all",
      ask: async (prompt) => prompt.checkbox("Subscriptions to delete", await subscriptionChoices(context)),
    },
  });
  return [...new Set(ids)].map((subscriptionId) => ({ subscriptionId }));
}

async function findAll(context: Context, source: string | undefined): Promise<readonly Chosen[]> {
  const { ids } = await readSubscriptionIds(context);
  if (ids === undefined) {
    if (source !== undefined) throw new NotFoundError("There is nothing to delete.", { suggestion: NONE_OR_DENIED });
    context.notices.warn(NONE_OR_DENIED);
    return [];
  }
  const views = (await readSubscriptions(context, ids)).map(toSubscriptionView);
  const fitting = views.filter(
    ({ arn }) => source === undefined || (arn !== undefined && parsePartnerEventSourceArn(arn)?.name === source),
  );
  if (fitting.length > 0 || source === undefined) return fitting;
  const names = [...new Set(views.flatMap(({ arn }) => parsePartnerEventSourceArn(arn ?? "")?.name ?? []))];
  throw new NotFoundError(`No subscription has the source ${source}.`, {
    suggestion: names.length === 0 ? undefined : `Sources in use: ${names.join(", ")}.`,
  });
}
