import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { findEmulator } from "../../kernel/emulator-control.ts";
import { type LoggedEvent, readEventLog } from "../../kernel/emulator-log.ts";
import type { RecordWriter } from "../../kernel/output.ts";
import { matchEventTypes, TYPE_OPTION } from "../events/type-globs.ts";
import { eventLines } from "./event-line.ts";

const OUTCOMES = ["delivered", "dropped", "held", "retrying"] as const;
/** How often --follow looks. */
const POLL_MS = 250;

export const command = defineCommand({
  name: "emulator events",
  summary: "Show what the emulator published, where it went, and why what was dropped was dropped",
  description:
    "One entry for each subscription that an event was meant for, and one for an event that nobody is subscribed to. For webhooks there is one for each attempt. Reasons are in the emulator's words: no subscription, no event bus, no rule that matches, a queue without permission, a fault, a webhook that refused. The last thousand entries are kept, until the emulator stops.",
  streams: true,
  options: {
    type: {
      ...TYPE_OPTION,
      multiple: true,
      summary: "Only these event types, * and ? as wildcards: 'RETURN_*'",
    },
    outcome: { type: "string", value: "OUTCOME", choices: OUTCOMES, multiple: true, summary: "Only these outcomes" },
    follow: { type: "boolean", short: "f", summary: "Go on with what is published, until Ctrl-C" },
  },
  output: {
    time: "when, on the emulator's clock",
    eventType: "name under which it was published",
    outcome: "delivered, dropped, held (by a fault) or retrying (a webhook that refused)",
    to: "ARNs of queues, or addresses of webhooks",
    reason: "why not, or not everywhere; else null",
    resources: "what the event is about",
    "eventId, subscriptionId": "its ids, or null if nobody is subscribed",
    attempt: "which attempt, for webhooks; else null",
    sequence: "place in the log",
  },
  errors: {
    no_emulator: "no emulator is running (exit 4)",
    unknown_event_type: "a name is not in the documentation (exit 2)",
  },
  examples: [
    { command: "bwp emulator events --outcome dropped", note: "Why an event never came" },
    { command: "bwp emulator events --type 'REFUND_*' -o ndjson", note: "All about refunds, one JSON a line" },
  ],
  async run(context, { options }) {
    const types = matchEventTypes(options.type, { hasPattern: false }).names;
    const { url } = await findEmulator(context);
    const isWanted = ({ eventType, outcome }: LoggedEvent): boolean =>
      (types.length === 0 || types.includes(eventType)) &&
      (options.outcome.length === 0 || options.outcome.includes(outcome));
    const writer = openWriter(context, !options.follow);
    let seen = 0;
    for (;;) {
      const { events, latest } = await readEventLog(url, seen);
      await writer.write(events.filter(isWanted));
      // A smaller number is that of an emulator that was started anew.
      seen = latest;
      if (!options.follow || context.signal.aborted) break;
      await context.host.sleep(POLL_MS, context.signal).catch(() => undefined);
      if (context.signal.aborted) break;
    }
    await writer.end();
    if (seen === 0 && !options.follow) context.notices.info("Nothing was published yet.");
  },
});

/** Spreadsheets get texts in the place of lists. */
function openWriter(context: Context, list: boolean): RecordWriter<LoggedEvent> {
  if (context.output.format !== "csv" || context.globals.query !== undefined) {
    return context.output.stream<LoggedEvent>(eventLines, { list });
  }
  const writer = context.output.stream<Readonly<Record<string, unknown>>>(() => []);
  const toRow = (event: LoggedEvent) => ({
    ...event,
    to: event.to.join(" "),
    resources: event.resources.join(" "),
  });
  return { write: (events) => writer.write(events.map(toRow)), end: () => writer.end() };
}
