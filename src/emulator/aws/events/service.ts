import { randomUUID } from "node:crypto";
import { partnerEventSourceName } from "../../../model/event-source.ts";
import type { Store, Transaction } from "../../store/store.ts";
import type { Operation } from "../protocol.ts";
import type { SqsService } from "../sqs/service.ts";
import { busOperations } from "./buses.ts";
import type { PublishOutcome } from "./delivery.ts";
import { createDelivery } from "./delivery.ts";
import { SOURCES, sourceKey, sourceState } from "./entities.ts";
import { putEvents } from "./put-events.ts";
import { ruleOperations } from "./rules.ts";
import { sourceOperations } from "./sources.ts";
import { tagOperations } from "./tags.ts";
import { targetOperations } from "./targets.ts";

/** A partner event source: the customer's account and region, and the name behind `aws.partner/buywithprime/`. */
export interface PartnerEventSource {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** An event that the partner puts on a source. */
export interface PartnerEvent {
  readonly source: PartnerEventSource;
  readonly detailType: string;
  readonly resources: readonly string[];
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly detail: unknown;
  /** Id of the envelope; a new one unless it is given. */
  readonly id?: string;
}

/** The emulated EventBridge: what the customer's account can call, and what the partner does. */
export interface EventsService {
  readonly operations: ReadonlyMap<string, Operation>;
  /** Creates the source if it does not exist, or revives it. */
  ensureSource(tx: Transaction, source: PartnerEventSource): void;
  /** Deletes the source; while its bus exists it stays, in the state DELETED, and its events are dropped. */
  removeSource(tx: Transaction, source: PartnerEventSource): void;
  /** Puts an event on a source; what rules select is in the queues once the transaction is committed. */
  publish(tx: Transaction, event: PartnerEvent): PublishOutcome;
}

/** Makes the service over the store and the queues. `report` hears of what was not delivered, one sentence each. */
export function createEventsService(options: {
  readonly store: Store;
  readonly sqs: SqsService;
  readonly account: string;
  readonly now: () => number;
  readonly report: (message: string) => void;
}): EventsService {
  const { store, sqs, account, now } = options;
  const delivery = createDelivery(sqs, account, now, options.report);
  const keyOf = ({ account: owner, region, name }: PartnerEventSource): string =>
    sourceKey(owner, region, partnerEventSourceName(name));

  return {
    operations: new Map([
      ...sourceOperations(store, account),
      ...busOperations(store, account, now),
      ...ruleOperations(store, account),
      ...targetOperations(store),
      ...tagOperations(store, account),
      ["PutEvents", putEvents(store, delivery, account, now)] as const,
    ]),
    ensureSource(tx, source) {
      const key = keyOf(source);
      const existing = tx.get(SOURCES, key);
      if (existing !== undefined && !existing.deleted) return;
      const name = partnerEventSourceName(source.name);
      tx.put(SOURCES, key, { account: source.account, region: source.region, name, createdAt: now() });
    },
    removeSource(tx, source) {
      const key = keyOf(source);
      const existing = tx.get(SOURCES, key);
      if (existing === undefined) return;
      if (sourceState(tx, existing, account) === "PENDING") tx.delete(SOURCES, key);
      else tx.put(SOURCES, key, { ...existing, deleted: true });
    },
    publish(tx, event) {
      const source = tx.get(SOURCES, keyOf(event.source));
      const name = partnerEventSourceName(event.source.name);
      const where = `in account ${event.source.account}, region ${event.source.region}`;
      if (source === undefined) return { dropped: `there is no partner event source ${name} ${where}` };
      if (source.deleted) return { dropped: `the partner event source ${name} was deleted` };
      if (sourceState(tx, source, account) === "PENDING") {
        const foreign = source.account === account ? "" : ` (the emulator's AWS account is ${account})`;
        return { dropped: `no event bus is associated with ${name} ${where}${foreign}` };
      }
      return delivery.route(tx, name, {
        version: "0",
        id: event.id ?? randomUUID(),
        "detail-type": event.detailType,
        source: name,
        account: source.account,
        time: event.time.replace(/\.\d+Z$/, "Z"),
        region: source.region,
        resources: event.resources,
        detail: event.detail,
      });
    },
  };
}
