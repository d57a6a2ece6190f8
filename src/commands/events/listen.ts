import { InterruptedError, UnavailableError, UsageError } from "../../errors.ts";
import { hydrateEvents } from "../../events/hydrate.ts";
import { listen } from "../../events/webhook/listen.ts";
import type { PostedEvent } from "../../events/webhook/listen-types.ts";
import { countText } from "../../formatters/event-tail.ts";
import { defineCommand } from "../../kernel/command.ts";
import { ARCHIVE_OPTION } from "./archive-folder.ts";
import { openEventWriter } from "./event-writer.ts";
import { FILTER_OPTIONS, openFilter } from "./filter-options.ts";
import { openHydrationQueries } from "./hydration-queries.ts";
import { ADDRESS_OPTIONS, addressAt, listenFault, readPath } from "./listen-address.ts";
import { GATE_OPTIONS, openGate } from "./listen-gate.ts";
import { headOf, nextStep } from "./listen-head.ts";
import { interruptionText, type ListenTalk, openListenTalk } from "./listen-talk.ts";
import { DELIVERY_OUTPUT, EVENT_OUTPUT } from "./record-fields.ts";
import { openSink, SINK_OPTIONS } from "./sink-options.ts";
import { openArchiveAt } from "./tail-archive.ts";
import { endText, wholeSeconds } from "./tail-end.ts";
import { type TailRecord, toTailRecord } from "./tail-record.ts";

/** An event that was posted; `queue` is the address that it was posted to. */
interface PostedRecord extends TailRecord {
  readonly signature: PostedEvent["signature"];
}

