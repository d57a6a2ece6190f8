import { parsePartnerEventSourceArn } from "../model/event-source.ts";
import { type Block, type Cell, fields, line, section, span, table } from "./blocks.ts";

/** A subscription as views show it. */
export interface SubscriptionView {
  readonly subscriptionId: string;
  readonly eventType: string | undefined;
  /** ARN of the partner event source, if the destination is one. */
  readonly arn: string | undefined;
  /** What the API calls the kind of destination, for example `EventBridgeData`. */
  readonly destinationType: string | undefined;
}

/** Where events of a subscription go: `my-source (us-east-1)`, else what the API gave. */
export function destinationText(subscription: Pick<SubscriptionView, "arn" | "destinationType">): string | undefined {
  const source = subscription.arn === undefined ? undefined : parsePartnerEventSourceArn(subscription.arn);
  if (source !== undefined) return `${source.name} (${source.region})`;
  return subscription.arn ?? subscription.destinationType;
}

/** Subscriptions, grouped by destination, so that ids and event types fit side by side. */
export function subscriptionsTable(subscriptions: readonly SubscriptionView[]): readonly Block[] {
  if (subscriptions.length === 0) return [line(span("No subscriptions.", "dim"))];
  const destinations = [...new Set(subscriptions.map(destinationText))].sort();
  return destinations.map((destination) =>
    section(destination ?? "Not shown by the API (a webhook?)", [
      table(
        ["Event type", "Subscription id"],
        subscriptions
          .filter((entry) => destinationText(entry) === destination)
          .map((entry) => [entry.eventType, entry.subscriptionId]),
      ),
    ]),
  );
}

const NOT_SHOWN = "not shown by the API; how it answers a webhook is not documented";

/** One subscription, whole. */
export function subscriptionCard(subscription: SubscriptionView, targetId: string | undefined): readonly Block[] {
  const source = subscription.arn === undefined ? undefined : parsePartnerEventSourceArn(subscription.arn);
  return [
    fields([
      ["Subscription", span(subscription.subscriptionId, "strong")],
      ["Event type", subscription.eventType],
      ["Source", source?.name],
      ["Region", source?.region],
      ["Destination", subscription.arn ?? subscription.destinationType ?? NOT_SHOWN],
      ["Target id", targetId],
    ]),
  ];
}

/** What became of one subscription that was to be created or deleted. */
export interface SubscriptionOutcome {
  readonly eventType: string | null;
  readonly subscriptionId: string | null;
  readonly status: "created" | "exists" | "deleted" | "failed" | "not_tried";
}

const STATUS: Readonly<Record<SubscriptionOutcome["status"], Cell>> = {
  created: span("created", "good"),
  exists: span("existed already", "info"),
  deleted: span("deleted", "good"),
  failed: span("failed", "bad"),
  not_tried: span("not tried", "warn"),
};

/** Outcomes as a table. */
export function outcomesTable(outcomes: readonly SubscriptionOutcome[]): readonly Block[] {
  if (outcomes.length === 0) return [line(span("Nothing to do.", "dim"))];
  return [
    table(
      ["Event type", "Status", "Subscription id"],
      outcomes.map((outcome) => [outcome.eventType, STATUS[outcome.status], outcome.subscriptionId]),
    ),
  ];
}
