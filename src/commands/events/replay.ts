import { InterruptedError, NotFoundError, UnavailableError, UsageError } from "../../errors.ts";
import { type HistoryQuery, type KeptEvent, readHistory } from "../../events/history.ts";
import { toKeptRecord } from "../../events/own-output.ts";
import { type ReplaySummary, replay } from "../../events/replay.ts";
import { span } from "../../formatters/blocks.ts";
import { countText } from "../../formatters/event-tail.ts";
import { AWS_OPTIONS } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { openEventWriter } from "./event-writer.ts";
import { HISTORY_OPTIONS, openHistory } from "./history/open-history.ts";
import { requireIds } from "./history/show.ts";
import { DELIVERY_OUTPUT, EVENT_OUTPUT } from "./record-fields.ts";
import { wantEvents } from "./replay/want-events.ts";
import { openReplaySink, REPLAY_SINK_OPTIONS } from "./replay-sink.ts";
import type { TailRecord } from "./tail-record.ts";
import { wantReceiver } from "./want-receiver.ts";

export const command = defineCommand({
  name: "events replay",
  summary: "Hand archived events over again: to a URL, a command or a queue",
  description:
    "Sends what is in the archive byte for byte, in the order of its arrival, and marks it as a replay: by the header x-bwp-replay, the message attribute of that name in a queue, or BWP_REPLAY and the member `replay` for a command. Nothing is received or changed at Buy with Prime.\n\nChoose events by ids, by the filters of `tail`, or --all. An event that came several times is sent once; --with-duplicates sends each copy. --speed original keeps the pauses between arrivals, --speed 10 makes them a tenth.\n\nIf some were not taken after all tries, the exit code is 6 and their ids are told. Ctrl-C finishes what is under way and says how to go on: --after ID. --dry-run lists what would be sent.",
  streams: true,
  arguments: { ids: { value: "ID", variadic: true, summary: "Event ids, message ids, or their beginnings" } },
  options: {
    all: { type: "boolean", summary: "All events of the archive" },
    speed: {
      type: "string",
      value: "SPEED",
      default: "instant",
      suggestions: ["instant", "original"],
      summary: "instant, original (the pauses between arrivals), or how many times as fast",
    },
    withDuplicates: { type: "boolean", summary: "Send events that came again as often as they came" },
    after: { type: "string", value: "ID", summary: "Begin behind this event: go on with an interrupted replay" },
    ...HISTORY_OPTIONS,
    ...REPLAY_SINK_OPTIONS,
    ...AWS_OPTIONS,
  },
  output: {
    receivedAt: "when it was received",
    "queue, messageId, receiveCount": "the message as it was received",
    ...EVENT_OUTPUT,
    replay: "true",
    ...DELIVERY_OUTPUT,
  },
  errors: {
    missing_input: "no ids, no filter and no --all, or no receiver (exit 2)",
    not_found: "the archive has no such id (exit 4)",
    not_taken: "the receiver did not take all events (exit 6)",
    interrupted: "Ctrl-C; says how to go on (exit 130)",
  },
  examples: [
    {
      command: "bwp events replay --type 'REFUND_*' --since 1d --forward-to http://localhost:3000/hook",
      note: "The refunds of a day, to the receiver that you mended",
    },
    { command: "bwp events replay 5f0c2a91 --exec 'jq .eventType'", note: "One event, to a command" },
    { command: "bwp events replay --all --queue my-test-queue --dry-run", note: "Only what would be sent" },
  ],
  async run(context, { args, options }) {
    const speed = readSpeed(options.speed);
    const { query, words, unreadable } = await openHistory(context, options);
    const { events, receiver } = await complete(
      context,
      {
        events: wantEvents(query, { ids: args.ids, all: options.all }, words.length > 0),
        receiver: wantReceiver(options, ["forwardTo", "exec", "queue"]),
      },
      "bwp events history list shows what there is; --dry-run what would be sent.",
    );
    const after = options.after === undefined ? undefined : new Set(await requireIds(query.folder, [options.after]));
    const source = readHistory(await withIds(query, events.ids));
    const sink = await openReplaySink(context, { ...options, ...receiver });
    const writer = openEventWriter<ReplayRecord>(context, {
      detailed: false,
      withId: true,
      whole: "`bwp events history show` has the whole",
      list: false,
    });
    const { dryRun } = context.globals;
    let turn = Promise.resolve();
    const summary = await replay({
      source,
      sink: dryRun ? nowhere(sink.target) : sink,
      withDuplicates: options.withDuplicates,
      speed: dryRun ? Number.POSITIVE_INFINITY : speed,
      after,
      record: toReplayRecord,
      onOutcome(kept, outcome) {
        const record = toReplayRecord(kept);
        turn = turn.then(() => writer.write([dryRun ? record : { ...record, delivery: outcome }]));
        return turn;
      },
      clock: context.host,
      signal: context.signal,
      abort: context.forced,
    });
    unreadable.tell(context);
    if (!summary.hasBegun) throw new NotFoundError(`--after ${options.after}: it is not among the selected events.`);
    if (dryRun) {
      const events = countText(summary.taken, "event");
      context.notices.info([span("Dry run: ", "warn"), `${events} would be sent to ${sink.target}.`]);
      return;
    }
    tell(context, summary, sink.target);
  },
});

