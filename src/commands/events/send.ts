import { randomUUID } from "node:crypto";
import { createEventBridge } from "../../aws/eventbridge.ts";
import { UnavailableError, UsageError } from "../../errors.ts";
import { checkEvent, completeDraft, type EventDraft, type WholeEvent } from "../../events/draft.ts";
import { readEnvelope } from "../../events/envelope.ts";
import { type EventRecord, toEventRecord } from "../../events/record.ts";
import type { Outcome } from "../../events/sinks/sink.ts";
import { eventBlocks } from "../../formatters/event.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { parseInput, readText } from "../../kernel/input-file.ts";
import { SOURCE_PREFIX } from "../../model/event-source.ts";
import { stringifyJson } from "../../model/json.ts";
import { requireEventType } from "./find-type.ts";
import { openReplaySink, type ReplaySinkChoice } from "./replay-sink.ts";
import { completeOptions } from "./send/complete-options.ts";
import { applySets, readDraft } from "./send/read-draft.ts";
import { SINK_OPTIONS } from "./sink-options.ts";
import { TYPE_OPTION } from "./type-globs.ts";

const FORMS = ["eventbridge", "webhook"] as const;
/** AWS keeps sources that begin with `aws.` to itself. */
const OWN_SOURCE = "bwp.events";

export const command = defineCommand({
  name: "events send",
  summary: "Send an event that you wrote: to a receiver, a queue or an event bus",
  description:
    "The event is made up: nothing is asked of Buy with Prime, and what it is about need not be there (bwp events trigger causes real ones). FILE is JSON or YAML: EventBridge's envelope, a webhook body, or the short form, `type` and the ids of its resource path. --type makes one without a file. What is missing is put in: ids, times, the path, the one form around the other; ids that were made up are said.\n\nIt is checked against the documented types, paths and forms; what is not so is listed, and nothing is sent unless --force is given.\n\nAn event that is put on a bus cannot have a source that begins with aws.: AWS keeps those to the partner, and the emulator refuses them too. It gets the source bwp.events, so a rule for aws.partner/buywithprime/... does not match it; --queue and --forward-to have no such limit.",
  arguments: { file: { value: "FILE", summary: "JSON or YAML, or - for stdin" } },
  options: {
    type: { ...TYPE_OPTION, summary: "Make an event of this type" },
    order: { type: "string", value: "ORDER_ID", summary: "The order in its path" },
    return: { type: "string", value: "RETURN_ID", summary: "The return in its path" },
    set: {
      type: "string",
      value: "PATH=VALUE",
      multiple: true,
      commas: false,
      summary: "A member (eventTime), an id of the path (refundId), or anything below data: data.order.id",
    },
    force: { type: "boolean", summary: "Send it although it is not as documented" },
    forwardTo: SINK_OPTIONS.forwardTo,
    queue: {
      type: "string",
      value: "QUEUE",
      summary: "Put it into this queue (name, URL or ARN)",
      group: SINK_OPTIONS.forwardTo.group,
    },
    bus: {
      type: "string",
      value: "BUS",
      summary: "Put it on this event bus (PutEvents)",
      group: SINK_OPTIONS.forwardTo.group,
    },
    envelope: {
      type: "string",
      value: "FORM",
      choices: FORMS,
      summary: "eventbridge (default of --queue and --bus) or webhook (default of --forward-to)",
      group: SINK_OPTIONS.forwardTo.group,
    },
    header: SINK_OPTIONS.header,
    retries: SINK_OPTIONS.retries,
    showResponse: SINK_OPTIONS.showResponse,
    ...AWS_OPTIONS,
  },
  output: {
    event: "what was sent, in its form",
    delivery: "target, taken, status, ms, tries, problem, response; null after --dry-run",
  },
  errors: {
    invalid_event: "the file is no event; every mistake is listed (exit 2)",
    not_as_documented: "it is not as the documentation has it (exit 2)",
    unknown_path: "--set names what an event does not have (exit 2)",
    reserved_source: "a source that begins with aws. cannot be put on a bus (exit 2)",
    not_taken: "the receiver did not take it (exit 6)",
  },
  examples: [
    {
      command:
        "bwp events send --type REFUND_REQUESTED --order 322-AB12-CD34EF --forward-to http://localhost:3000/hook",
      note: "A webhook, as Buy with Prime would post it",
    },
    { command: "bwp events send event.yaml --queue my-test-queue", note: "One from a file" },
    { command: "bwp events send --type PACKAGE_DELIVERED --dry-run", note: "Print a sample" },
  ],
  async run(context, { args, options: flags }) {
    const options = await completeOptions(context, args.file, flags);
    const { dryRun } = context.globals;
    const draft = await openDraft(context, args.file, options);
    const form = options.envelope ?? (options.forwardTo === undefined ? "eventbridge" : "webhook");
    if (options.bus !== undefined) refuseForBus(draft, form);
    const profile = await context.profile().catch(() => undefined);
    const whole = completeDraft(draft, {
      now: context.host.now(),
      newId: randomUUID,
      businessProductId: profile?.targetId,
      source: options.bus === undefined ? `${SOURCE_PREFIX}test` : OWN_SOURCE,
    });
    judge(context, whole, form, options.force);
    const event = form === "webhook" ? whole.body : whole.envelope;
    const delivery = dryRun
      ? null
      : options.bus === undefined
        ? await handOver(context, event, options)
        : await putOnBus(context, whole, options.bus, options);
    await context.output.result({ event, delivery }, (_, facts) =>
      eventBlocks({ ...toRecord(event), delivery: delivery ?? undefined }, facts, {
        detailed: true,
        whole: "-o json has the whole",
      }),
    );
    if (delivery !== null && !delivery.taken) {
      throw new UnavailableError(`The event was not taken by ${delivery.target}: ${delivery.problem ?? ""}`, {
        code: "not_taken",
      });
    }
  },
});

