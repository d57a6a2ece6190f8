import type { QueueClient } from "../../aws/queue-client.ts";
import { UnavailableError, UsageError } from "../../errors.ts";
import { hydrateEvents } from "../../events/hydrate.ts";
import { tailAll } from "../../events/tail-all.ts";
import type { TailedEvent } from "../../events/tail-types.ts";
import { countText } from "../../formatters/event-tail.ts";
import { AWS_OPTIONS } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { chooseQueues } from "./choose-queue.ts";
import { openEventWriter } from "./event-writer.ts";
import { FILTER_OPTIONS, openFilter } from "./filter-options.ts";
import { openHydrationQueries } from "./hydration-queries.ts";
import { DELIVERY_OUTPUT, EVENT_OUTPUT, REPETITION_OUTPUT } from "./record-fields.ts";
import { openSink, SINK_OPTIONS } from "./sink-options.ts";
import { ARCHIVE_OPTIONS, openTailArchive } from "./tail-archive.ts";
import { endText, interruption, wholeSeconds } from "./tail-end.ts";
import { type TailRecord, toTailRecord } from "./tail-record.ts";
import { openTailTalk, type TailTalk } from "./tail-talk.ts";
import { chooseUnselected, UNSELECTED_OPTION } from "./unselected.ts";

const MAX_VISIBILITY_MS = 12 * 60 * 60_000;

