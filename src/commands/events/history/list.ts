import { type KeptEvent, newestEvents, readHistory } from "../../../events/history.ts";
import { toKeptRecord } from "../../../events/own-output.ts";
import { countText } from "../../../formatters/event-tail.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { openEventWriter } from "../event-writer.ts";
import { EVENT_OUTPUT, REPETITION_OUTPUT } from "../record-fields.ts";
import type { TailRecord } from "../tail-record.ts";
import { HISTORY_OPTIONS, openHistory } from "./open-history.ts";

export const command = defineCommand({
  name: "events history list",
  summary: "List archived events, the newest last",
  description:
    "Every event that `bwp events tail` or `listen` received is in the archive, byte for byte, in the order of its arrival, whichever of several tails received it. Filters are those of `tail`; --since and --until are about the event's own time, of an event without one about its arrival. Events that came again are listed too, and marked.\n\nMemory stays flat however large the archive is; --limit reads only as many files as it takes.",
  streams: true,
  options: {
    limit: { type: "integer", value: "N", min: 1, max: 100_000, default: 50, summary: "The newest N of them" },
    all: { type: "boolean", summary: "All of them" },
    ...HISTORY_OPTIONS,
  },
  output: {
    receivedAt: "when it was received",
    "queue, messageId, receiveCount": "the message in the queue",
    ...REPETITION_OUTPUT,
    ...EVENT_OUTPUT,
  },
  errors: { unknown_event_type: "a type is not known, or a wildcard matches none (exit 2)" },
  examples: [
    { command: "bwp events history list --since 1d --type 'REFUND_*'", note: "Refunds of the last day" },
    { command: "bwp events history list --all -o ndjson", note: "The whole archive, decoded" },
  ],
  async run(context, { options }) {
    const { query, unreadable } = await openHistory(context, options);
    const writer = openEventWriter<TailRecord>(context, {
      detailed: false,
      withId: true,
      whole: "`bwp events history show` has the whole",
      list: true,
    });
    let count = 0;
    const write = async (kept: readonly KeptEvent[]): Promise<void> => {
      count += kept.length;
      await writer.write(kept.map(({ record, event }) => toKeptRecord(record, event)));
    };
    let hasMore = false;
    if (options.all) {
      for await (const kept of readHistory(query)) {
        context.signal.throwIfAborted();
        await write(kept);
      }
    } else {
      const newest = await newestEvents(query, options.limit);
      ({ hasMore } = newest);
      await write(newest.kept);
    }
    await writer.end();
    unreadable.tell(context);
    if (hasMore) context.notices.info(`The newest ${countText(count, "event")}; --limit or --all shows older ones.`);
    else context.notices.info(count === 0 ? `No such events in ${query.folder}.` : `${countText(count, "event")}.`);
  },
});
