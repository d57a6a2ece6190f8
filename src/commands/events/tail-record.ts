import type { FoundThing, ResourceHydration } from "../../events/hydrate.ts";
import { type EventRecord, type MessageFacts, toEventRecord } from "../../events/record.ts";
import type { Outcome } from "../../events/sinks/sink.ts";
import type { TailedEvent } from "../../events/tail-types.ts";
import type { HydratedResource } from "../../formatters/event-facts.ts";
import type { LineItem, LineItemAmount } from "../../model/order.ts";

/** An event that was pulled from a queue: when and as which message, the event itself, and what its handling found. */
export interface TailRecord extends EventRecord, MessageFacts {
  readonly hydrated?: readonly HydratedResource[] | undefined;
  readonly hydrationProblem?: string | undefined;
  /** What the receiver made of it. */
  readonly delivery?: Outcome | undefined;
}

/** The plain form of a tailed event. */
export function toTailRecord(tailed: TailedEvent, queue: string): TailRecord {
  const { event, hydration, receivedAt, sentAt } = tailed;
  return {
    receivedAt: new Date(receivedAt).toISOString(),
    sentAt: sentAt === undefined ? undefined : new Date(sentAt).toISOString(),
    queue,
    messageId: tailed.messageId,
    receiveCount: tailed.receiveCount,
    redelivered: tailed.redelivered ? true : undefined,
    duplicateOf: tailed.duplicateOf,
    ...toEventRecord(event),
    hydrated: hydration?.resources.map(toHydrated),
    hydrationProblem: hydration?.problem,
    delivery: tailed.outcome,
  };
}

function toHydrated(outcome: ResourceHydration): HydratedResource {
  const { resource, query } = outcome;
  if ("problem" in outcome) return { resource, query, kind: "problem", problem: outcome.problem };
  return { resource, query, ...thingOf(outcome.found) };
}

/** Of an order only the lines that the thing is about are kept; the whole order stands in an event about the order itself. */
function thingOf(found: FoundThing) {
  switch (found.kind) {
    case "package":
      return {
        kind: found.kind,
        lineItems: linesOf(found.order.lineItems, found.package.contents),
        package: found.package,
      };
    case "return": {
      const contents = found.return.lineItems.flatMap((item) => item.contents);
      return { kind: found.kind, lineItems: linesOf(found.order.lineItems, contents), return: found.return };
    }
    case "refund":
      return {
        kind: found.kind,
        lineItems: linesOf(found.order.lineItems, found.refund.contents),
        refund: found.refund,
      };
    case "tracker":
      return { kind: found.kind, tracker: found.tracker };
    case "task":
      return { kind: found.kind, task: found.task };
    case "order":
      return { kind: found.kind, order: found.order };
    case "product":
    case "inventoryItem":
      return found;
  }
}

function linesOf(lineItems: readonly LineItem[], contents: readonly LineItemAmount[]): readonly LineItem[] {
  const ids = new Set(contents.map(({ lineItemId }) => lineItemId));
  return lineItems.filter(({ id }) => ids.has(id));
}