/** An archived event, handed over again. */
type ReplayRecord = TailRecord & { readonly replay: true };

function toReplayRecord({ record, event }: KeptEvent): ReplayRecord {
  const { duplicateOf: _, redelivered: __, ...shown } = toKeptRecord(record, event);
  return { ...shown, replay: true };
}

async function withIds(query: HistoryQuery, ids: readonly string[]): Promise<HistoryQuery> {
  if (ids.length === 0) return query;
  const wanted = new Set(await requireIds(query.folder, ids));
  return { ...query, wants: ({ messageId }) => wanted.has(messageId) };
}

/** A receiver that takes all, and does nothing with it. */
function nowhere(target: string): Parameters<typeof replay>[0]["sink"] {
  return {
    target,
    pending: 0,
    room: () => Promise.resolve(),
    deliver: () => Promise.resolve({ target, taken: true, ms: 0, tries: 0 }),
    close: () => Promise.resolve(),
  };
}

function readSpeed(text: string): number {
  if (text === "instant") return Number.POSITIVE_INFINITY;
  if (text === "original") return 1;
  const factor = /^\d{1,9}(\.\d{1,9})?x?$/.test(text) ? Number.parseFloat(text) : 0;
  if (factor > 0) return factor;
  throw new UsageError(`--speed takes instant, original, or a number above 0, not "${text}".`, {
    code: "invalid_speed",
  });
}

/** Ids that are told of what was not taken. */
const MOST_FINDINGS = 20;

function tell({ notices, signal }: Context, summary: ReplaySummary, target: string): void {
  const { taken, refused, refusedCount, repeats, isStopped, settledUpTo } = summary;
  const parts = [
    `${countText(taken, "event")} taken by ${target}`,
    ...(refusedCount > 0 ? [`${refusedCount} not taken`] : []),
    ...(repeats > 0 ? [`${repeats} left out: they came before`] : []),
  ];
  notices.info(`${parts.join(", ")}.`);
  if (isStopped) {
    if (!(signal.reason instanceof InterruptedError)) throw signal.reason;
    const where = settledUpTo === undefined ? "before the first event was settled" : `behind ${settledUpTo}`;
    throw new InterruptedError(`Interrupted ${where}.`, {
      suggestion: `Go on with the same command${settledUpTo === undefined ? "." : ` and --after ${settledUpTo}`}`,
    });
  }
  if (refusedCount === 0) return;
  const more = refusedCount - MOST_FINDINGS;
  throw new UnavailableError(
    `${countText(refusedCount, "event")} ${refusedCount === 1 ? "was" : "were"} not taken by ${target}.`,
    {
      code: "not_taken",
      findings: [...refused.slice(0, MOST_FINDINGS), ...(more > 0 ? [`and ${more} more`] : [])],
      suggestion: "Mend the receiver, and replay these ids.",
    },
  );
}
