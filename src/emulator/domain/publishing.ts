import type { EventTypeName } from "../../model/event-types.ts";
import { EVENT_TYPES, findEventType, RESOURCE_TEMPLATES } from "../../model/event-types.ts";
import type { Clock } from "../clock.ts";
import type { LogReport } from "../log.ts";
import type { Transaction } from "../store/store.ts";
import type { Subscription } from "./entities.ts";
import { EVENT_SUBSCRIPTIONS, SUBSCRIPTIONS } from "./entities.ts";
import { newId } from "./entity-ids.ts";

/** A partner event source, as AWS sees it: owner account, region and the name behind `aws.partner/buywithprime/`. */
export interface EventSource {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** An event on its way to EventBridge. */
export interface SourceEvent {
  readonly source: EventSource;
  readonly detailType: string;
  readonly resources: string[];
  readonly time: string;
  readonly detail: unknown;
}

/** Where events go: the AWS side of the emulator. */
export interface EventChannel {
  ensureSource(tx: Transaction, source: EventSource): void;
  removeSource(tx: Transaction, source: EventSource): void;
  publish(tx: Transaction, event: SourceEvent): { delivered: string[] } | { dropped: string };
}

/** Something happened: an event type and the ids of its resource path. */
export interface DomainEvent {
  readonly type: EventTypeName;
  readonly targetId: string;
  /** Values of the placeholders in the type's resource template, except the business product id. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Key in {@link EVENT_SUBSCRIPTIONS}. */
export function eventSubscriptionsKey(targetId: string, eventType: string): string {
  return `${targetId} ${eventType}`;
}

/** Older names under which an event is published too, for those who subscribed to them. */
const OLDER_NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  EVENT_TYPES.map((type) => [type.name, EVENT_TYPES.filter((older) => successorOf(older) === type.name).map(nameOf)]),
);

function successorOf(type: (typeof EVENT_TYPES)[number]): string | undefined {
  return "deprecated" in type ? type.deprecated.successor : undefined;
}

function nameOf(type: (typeof EVENT_TYPES)[number]): string {
  return type.name;
}

/** Publishes events to the subscriptions of their type, as part of the change that causes them. */
export class Publisher {
  readonly #channel: EventChannel;
  readonly #clock: Clock;
  readonly #report: (report: LogReport) => void;

  constructor(channel: EventChannel, clock: Clock, report: (report: LogReport) => void) {
    this.#channel = channel;
    this.#clock = clock;
    this.#report = report;
  }

  /** The partner event sources of the AWS side. */
  get channel(): EventChannel {
    return this.#channel;
  }

  publish(tx: Transaction, event: DomainEvent): void {
    let subscribers = 0;
    for (const name of [event.type, ...(OLDER_NAMES.get(event.type) ?? [])]) {
      for (const id of tx.get(EVENT_SUBSCRIPTIONS, eventSubscriptionsKey(event.targetId, name)) ?? []) {
        const subscription = tx.get(SUBSCRIPTIONS, id);
        if (subscription === undefined) continue;
        subscribers += 1;
        this.#send(tx, subscription, resourcePath(event));
      }
    }
    if (subscribers === 0) {
      const message = `${event.type} was not published: nobody is subscribed to it.`;
      tx.afterCommit(() =>
        this.#report({ kind: "event", message, details: { eventType: event.type, resources: [resourcePath(event)] } }),
      );
    }
  }

  #send(tx: Transaction, subscription: Subscription, resource: string): void {
    const eventId = newId();
    const time = this.#clock.iso();
    const { eventType, destination } = subscription;
    const outcome = this.#channel.publish(tx, {
      source: destination,
      detailType: eventType,
      resources: [resource],
      time: `${time.slice(0, 19)}Z`,
      detail: {
        idempotencyKey: Buffer.from(`${subscription.id}#${eventId}`).toString("base64"),
        eventDescriptor: eventType,
        resources: [resource],
        eventId,
        apiVersion: subscription.apiVersion,
        subscriptionId: subscription.id,
        eventTime: time,
        data: {},
      },
    });
    const message =
      "dropped" in outcome
        ? `${eventType} was dropped: ${outcome.dropped}.`
        : `${eventType} went to ${outcome.delivered.length === 0 ? "no queue" : outcome.delivered.join(", ")}.`;
    const details = { eventType, eventId, subscriptionId: subscription.id, resources: [resource], ...outcome };
    tx.afterCommit(() => this.#report({ kind: "event", message, details }));
  }
}

/** Path of the thing that an event is about, from the template of its type. */
function resourcePath(event: DomainEvent): string {
  const shape = findEventType(event.type)?.resource ?? "order";
  const values: Readonly<Record<string, string>> = { ...event.ids, businessProductId: event.targetId };
  return RESOURCE_TEMPLATES[shape].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
