import { type DecodedEvent, decodeEventStream } from "../../events/decode-stream.ts";
import { type ReadRecord, toReadRecord } from "../../events/own-output.ts";
import { toEventRecord } from "../../events/record.ts";
import { type HydratedResource, isHydrated } from "../../formatters/event-facts.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { openInput } from "../../kernel/open-input.ts";
import { openEventWriter } from "./event-writer.ts";
import { EVENT_OUTPUT } from "./record-fields.ts";

/** An event with the line of the input that it begins on, from 1. */
interface DecodedRecord extends Omit<ReadRecord, "hydrated"> {
  readonly line: number;
  readonly hydrated?: readonly HydratedResource[] | undefined;
}

export const command = defineCommand({
  name: "events decode",
  summary: "Read events from a file or stdin and show what they say",
  description:
    "Takes every form in which events arrive: EventBridge with and without a body in detail, webhook bodies, SNS notifications around them; one document a line, documents one after the other, or arrays of them. Files that bwp wrote are read as well: what `bwp events tail -o ndjson` and `bwp events decode -o ndjson` put out, and the files of the archive, whose messages come out decoded, with `receivedAt` and `messageId`. What cannot be read is not an error but a record with `problems` and the message as it came in `raw`.\n\nWith -o ndjson each event is one line as soon as it is read; with -o json they are one array. Memory stays flat either way.",
  streams: true,
  arguments: { file: { value: "FILE", summary: "File to read, or - for stdin (default when something is piped in)" } },
  output: {
    line: "line of the input that the event begins on",
    "receivedAt, queue, messageId, receiveCount, ...": "the message, if the line was written by tail or the archive",
    ...EVENT_OUTPUT,
  },
  errors: { unreadable_file: "the file cannot be read (exit 2)" },
  examples: [
    { command: "bwp events decode events.ndjson", note: "Cards to read" },
    {
      command: "bwp events decode events.ndjson -o ndjson --query '[eventType, references[0].orderId]'",
      note: "Type and order of each event, for a script",
    },
  ],
  async run(context, { args }) {
    const given = args.file ?? (context.io.stdin.isTTY === true ? undefined : "-");
    const { file } = await complete(context, {
      file: { given, flag: "FILE", ask: (prompt) => prompt.input("File with events") },
    });
    const input = await openInput(context, file);
    const whole = file === "-" ? "the whole is in -o json" : `the whole is in ${file}`;
    const writer = openEventWriter<DecodedRecord>(context, { detailed: true, whole, list: true });
    let count = 0;
    let troubled = 0;
    for await (const batch of decodeEventStream(input)) {
      context.signal.throwIfAborted();
      const records = batch.map(decoded);
      count += records.length;
      for (const record of records) if (record.problems !== undefined) troubled += 1;
      await writer.write(records);
    }
    await writer.end();
    context.notices.info(summary(count, troubled));
  },
});

function decoded({ line, event }: DecodedEvent): DecodedRecord {
  const { hydrated, ...record } = toReadRecord(event);
  if (hydrated === undefined) return { line, ...record };
  if (isHydrated(hydrated)) return { line, ...record, hydrated };
  // Nobody's record after all: what looks like one and is not goes the way of all that is unknown.
  return { line, ...toEventRecord(event) };
}

function summary(count: number, troubled: number): string {
  if (count === 0) return "No events.";
  const events = `${count} ${count === 1 ? "event" : "events"}`;
  return troubled === 0 ? `${events}, all read.` : `${events}, ${troubled} with problems.`;
}
