import type { Call, Dialect } from "../../../client/dialects/dialect.ts";
import type { OrderView } from "../../../model/order.ts";

/** An order as the API answered it, and in the words of the newest version. */
export interface SeenOrder {
  readonly answer: unknown;
  readonly order: OrderView;
}

/** An event that arrived since the scenario began. */
export interface SeenEvent {
  readonly type: string;
  /** Resource paths. */
  readonly resources: readonly string[];
  /** The event as an event pattern sees it: `detail-type`, `resources`, `detail`, ... */
  readonly envelope: Readonly<Record<string, unknown>>;
}

/** Where events of a scenario come from. */
export interface EventFeed {
  /** Events that arrived since the feed was opened, in order; grows. */
  readonly seen: readonly SeenEvent[];
  /** Looks for more. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** All that the steps of a scenario use. */
export interface ScenarioWorld {
  readonly dialect: Dialect;
  readonly isEmulator: boolean;
  /** Sends one call. `safe`: it may be repeated without doing the thing twice. */
  send(call: Call, retry?: "safe"): Promise<unknown>;
  /** Reads an order. @throws {NotFoundError} */
  order(orderId: string): Promise<SeenOrder>;
  /** One of the emulator's own controls. */
  control(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown>;
  /** The events from the emulator's log, or from a queue; undefined before it was opened. */
  feed(from: "queue" | "emulator", queue: string | undefined): Promise<EventFeed>;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  newId(): string;
}
