import type { QueueClient } from "../../../aws/queue-client.ts";
import type { Archive } from "../../../events/archive.ts";
import { tail } from "../../../events/tail.ts";
import type { Context } from "../../../kernel/context.ts";
import type { EventFeed, SeenEvent } from "./world.ts";

/** Asks the emulator for its log behind an entry. */
type ReadLog = (after: number) => Promise<unknown>;

interface LogEntry {
  readonly sequence: number;
  readonly time: string;
  readonly kind: string;
  readonly details?: {
    readonly eventType?: string;
    readonly eventId?: string;
    readonly subscriptionId?: string;
    readonly resources?: readonly string[];
  };
}

/**
 * Events as the emulator's log tells of them, whether or not anybody is subscribed. An event that several subscriptions got
 * under several names counts once.
 */
export async function emulatorFeed(readLog: ReadLog, after: number): Promise<EventFeed> {
  const seen: SeenEvent[] = [];
  let last = after;
  return {
    seen,
    async look() {
      for (const entry of await entriesOf(readLog, last)) {
        last = Math.max(last, entry.sequence);
        const { eventType, resources, eventId, subscriptionId } = entry.details ?? {};
        if (entry.kind !== "event" || eventType === undefined || resources === undefined) continue;
        const detail = { eventDescriptor: eventType, eventId, subscriptionId, resources, eventTime: entry.time };
        const envelope = { "detail-type": eventType, time: entry.time, resources, detail };
        seen.push({ type: eventType, resources, envelope });
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Sequence number of the newest entry of the emulator's log. */
export async function newestEntry(readLog: ReadLog): Promise<number> {
  return (await entriesOf(readLog, 0)).reduce((most, { sequence }) => Math.max(most, sequence), 0);
}

async function entriesOf(readLog: ReadLog, after: number): Promise<readonly LogEntry[]> {
  return ((await readLog(after)) as { readonly entries: readonly LogEntry[] }).entries;
}

/**
 * Events as they arrive in a queue. They are taken out of it as `bwp events tail` does: each is archived first.
 */
export function queueFeed(context: Context, queue: QueueClient, archive: Archive | undefined): EventFeed {
  const seen: SeenEvent[] = [];
  const stop = new AbortController();
  let failure: unknown;
  const running = tail({
    queue,
    mode: "consume",
    archive,
    sink: async (batch) => {
      for (const { event } of batch) {
        if (event.type === undefined) continue;
        seen.push({ type: event.type, resources: event.resources, envelope: parse(event.raw) });
      }
    },
    signal: AbortSignal.any([stop.signal, context.signal]),
    abort: context.forced,
    clock: context.host,
    random: Math.random,
    onWarning: (message) => context.notices.warn(message),
  }).catch((error: unknown) => {
    failure = error;
  });
  return {
    seen,
    async look() {
      if (failure !== undefined) throw failure;
    },
    async close() {
      stop.abort(new Error("the scenario is over"));
      await running;
    },
  };
}

function parse(raw: Uint8Array | string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(typeof raw === "string" ? raw : Buffer.from(raw).toString("utf8"));
    return typeof json === "object" && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