interface DraftChoice {
  readonly type?: string | undefined;
  readonly order?: string | undefined;
  readonly return?: string | undefined;
  readonly set: readonly string[];
}

async function openDraft(context: Context, file: string | undefined, choice: DraftChoice): Promise<EventDraft> {
  const ids = [
    ...(choice.order === undefined ? [] : [`orderId=${choice.order}`]),
    ...(choice.return === undefined ? [] : [`returnId=${choice.return}`]),
  ];
  if (file !== undefined) {
    const name = file === "-" ? "stdin" : file;
    return applySets(readDraft(await parseInput(await readText(context, file), name), name), [...ids, ...choice.set]);
  }
  const draft: EventDraft = { type: requireEventType(choice.type ?? "").name, ids: {}, body: {}, envelope: {} };
  return applySets(draft, [...ids, ...choice.set]);
}

function refuseForBus({ envelope }: EventDraft, form: (typeof FORMS)[number]): void {
  if (form === "webhook") throw new UsageError("--envelope webhook does not go with --bus.");
  if (typeof envelope.source !== "string" || !envelope.source.startsWith("aws.")) return;
  throw new UsageError(`AWS lets only the partner put events with the source ${envelope.source} on a bus.`, {
    code: "reserved_source",
    suggestion: "Leave source out (it is then bwp.events), or send it with --queue.",
  });
}

function judge({ notices }: Context, whole: WholeEvent, form: (typeof FORMS)[number], force: boolean): void {
  const findings = checkEvent(whole, form);
  if (findings.length > 0 && !force) {
    throw new UsageError("The event is not as the documentation has it.", {
      code: "not_as_documented",
      findings,
      suggestion: "Correct it, or send it all the same with --force.",
    });
  }
  for (const finding of findings) notices.warn(finding);
  if (whole.madeUp.length > 0) notices.info(`Made up: ${whole.madeUp.join(", ")}.`);
}

function toRecord(event: object): EventRecord {
  return toEventRecord(readEnvelope(stringifyJson(event)));
}

async function handOver(context: Context, event: object, choice: Omit<ReplaySinkChoice, "envelope">): Promise<Outcome> {
  const sink = await openReplaySink(context, { ...choice, envelope: "original" });
  const signals = { stop: context.signal, abort: context.forced };
  return sink.deliver({ event: readEnvelope(stringifyJson(event)) }, signals);
}

async function putOnBus(
  context: Context,
  { envelope }: WholeEvent,
  bus: string,
  choice: Parameters<typeof awsSettings>[1],
): Promise<Outcome> {
  const eventBridge = await createEventBridge(await awsSettings(context, choice));
  context.onClose(() => eventBridge.close());
  const start = context.host.steady();
  await eventBridge.putEvent(bus, {
    source: String(envelope.source),
    detailType: String(envelope["detail-type"]),
    detail: stringifyJson(envelope.detail),
    resources: Array.isArray(envelope.resources) ? envelope.resources.map(String) : [],
    time: new Date(Date.parse(String(envelope.time))),
  });
  return { target: `event bus ${bus}`, taken: true, ms: context.host.steady() - start, tries: 1 };
}
