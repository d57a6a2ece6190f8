import { InterruptedError, UsageError } from "../../errors.ts";
import { hydrateEvents } from "../../events/hydrate.ts";
import { tail } from "../../events/tail.ts";
import type { TailEnd } from "../../events/tail-types.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { chooseQueue } from "./choose-queue.ts";
import { openEventWriter } from "./event-writer.ts";
import { openHydrationQueries } from "./hydration-queries.ts";
import { EVENT_OUTPUT, REPETITION_OUTPUT } from "./record-fields.ts";
import { openTailArchive } from "./tail-archive.ts";
import { type TailRecord, toTailRecord } from "./tail-record.ts";
import { openTailTalk } from "./tail-talk.ts";

const MAX_VISIBILITY_MS = 12 * 60 * 60_000;

export const command = defineCommand({
  name: "events tail",
  summary: "Pull events from a queue and show them as they arrive",
  description:
    "Each event is archived first, then shown, then deleted from the queue: nothing is lost if bwp is stopped or killed, at worst an event comes again and is marked as redelivered.\n\nA queue that `bwp events connect` made is yours, and its events are taken out. Any other queue needs --peek (look, and leave everything there) or --consume. A queue URL is read from its own host, also with an emulator profile, unless --endpoint-url or AWS_ENDPOINT_URL asks for another.\n\nThe first Ctrl-C stops receiving, finishes what is in hand and exits with 130; the second gives back at once what was not shown. When the queue cannot be reached, or is deleted meanwhile, each try is said, and after --give-up the exit code is 6, so that a supervisor can start it anew.",
  operations: ["order", "packageTracker"],
  streams: true,
  arguments: { queue: { value: "QUEUE", summary: "Name, URL or ARN (default: the queue that connect made)" } },
  options: {
    hydrate: { type: "boolean", summary: "Do the documented handling: query what each event is about, and show it" },
    limit: { type: "integer", value: "N", min: 1, summary: "End after so many events" },
    idleTimeout: { type: "duration", value: "TIME", summary: "End, with exit code 0, when nothing came for so long" },
    consume: { type: "boolean", summary: "Take the events out of a queue that bwp did not make" },
    peek: { type: "boolean", summary: "Look at what is in the queue, and leave it there" },
    archiveDir: { type: "string", value: "DIR", summary: "Folder of the archive (default: in bwp's data folder)" },
    noArchive: { type: "boolean", summary: "Keep nothing; duplicates are then known only within this run" },
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
    ...AWS_OPTIONS,
  },
  output: {
    receivedAt: "when it was received",
    "queue, messageId, receiveCount, sentAt": "the message in the queue",
    ...REPETITION_OUTPUT,
    ...EVENT_OUTPUT,
    "hydrated[]":
      "with --hydrate, for each path: kind (order, package, return, refund, tracker, task, problem) and the thing",
  },
  errors: {
    no_queue: "no queue was named, and connect made none (exit 4)",
    foreign_queue: "bwp did not make the queue: say --peek or --consume (exit 2)",
    unavailable: "the queue could not be reached, or was gone, for too long (exit 6)",
  },
  examples: [
    { command: "bwp events tail --limit 1 --idle-timeout 1s", note: "The next event" },
    { command: "bwp events tail --hydrate --idle-timeout 1s", note: "Each event with the thing that it is about" },
    { command: "bwp events tail --idle-timeout 1s -o ndjson", note: "One JSON document a line, for a script" },
  ],
  async run(context, { args, options }) {
    const { host, globals } = context;
    const visibilitySeconds = wholeSeconds("--visibility", options.visibility, MAX_VISIBILITY_MS);
    if (options.idleTimeout !== undefined) wholeSeconds("--idle-timeout", options.idleTimeout);
    if (globals.dryRun) throw new UsageError("--dry-run does not go with events tail.", { suggestion: "Use --peek." });
    const queries = options.hydrate ? await openHydrationQueries(context) : undefined;
    const settings = await awsSettings(context, { ...options, queue: args.queue });
    const { queue, mode } = await chooseQueue(context, settings, { ...options, queue: args.queue });
    const archive = await openTailArchive(context, { ...options, mode });
    const talk = openTailTalk(context, { queue, mode, archive: archive?.folder });
    const whole = archive === undefined ? "the whole is in -o json" : "the whole is in the archive";
    const writer = openEventWriter<TailRecord>(context, { detailed: false, whole, list: false });
    try {
      const summary = await tail({
        queue,
        mode,
        archive,
        ...(queries === undefined ? {} : { hydrate: (events) => hydrateEvents(events, queries) }),
        sink: (batch) => talk.aside(() => writer.write(batch.map((tailed) => toTailRecord(tailed, queue.name)))),
        limit: options.limit,
        idleTimeoutMs: options.idleTimeout,
        signal: context.signal,
        abort: context.forced,
        clock: host,
        random: Math.random,
        visibilitySeconds,
        maxPollers: options.pollers,
        giveUpMs: options.giveUp,
        onReady: talk.ready,
        onRetry: talk.retry,
        onRecovery: talk.recovery,
        onState: talk.state,
        onWarning: talk.warn,
        onNotice: talk.inform,
      });
      if (summary.end !== "sink-closed") talk.end(endText(summary.end, options.idleTimeout), summary);
      if (summary.end === "stopped" || summary.end === "aborted") throw interruption(context.signal, summary.end);
    } catch (error) {
      if (!context.signal.aborted) talk.end("");
      throw error;
    }
  },
});

function wholeSeconds(flag: string, ms: number, maxMs = Number.POSITIVE_INFINITY): number {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1 || ms > maxMs) {
    throw new UsageError(`${flag} is at least 1s${maxMs < ms ? ` and at most ${formatDuration(maxMs)}` : ""}.`);
  }
  return seconds;
}

function endText(end: TailEnd, idleMs: number | undefined): string {
  switch (end) {
    case "idle":
      return idleMs === undefined ? "" : `Nothing arrived for ${formatDuration(idleMs)}.`;
    case "seen-all":
      return "That is all that is there.";
    default:
      return "";
  }
}

/** The first signal's own error decides the exit code; of Ctrl-C it says what became of the events. */
function interruption(signal: AbortSignal, end: "stopped" | "aborted"): unknown {
  if (!(signal.reason instanceof InterruptedError)) return signal.reason;
  return end === "stopped"
    ? new InterruptedError("Interrupted. What was in hand was finished; the rest waits in the queue.")
    : new InterruptedError("Interrupted twice. What was not finished went back to the queue.");
}
