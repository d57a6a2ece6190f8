import { UsageError } from "../../errors.ts";
import { defineCommand } from "../../kernel/command.ts";
import { CLIENT_TYPES, MAX_EVENTS_A_CALL, USER_EVENT_TYPES } from "../../model/user-events.ts";
import { checkMany } from "./check-many.ts";
import { sendMany } from "./send-many.ts";
import { sendOne } from "./send-one.ts";

const ONE = "One event";
const MANY = "A file or stdin";

export const command = defineCommand({
  name: "analytics send",
  summary: "Send user events: one by flags, or any number from a file or stdin",
  description:
    "One event is made from flags. With FILE (- for stdin) each line is an event in JSON, in the API's own words; they go out in batches, several at a time, in flat memory. Each line is checked before it is sent, by the documented rules; what is wrong is reported with its line number and does not keep the others back.\n\nA batch that the service refuses for what is in it is taken apart until the events at fault are found. bwp takes a refused batch as not stored, as the documented answer (null for the whole call) has it; whether the service really drops all of it is on no page. --batch-size 1 leaves no doubt, at the price of a call for each event.\n\nWith --checkpoint a run that was stopped, or killed, goes on where it was: what is done is not sent again. Only batches that were on their way may be sent twice, and the next run names their lines. The checkpoint knows its input by a hash of what was read, so it serves files, files that have grown, and stdin, where the same stream is piped in again.",
  operations: ["sendUserEvents"],
  mutates: true,
  arguments: { file: { value: "FILE", summary: "File with one event a line (ndjson), or - for stdin" } },
  options: {
    eventType: {
      type: "string",
      value: "TYPE",
      group: ONE,
      suggestions: USER_EVENT_TYPES.map(({ name }) => name),
      summary: `What happened, 3 to 64 characters: ${USER_EVENT_TYPES.map(({ name }) => name).join(", ")}`,
    },
    clientType: {
      type: "string",
      value: "TYPE",
      group: ONE,
      choices: CLIENT_TYPES,
      summary: "Where it was recorded: SERVER_CLIENT or WEBSITE_CLIENT",
    },
    clientVersion: {
      type: "string",
      value: "VERSION",
      group: ONE,
      summary: "Version of the recording client, any text",
    },
    eventId: { type: "string", value: "UUID", group: ONE, summary: "Id, a UUID of version 4 (default: a new one)" },
    eventTime: { type: "string", value: "TIME", group: ONE, summary: "When, RFC 3339 in UTC (default: now)" },
    property: {
      type: "string",
      value: "NAME=VALUE",
      group: ONE,
      multiple: true,
      commas: false,
      summary: "An additional property; the name is sent as it is. May be repeated",
    },
    schemaName: { type: "string", value: "NAME", group: ONE, summary: "Schema that the event follows" },
    schemaVersion: { type: "string", value: "VERSION", group: ONE, summary: "Version of that schema" },
    check: { type: "boolean", group: MANY, summary: "Only check the input; send nothing, need no profile" },
    checkpoint: { type: "string", value: "FILE", group: MANY, summary: "Remember there what is done; go on from it" },
    refused: { type: "string", value: "FILE", group: MANY, summary: "Write every refused event there, with its line" },
    strict: { type: "boolean", group: MANY, summary: "Stop at the first refused event or malformed line" },
    batchSize: {
      type: "integer",
      value: "N",
      group: MANY,
      min: 1,
      max: MAX_EVENTS_A_CALL,
      default: MAX_EVENTS_A_CALL,
      summary: `Events of a call, at most ${MAX_EVENTS_A_CALL} (default: ${MAX_EVENTS_A_CALL})`,
    },
    concurrency: {
      type: "integer",
      value: "N",
      group: MANY,
      min: 1,
      max: 32,
      default: 4,
      summary: "Calls that are on their way at a time (default: 4)",
    },
    giveUpAfter: {
      type: "duration",
      value: "TIME",
      group: MANY,
      default: 120_000,
      summary: "How long to bear with a service that is throttled or not there (default: 2m)",
    },
  },
  output: {
    "sendUserEvents.status": "one event: the API's answer",
    input: "many: the file, or - for stdin",
    complete: "true if nothing is left to send",
    lines: "lines read",
    sent: "events that the service took, earlier runs with the same checkpoint included; with --check: that are right",
    refused: "events and lines that were not taken",
    "refusals[]": "the first hundred: line, eventId, by (check or service), problems",
    "sentAgain[]": "first and last line of what a run before may have sent already",
    checkpoint: "the file, or null",
  },
  errors: {
    events_refused: "some events were refused; all others are sent (exit 5)",
    events_wrong: "--check found events that would be refused (exit 5)",
    other_input: "the checkpoint belongs to another input; nothing was sent (exit 2)",
    ThrottlingError: "throttled for longer than --give-up-after; nothing is in doubt (exit 6)",
    outcome_unknown: "a call broke off; the checkpoint keeps its lines as in doubt (exit 6)",
    interrupted: "Ctrl-C: what was on its way was finished (exit 130)",
  },
  examples: [
    {
      command:
        "bwp analytics send --event-type click --client-type SERVER_CLIENT --client-version 1.0 --property product_sku=MUG-BLUE-01",
      note: "One event, now",
    },
    { command: "bwp analytics send events.ndjson --check", note: "Look at a file first" },
    {
      command: "bwp analytics send events.ndjson --checkpoint events.checkpoint --refused refused.ndjson",
      note: "Many; run it again to go on after an interruption",
    },
    { command: "zcat events.ndjson.gz | bwp analytics send - --checkpoint events.checkpoint", note: "From a pipe" },
  ],
  async run(context, { args, options }) {
    const { check, checkpoint, refused, strict, batchSize, concurrency, giveUpAfter, ...flags } = options;
    const { file } = args;
    const isOne = Object.values(flags).some((value) => value !== undefined && value.length > 0);
    if (file === undefined) {
      if (checkpoint !== undefined || refused !== undefined || check || strict) {
        throw new UsageError("Missing: FILE, or - for stdin.", { code: "missing_input" });
      }
      return sendOne(context, flags);
    }
    if (isOne) throw new UsageError("Give a file or the flags of one event, not both.", { code: "two_ways" });
    const many = { file, checkpoint, refused, strict, batchSize, concurrency, giveUpAfter };
    return check ? checkMany(context, many) : sendMany(context, many);
  },
});