export const command = defineCommand({
  name: "events listen",
  summary: "Receive events that are posted to a webhook, and show them as they arrive",
  description:
    "An HTTP receiver for the webhook destinations of `bwp subscribe create --webhook-url`. It listens on this machine only, unless --host says otherwise. Buy with Prime calls https addresses only: put a tunnel or a proxy with TLS in front. The emulator calls it as it is.\n\nEach post is checked, then its event is archived, and only then it is answered with 200: nothing is lost if bwp is stopped or killed, since a sender that got no 200 sends the event again. An event that comes twice is marked as a duplicate. While the archive cannot be written, or too much is in hand, the answer is 503 with Retry-After.\n\nx-amzn-signature must be there and must fit the body and the key that x-amzn-kid names in the key set; with credentials (--basic-username, --bearer) it may be missing, and with --signature off nobody looks at it. How it is made is known from public code, not from the documentation: ES384, DER in base64, over the body to the byte. The key set is kept for an hour and asked again for a key that it does not have.\n\n--forward-to and --exec get the event after its sender has had the answer. One that the receiver does not take after all tries stays in the archive; if there are such, the exit code is 6 in the end. A filter decides what is shown and handed over; everything is archived.\n\nThe first Ctrl-C takes no more posts, finishes what is in hand (without further tries) and exits with 130; the second ends at once, and what was not shown or handed over is in the archive.",
  operations: ["order", "packageTracker"],
  streams: true,
  options: {
    ...ADDRESS_OPTIONS,
    ...GATE_OPTIONS,
    hydrate: { type: "boolean", summary: "Do the documented handling: query what each event is about, and show it" },
    limit: {
      type: "integer",
      value: "N",
      min: 1,
      summary: "End after so many events, whether or not a receiver took them",
    },
    idleTimeout: { type: "duration", value: "TIME", summary: "End, with exit code 0, when nothing came for so long" },
    archiveDir: ARCHIVE_OPTION,
    ...FILTER_OPTIONS,
    ...SINK_OPTIONS,
  },
  output: {
    receivedAt: "when it was received",
    "queue, messageId": "the address that it was posted to, and a number of our own for this post",
    duplicateOf: "messageId of another post with the same event, received before",
    signature: "verified, absent or unchecked",
    ...EVENT_OUTPUT,
    "hydrated[]": "with --hydrate, for each path: kind and the thing, as `bwp events tail` gives it",
    ...DELIVERY_OUTPUT,
  },
  errors: {
    port_in_use: "another program has the port (exit 2)",
    not_configured: "no profile says whose key set counts: give --jwks-url (exit 3)",
    not_taken: "the receiver did not take all events; they are in the archive (exit 6)",
    unknown_event_type: "--type names no event type, or matches none (exit 2)",
    invalid_pattern: "--pattern is no event pattern (exit 2)",
  },
  examples: [
    { command: "bwp events listen", note: "What comes, signatures verified, until Ctrl-C" },
    { command: "bwp events listen --hydrate", note: "Each event with the thing that it is about" },
    {
      command: "bwp events listen --basic-username prime --basic-password-file password.txt",
      note: "Only from a caller with these credentials",
    },
    {
      command: "bwp events listen --forward-to http://localhost:3000/hook",
      note: "Check and archive here, then POST each event to a server of yours",
    },
  ],
  async run(context, { options }) {
    const { host, globals } = context;
    if (globals.dryRun) throw new UsageError("--dry-run does not go with events listen.");
    if (options.idleTimeout !== undefined) wholeSeconds("--idle-timeout", options.idleTimeout);
    wholeSeconds("--read-timeout", options.readTimeout);
    const path = readPath(options.path);
    const addressOf = (port: number): string => addressAt(options.host, port, path);
    const filter = await openFilter(context, options);
    let talk: ListenTalk | undefined;
    const sink = await openSink(context, options, (line) => talk?.child(line));
    const gate = await openGate(context, options, (message, isGood) => {
      if (isGood) talk?.success(message);
      else talk?.warn(message);
    });
    const queries = options.hydrate ? await openHydrationQueries(context) : undefined;
    const archive = await openArchiveAt(context, options.archiveDir);
    const opened = openListenTalk(context, archive.folder);
    talk = opened;
    const writer = openEventWriter<PostedRecord>(context, {
      detailed: false,
      whole: "the whole is in the archive",
      list: false,
    });
    let address = "";
    const record = (posted: PostedEvent): PostedRecord => ({
      ...toTailRecord(posted, address),
      signature: posted.signature,
    });
    const next = await nextStep(context, { ...gate, host: options.host });
    const summary = await listen({
      host: options.host,
      port: options.port,
      path,
      maxBodyBytes: options.maxBody,
      readTimeoutMs: options.readTimeout,
      callers: gate.callers,
      signatures: gate.signatures,
      archive,
      addressOf,
      filter: filter?.filter,
      ...(queries === undefined ? {} : { hydrate: (events) => hydrateEvents(events, queries) }),
      ...(sink === undefined ? {} : { handOver: { sink, record } }),
      sink: (batch) => opened.aside(() => writer.write(batch.map(record))),
      limit: options.limit,
      idleTimeoutMs: options.idleTimeout,
      signal: context.signal,
      abort: context.forced,
      clock: host,
      onReady(port) {
        address = addressOf(port);
        const facts = { ...gate, address, archive: archive.folder, filter: filter?.words, target: sink?.target };
        opened.ready(headOf(facts), next(address));
        gate.prepare();
      },
      onState: opened.state,
      onRefusal: opened.refusal,
      onArchiveTrouble: opened.archiveTrouble,
      onArchiveRecovery: () => opened.success("The archive can be written again."),
    }).catch((error: unknown) => {
      opened.end("");
      throw listenFault(error, options);
    });
    if (summary.end === "sink-closed") return;
    opened.end(summary.end === "idle" ? endText("idle", options.idleTimeout) : "", summary);
    if (summary.end === "stopped" || summary.end === "aborted") {
      const { reason } = context.signal;
      throw reason instanceof InterruptedError ? new InterruptedError(interruptionText(summary)) : reason;
    }
    if (sink !== undefined && summary.refused > 0) throw notTaken(summary.refused, sink.target);
  },
});

function notTaken(count: number, target: string): UnavailableError {
  return new UnavailableError(`${countText(count, "event")} ${count === 1 ? "was" : "were"} not taken by ${target}.`, {
    code: "not_taken",
    suggestion: `${count === 1 ? "It is" : "They are"} in the archive, and the sender does not send ${count === 1 ? "it" : "them"} again: use bwp events replay.`,
  });
}
