import type { Clock } from "../../../clock.ts";
import { eventReport } from "../../../event-log.ts";
import type { LogReport } from "../../../log.ts";
import type { Signature } from "../../../signing-keys.ts";
import type { Store, Transaction } from "../../../store/store.ts";
import type { Timers } from "../../../timers.ts";
import { newId } from "../../entity-ids.ts";
import type { Work } from "../../work.ts";
import type { Attempt } from "./courier.ts";
import { Courier } from "./courier.ts";
import type { WebhookDelivery } from "./entities.ts";
import { WEBHOOK_DELIVERIES } from "./entities.ts";

/** Waits before the second and each further attempt, on the emulator's clock: eight attempts within about two minutes. */
const WAITS_MS: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000];

/** Wait after an outcome that could not be written. */
const RETRY_MS = 1000;

/** Calls that may be under way at the same time. */
const MAX_CALLS = 16;

/**
 * Events that wait to be posted. Each is written with the change that caused it, and stays until its receiver took it or it
 * was given up: after a crash it is sent again, so it arrives at least once. Calls are made outside of transactions.
 */
export class Outbox {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #timers: Timers<Work>;
  readonly #courier: Courier;
  readonly #report: (report: LogReport) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #waiting: string[] = [];
  #calls = 0;

  constructor(options: {
    readonly store: Store;
    readonly clock: Clock;
    readonly timers: Timers<Work>;
    readonly sign: (body: string) => Signature;
    readonly report: (report: LogReport) => void;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#courier = new Courier(options);
    this.#report = options.report;
    this.#onFault = options.onFault;
  }

  /** Takes an event as part of the change that causes it. */
  put(tx: Transaction, event: Omit<WebhookDelivery, "failed">): void {
    const id = newId();
    tx.put(WEBHOOK_DELIVERIES, id, { ...event, failed: 0 });
    this.#schedule(tx, id, 0);
  }

  /** Takes up what was under way when an earlier process ended. */
  start(): void {
    this.#store.transaction((tx) => {
      for (const [id] of [...tx.list(WEBHOOK_DELIVERIES)]) {
        if (this.#timers.pending(tx, timerOf(id)) === undefined) this.#schedule(tx, id, 0);
      }
    });
  }

  /** Sends a delivery whose time has come, once its timer is gone for good. */
  send(tx: Transaction, id: string): void {
    tx.afterCommit(() => this.#resume(id));
  }

  /** Breaks off calls; what they carry stays in the outbox. */
  close(): void {
    this.#closing.abort();
  }

  #next(): void {
    while (this.#calls < MAX_CALLS && !this.#closing.signal.aborted) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      this.#calls += 1;
      this.#attempt(id)
        .catch((error: unknown) => {
          this.#onFault(error);
          // What could not be written down is not known: it is sent again.
          setTimeout(() => this.#resume(id), RETRY_MS).unref();
        })
        .finally(() => {
          this.#calls -= 1;
          this.#next();
        });
    }
  }

  #resume(id: string): void {
    this.#waiting.push(id);
    this.#next();
  }

  async #attempt(id: string): Promise<void> {
    const delivery = this.#store.get(WEBHOOK_DELIVERIES, id);
    if (delivery === undefined) return;
    const attempt = await this.#courier.attempt(delivery, this.#closing.signal);
    if (this.#closing.signal.aborted) return;
    this.#store.transaction((tx) => this.#settle(tx, id, delivery, attempt));
  }

  #settle(tx: Transaction, id: string, delivery: WebhookDelivery, attempt: Attempt): void {
    const failed = delivery.failed + 1;
    const wait = "failed" in attempt ? WAITS_MS[delivery.failed] : undefined;
    if (wait === undefined) tx.delete(WEBHOOK_DELIVERIES, id);
    else {
      tx.put(WEBHOOK_DELIVERIES, id, { ...delivery, failed });
      this.#schedule(tx, id, wait);
    }
    const { subscriptionId, eventType, eventId, resources } = delivery;
    const event = { subscriptionId, eventType, eventId, resources, attempt: failed };
    const report = (): LogReport => {
      if ("arrived" in attempt) return eventReport(event, { outcome: "delivered", to: [attempt.to] });
      if ("undeliverable" in attempt) return eventReport(event, { outcome: "dropped", reason: attempt.undeliverable });
      const { failed: reason, to } = attempt;
      if (wait === undefined) {
        return eventReport(event, {
          outcome: "dropped",
          to: [to],
          reason: `given up after ${failed} attempts: ${reason}`,
        });
      }
      return eventReport(event, {
        outcome: "retrying",
        to: [to],
        reason: `${reason}; next attempt in ${wait / 1000} s`,
      });
    };
    tx.afterCommit(() => this.#report(report()));
  }

  #schedule(tx: Transaction, id: string, waitMs: number): void {
    this.#timers.set(tx, timerOf(id), { dueAt: this.#clock.now() + waitMs, work: { kind: "webhook", deliveryId: id } });
  }
}

function timerOf(deliveryId: string): string {
  return `webhook/${deliveryId}`;
}
