import { UsageError, WaitTimeoutError } from "../../errors.ts";
import { Expectations } from "../../events/expectations.ts";
import { tailAll } from "../../events/tail-all.ts";
import { utcText } from "../../formatters/time.ts";
import { AWS_OPTIONS } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { Arrivals } from "./arrivals.ts";
import { chooseQueues } from "./choose-queue.ts";
import { openEventWriter } from "./event-writer.ts";
import { FILTER_OPTIONS, type OpenFilter, openFilter } from "./filter-options.ts";
import { readExpectations } from "./read-expectations.ts";
import { EVENT_OUTPUT, REPETITION_OUTPUT } from "./record-fields.ts";
import { ARCHIVE_OPTIONS, openTailArchive } from "./tail-archive.ts";
import { interruption, wholeSeconds } from "./tail-end.ts";
import { type TailRecord, toTailRecord } from "./tail-record.ts";
import { openTailTalk } from "./tail-talk.ts";

export const command = defineCommand({
  name: "events wait",
  summary: "Wait until an event arrives, and show it",
  description:
    "Ends with exit code 0 as soon as the event that is described has arrived, with 7 when it has not come within the time given; then it says what is missing and what came instead. An event that is in the queue already counts.\n\nOnly what is awaited is archived and deleted from the queue, as soon as it is shown, also if the rest of it does not come. All other events are left: they are held until the end and then visible again, so that the next call, or anybody else, can have them.\n\n--expect names a YAML or JSON file with the events that must all arrive, in any order: a list of event types or of objects with type, order, return, pattern, count and name. With `inOrder: true` and `events: [...]` their own times must follow that order; a queue does not keep the order of arrival. The same event, delivered twice, counts once.",
  streams: true,
  arguments: {
    queues: {
      value: "QUEUE",
      variadic: true,
      summary: "Names, URLs or ARNs (default: the only queue that connect made)",
    },
  },
  options: {
    within: { type: "duration", value: "TIME", default: 300_000, summary: "How long to wait; exit code 7 after that" },
    count: { type: "integer", value: "N", min: 1, max: 10_000, summary: "How many such events (default: 1)" },
    expect: { type: "string", value: "FILE", summary: "YAML or JSON file with the events that must all arrive" },
    consume: { type: "boolean", summary: "Take what is awaited out of a queue that bwp did not make" },
    peek: { type: "boolean", summary: "Leave what is awaited in the queue as well" },
    ...ARCHIVE_OPTIONS,
    ...FILTER_OPTIONS,
    ...AWS_OPTIONS,
  },
  output: {
    receivedAt: "when it was received",
    "queue, messageId, receiveCount, sentAt": "the message in the queue",
    ...REPETITION_OUTPUT,
    ...EVENT_OUTPUT,
  },
  errors: {
    timed_out: "not all awaited events arrived in time (exit 7)",
    invalid_expectations: "the file of --expect cannot be understood (exit 2)",
    no_queue: "no queue was named, and connect made none (exit 4)",
    several_queues: "no queue was named, and connect made several; each is named (exit 2)",
    foreign_queue: "bwp did not make the queue: say --peek or --consume (exit 2)",
  },
  examples: [
    { command: "bwp events wait --type PACKAGE_DELIVERED --within 30s", note: "The next delivery" },
    {
      command: "bwp events wait --type RETURN_STARTED --order 322-AB12-CD34EF --count 2",
      note: "Two returns of one order, within the usual five minutes",
    },
    { command: "bwp events wait --expect expected.yaml --within 2m", note: "In CI: all that a file lists" },
    {
      command: "bwp events wait --type 'PACKAGE_*' -o ndjson --query 'references[0].orderId'",
      note: "In a script: the order that the next package is of",
    },
  ],
  async run(context, { args, options }) {
    const { host, globals, signal } = context;
    wholeSeconds("--within", options.within);
    if (globals.dryRun) throw new UsageError("--dry-run does not go with events wait.", { suggestion: "Use --peek." });
    const filter = await openFilter(context, options);
    const expectations = await readAwaited(context, options, filter);
    const chosen = await chooseQueues(context, { ...options, ...args });
    const queues = chosen.map((each) => ({ ...each, unselected: "leave" as const }));
    const archive = await openTailArchive(context, { ...options, mode: options.peek ? "peek" : "consume" });
    const awaited = expectations.missing.map(({ name, count }) => (count === 1 ? name : `${count} x ${name}`));
    const talk = openTailTalk(context, { queues, archive: archive?.folder, filter: awaited, filterLabel: "Awaited" });
    const writer = openEventWriter<TailRecord>(context, {
      detailed: false,
      whole: "the whole is in -o json",
      list: false,
    });
    const arrivals = new Arrivals();
    const over = new AbortController();
    void host.sleep(options.within, over.signal).then(
      () => over.abort(),
      () => undefined,
    );
    let received = 0;
    try {
      const summary = await tailAll({
        queues,
        archive,
        filter(event) {
          const isAwaited = expectations.accept(event);
          if (!isAwaited) arrivals.note(event);
          return isAwaited;
        },
        async sink(batch, { name }) {
          await talk.aside(() => writer.write(batch.map((tailed) => toTailRecord(tailed, name))));
          if (expectations.areMet) over.abort();
        },
        unselectedName: "What is not awaited",
        // A peek would end when it has seen all.
        idleTimeoutMs: options.within + 60_000,
        signal: AbortSignal.any([signal, over.signal]),
        abort: context.forced,
        clock: host,
        random: Math.random,
        giveUpMs: options.within,
        onReady: talk.ready,
        onRetry: talk.retry,
        onRecovery: talk.recovery,
        onState: talk.state,
        onWarning: talk.warn,
        onFailure: talk.failure,
      });
      ({ received } = summary);
      talk.end("", summary);
      if (expectations.areMet) return;
      if (summary.end === "sink-closed") return;
      if (signal.aborted) throw interruption(signal, summary.end === "aborted" ? "aborted" : "stopped");
    } finally {
      over.abort();
    }
    const missing = expectations.missing.map(({ name, count }) => (count === 1 ? name : `${name} (${count} more)`));
    throw new WaitTimeoutError(`Not all that is awaited arrived within ${formatDuration(options.within)}.`, {
      findings: [
        ...missing.map((name) => `Missing: ${name}`),
        ...expectations.outOfOrder.map(
          ({ type = "(no event type)", time = "" }) =>
            `Out of order: ${type} of ${utcText(time)}; what it should follow did not come before it`,
        ),
        ...arrivals.lines,
      ],
      suggestion: await adviseAfter(context, { received, unawaited: arrivals.lines.length }),
    });
  },
});

/** What to say of the queue when the time is up. */
async function adviseAfter(
  context: Context,
  { received, unawaited }: { readonly received: number; readonly unawaited: number },
): Promise<string | undefined> {
  if (unawaited > 0) return "What arrived and was not awaited is in the queue again.";
  if (received > 0) return undefined;
  // A queue that is named needs no profile.
  const profile = await context.profile().catch(() => undefined);
  return profile?.kind === "emulator" ? "bwp emulator events says what was published, and where it went." : undefined;
}

async function readAwaited(
  context: Context,
  { expect, count }: { readonly expect?: string | undefined; readonly count?: number | undefined },
  filter: OpenFilter | undefined,
): Promise<Expectations> {
  if (expect === undefined) {
    const name = filter === undefined ? "an event of any type" : filter.words.join(", ");
    return new Expectations([{ name, filter: filter?.filter ?? (() => true), count: count ?? 1 }]);
  }
  if (count !== undefined) throw new UsageError("--count does not go with --expect: say count in the file.");
  const { expectations, inOrder } = await readExpectations(context, expect, filter?.filter);
  return new Expectations(expectations, { inOrder });
}