export const command = defineCommand({
  name: "events tail",
  summary: "Pull events from a queue and show them as they arrive",
  description:
    "Each event is archived first, then shown, then deleted from the queue: nothing is lost if bwp is stopped or killed, at worst an event comes again and is marked as redelivered.\n\nA queue that `bwp events connect` made is yours, and its events are taken out. Any other queue needs --peek (look, and leave everything there) or --consume. A queue URL is read from its own host, also with an emulator profile, unless --endpoint-url or AWS_ENDPOINT_URL asks for another.\n\nWith --forward-to or --exec an event is deleted only after the receiver took it (an answer of 2xx, an exit status of 0). One that is not taken after all tries goes back to the queue and comes again after 5 seconds, then 10, up to 5 minutes; if some were not taken in the end, the exit code is 6. Each try may take as long as --timeout. Redirects are a problem and are never followed. The headers x-bwp-event-id, x-bwp-event-type and, for a replay, x-bwp-replay tell what it is; a form that the message does not have is built from what is known of it, and x-bwp-envelope says so.\n\nA filter decides what is shown and handed over. The other events of a queue of yours are archived and deleted as well; in a queue that is taken with --consume, or without an archive, they are held until the end and then given back (--unselected). Several queues are tailed at once; --limit and --idle-timeout count for all together.\n\nThe first Ctrl-C stops receiving, finishes what is in hand (without further tries) and exits with 130; the second gives back at once what was not shown or taken. When the queue cannot be reached, or is deleted meanwhile, each try is said, and after --give-up the exit code is 6, so that a supervisor can start it anew.",
  operations: ["order", "packageTracker"],
  streams: true,
  arguments: {
    queues: {
      value: "QUEUE",
      variadic: true,
      summary: "Names, URLs or ARNs (default: the only queue that connect made)",
    },
  },
  options: {
    hydrate: { type: "boolean", summary: "Do the documented handling: query what each event is about, and show it" },
    limit: {
      type: "integer",
      value: "N",
      min: 1,
      summary: "End after so many events, whether or not a receiver took them",
    },
    idleTimeout: { type: "duration", value: "TIME", summary: "End, with exit code 0, when nothing came for so long" },
    consume: { type: "boolean", summary: "Take the events out of a queue that bwp did not make" },
    peek: { type: "boolean", summary: "Look at what is in the queue, and leave it there" },
    ...ARCHIVE_OPTIONS,
    pollers: {
      type: "integer",
      value: "N",
      min: 1,
      max: 32,
      default: 8,
      summary: "Most receives at once, while the queue is full",
    },
    visibility: {
      type: "duration",
      value: "TIME",
      default: 30_000,
      summary: "How long others do not see an event in hand; prolonged while it is needed",
    },
    giveUp: {
      type: "duration",
      value: "TIME",
      default: 300_000,
      summary: "End with exit code 6 when the queue could not be reached for so long",
    },
    ...FILTER_OPTIONS,
    unselected: UNSELECTED_OPTION,
    ...SINK_OPTIONS,
    ...AWS_OPTIONS,
  },
  output: {
    receivedAt: "when it was received",
    "queue, messageId, receiveCount, sentAt": "the message in the queue",
    ...REPETITION_OUTPUT,
    ...EVENT_OUTPUT,
    "hydrated[]":
      "with --hydrate, for each path: kind (order, package, return, refund, tracker, task, product, inventoryItem, problem) and the thing",
    ...DELIVERY_OUTPUT,
  },
  errors: {
    no_queue: "no queue was named, and connect made none (exit 4)",
    several_queues: "no queue was named, and connect made several; each is named (exit 2)",
    foreign_queue: "bwp did not make the queue: say --peek or --consume (exit 2)",
    unavailable: "the queue could not be reached, or was gone, for too long (exit 6)",
    not_taken: "the receiver did not take all events; the others are back in the queue (exit 6)",
    unknown_event_type: "--type names no event type, or matches none (exit 2)",
    invalid_pattern: "--pattern is no event pattern (exit 2)",
  },
  examples: [
    { command: "bwp events tail", note: "Events of the queue that connect made, until Ctrl-C" },
    { command: "bwp events tail --hydrate", note: "Each event with the thing that it is about" },
    { command: "bwp events tail --type 'REFUND_*' --since 2h", note: "Only refunds of the last hours" },
    { command: "bwp events tail team-queue --peek", note: "A look into a queue that others use" },
    {
      command: "bwp events tail --forward-to http://localhost:3000/hook",
      note: "POST each event to a server of yours",
    },
    { command: "bwp events tail --exec 'jq .eventType'", note: "Run a command for each event" },
    {
      command: "bwp events tail --idle-timeout 10s -o ndjson --query '[eventType, references[0].orderId]'",
      note: "In a script: one line an event, until nothing came for ten seconds",
    },
  ],
  async run(context, { args, options }) {
    const { host, globals } = context;
    const visibilitySeconds = wholeSeconds("--visibility", options.visibility, MAX_VISIBILITY_MS);
    if (options.idleTimeout !== undefined) wholeSeconds("--idle-timeout", options.idleTimeout);
    if (globals.dryRun) throw new UsageError("--dry-run does not go with events tail.", { suggestion: "Use --peek." });
    const filter = await openFilter(context, options);
    const unselected = chooseUnselected(options, filter !== undefined);
    let talk: TailTalk | undefined;
    const sink = await openSink(context, options, (line) => talk?.child(line));
    const queries = options.hydrate ? await openHydrationQueries(context) : undefined;
    const chosen = await chooseQueues(context, { ...options, ...args });
    const queues = chosen.map((each) => ({ ...each, unselected }));
    const mode = options.peek ? "peek" : "consume";
    const archive = await openTailArchive(context, { ...options, mode });
    const opened = openTailTalk(context, {
      queues,
      archive: archive?.folder,
      filter: filter?.words,
      target: sink?.target,
    });
    talk = opened;
    const whole = archive === undefined ? "the whole is in -o json" : "the whole is in the archive";
    const writer = openEventWriter<TailRecord>(context, { detailed: false, whole, list: false });
    const record = (tailed: TailedEvent, queue: QueueClient): TailRecord => toTailRecord(tailed, queue.name);
    let refused: UnavailableError | undefined;
    try {
      const summary = await tailAll({
        queues,
        archive,
        filter: filter?.filter,
        ...(queries === undefined ? {} : { hydrate: (events) => hydrateEvents(events, queries) }),
        ...(sink === undefined ? {} : { handOver: { sink, record } }),
        sink: (batch, queue) => opened.aside(() => writer.write(batch.map((tailed) => record(tailed, queue)))),
        limit: options.limit,
        idleTimeoutMs: options.idleTimeout,
        signal: context.signal,
        abort: context.forced,
        clock: host,
        random: Math.random,
        visibilitySeconds,
        maxPollers: options.pollers,
        giveUpMs: options.giveUp,
        onReady: opened.ready,
        onRetry: opened.retry,
        onRecovery: opened.recovery,
        onState: opened.state,
        onWarning: opened.warn,
        onNotice: opened.inform,
        onFailure: opened.failure,
      });
      if (summary.end !== "sink-closed") opened.end(endText(summary.end, options.idleTimeout), summary);
      if (summary.end === "stopped" || summary.end === "aborted") throw interruption(context.signal, summary.end);
      if (sink !== undefined && summary.refused > 0) refused = notTaken(summary.refused, sink.target);
    } catch (error) {
      if (!context.signal.aborted) opened.end("");
      throw error;
    }
    if (refused !== undefined) throw refused;
  },
});

function notTaken(count: number, target: string): UnavailableError {
  return new UnavailableError(`${countText(count, "event")} ${count === 1 ? "was" : "were"} not taken by ${target}.`, {
    code: "not_taken",
    suggestion: `${count === 1 ? "It is" : "They are"} back in the queue. Mend the receiver, and tail again.`,
  });
}
