import type { EventTypeName } from "../../../model/event-types.ts";
import { EVENT_TYPES, findEventType, RESOURCE_TEMPLATES } from "../../../model/event-types.ts";
import type { ApiVersion } from "../../../model/versions.ts";
import type { Clock } from "../../clock.ts";
import type { EventFate } from "../../event-log.ts";
import { eventReport } from "../../event-log.ts";
import type { FaultBoard } from "../../faults/board.ts";
import type { LogReport } from "../../log.ts";
import type { Transaction } from "../../store/store.ts";
import type { Timers } from "../../timers.ts";
import type { Subscription } from "../entities.ts";
import { EVENT_SUBSCRIPTIONS, HELD_EVENTS, isWebhook, SUBSCRIPTIONS } from "../entities.ts";
import { newId } from "../entity-ids.ts";
import type { Work } from "../work.ts";
import { eventData } from "./event-data.ts";
import type { Outbox } from "./webhooks/outbox.ts";

/** An event that shall be overtaken waits for the next one, but no longer than this on the emulator's clock. */
const LONGEST_HOLD_MS = 5000;

/** A partner event source, as AWS sees it: owner account, region and the name behind `aws.partner/buywithprime/`. */
export interface EventSource {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** An event on its way to EventBridge. */
export interface SourceEvent {
  /** Id of the envelope; the event's own id is another one. */
  readonly id: string;
  readonly eventId: string;
  readonly subscriptionId: string;
  readonly source: EventSource;
  readonly detailType: string;
  readonly resources: string[];
  readonly time: string;
  readonly detail: unknown;
}

/** An event on its way to one subscription; without a source it goes to the subscription's webhook. */
export type OutgoingEvent = Omit<SourceEvent, "source"> & { readonly source?: EventSource };

/** Where events go: the AWS side of the emulator. */
export interface EventChannel {
  ensureSource(tx: Transaction, source: EventSource): void;
  removeSource(tx: Transaction, source: EventSource): void;
  publish(tx: Transaction, event: SourceEvent): { delivered: string[]; failures?: string[] } | { dropped: string };
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

  readonly #timers: Timers<Work>;
  readonly #faults: FaultBoard;
  readonly #outbox: Outbox;
  readonly #withData: boolean;

  constructor(options: {
    readonly channel: EventChannel;
    readonly outbox: Outbox;
    /** True fills `data` of the events of 2024-11-01. */
    readonly withData: boolean;
    readonly clock: Clock;
    readonly timers: Timers<Work>;
    readonly faults: FaultBoard;
    readonly report: (report: LogReport) => void;
  }) {
    this.#channel = options.channel;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#faults = options.faults;
    this.#outbox = options.outbox;
    this.#withData = options.withData;
    this.#report = options.report;
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
        this.#publishTo(tx, subscription, event);
      }
    }
    if (subscribers === 0) {
      const logged = { eventType: event.type, resources: [resourcePath(event)] };
      tx.afterCommit(() =>
        this.#report(eventReport(logged, { outcome: "dropped", reason: "nobody is subscribed to it" })),
      );
    }
  }

  #publishTo(tx: Transaction, subscription: Subscription, event: DomainEvent): void {
    const resource = resourcePath(event);
    const eventId = newId();
    const time = this.#clock.iso();
    const { id: subscriptionId, eventType, destination, apiVersion } = subscription;
    const body = {
      idempotencyKey: Buffer.from(`${subscriptionId}#${eventId}`).toString("base64"),
      eventDescriptor: eventType,
      resources: [resource],
      eventId,
      apiVersion,
      subscriptionId,
      eventTime: time,
      data: this.#withData ? eventData(tx, event) : {},
    };
    this.#emit(tx, {
      id: newId(),
      eventId,
      subscriptionId,
      ...(isWebhook(destination) ? {} : { source: destination }),
      detailType: eventType,
      resources: [resource],
      time: `${time.slice(0, 19)}Z`,
      detail: isThin(apiVersion) ? {} : body,
    });
  }

  /** Lets event faults have their way with an event, then those out that waited for it. */
  #emit(tx: Transaction, event: OutgoingEvent): void {
    const fault = this.#faults.strikeEvent(event.detailType);
    if (fault?.kind === "drop") {
      this.#tell(tx, event, { outcome: "dropped", reason: "a fault of the emulator" });
      return;
    }
    if (fault?.kind === "delay" || fault?.kind === "reorder") {
      const dueAt = this.#clock.now() + (fault.ms ?? LONGEST_HOLD_MS);
      this.#timers.set(tx, heldTimer(event.id), { dueAt, work: { kind: "event", event } });
      if (fault.kind === "reorder") tx.put(HELD_EVENTS, event.id, true);
      const until = fault.kind === "delay" ? `until ${new Date(dueAt).toISOString()}` : "until the next event went out";
      this.#tell(tx, event, { outcome: "held", reason: `a fault of the emulator, ${until}` });
      return;
    }
    this.send(tx, event);
    if (fault?.kind === "duplicate") this.send(tx, event);
    for (const [id] of [...tx.list(HELD_EVENTS)]) {
      const held = this.#timers.pending(tx, heldTimer(id));
      this.#timers.cancel(tx, heldTimer(id));
      tx.delete(HELD_EVENTS, id);
      if (held?.kind === "event") this.send(tx, held.event);
    }
  }

  /** Hands an event on to EventBridge or to the outbox of webhooks, faults or not, and reports where it went. */
  send(tx: Transaction, event: OutgoingEvent): void {
    const { source } = event;
    if (source === undefined) {
      const { subscriptionId, detailType: eventType, eventId, resources } = event;
      this.#outbox.put(tx, { subscriptionId, eventType, eventId, resources, body: JSON.stringify(event.detail) });
      return;
    }
    const outcome = this.#channel.publish(tx, { ...event, source });
    if ("dropped" in outcome) {
      this.#tell(tx, event, { outcome: "dropped", reason: outcome.dropped });
      return;
    }
    const { delivered: to, failures = [] } = outcome;
    const reason = failures.length === 0 ? {} : { reason: `but not everywhere: ${failures.join("; ")}` };
    this.#tell(tx, event, { outcome: "delivered", to, ...reason });
  }

  #tell(tx: Transaction, event: OutgoingEvent, fate: EventFate): void {
    const { detailType: eventType, eventId, subscriptionId, resources } = event;
    tx.afterCommit(() => this.#report(eventReport({ eventType, eventId, subscriptionId, resources }, fate)));
  }
}

/** Timer of an event that is held back. */
function heldTimer(id: string): string {
  return `event/${id}`;
}

/** Versions whose events have an empty detail. Pages: the event pages of 2024-01-01; inferred for 2024-04-01. */
function isThin(version: ApiVersion): boolean {
  return version < "2024-11-01";
}

/** Path of the thing that an event is about, from the template of its type. */
function resourcePath(event: DomainEvent): string {
  const shape = findEventType(event.type)?.resource ?? "order";
  const values: Readonly<Record<string, string>> = { ...event.ids, businessProductId: event.targetId };
  return RESOURCE_TEMPLATES[shape].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
