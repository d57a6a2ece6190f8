import type { EventRecord } from "../../events/record.ts";
import { type EventView, type EventViewOptions, eventBlocks } from "../../formatters/event.ts";
import type { Context } from "../../kernel/context.ts";
import type { RecordWriter } from "../../kernel/output.ts";
import { stringifyJson } from "../../model/json.ts";

/** How to put events out. */
export interface EventWriterOptions extends EventViewOptions {
  /** True: they have an end, so that `json` is one array. */
  readonly list: boolean;
}

/** Opens the output of events; `decode` and `tail` share it. */
export function openEventWriter<T extends EventRecord & EventView>(
  context: Context,
  { list, ...options }: EventWriterOptions,
): RecordWriter<T> {
  if (context.output.format !== "csv" || context.globals.query !== undefined) {
    return context.output.stream<T>((record, facts) => eventBlocks(record, facts, options), { list });
  }
  const writer = context.output.stream<Readonly<Record<string, unknown>>>(() => []);
  return { write: (records) => writer.write(records.map(toRow)), end: () => writer.end() };
}

/** An event as a row of a spreadsheet: always the same columns, whatever the first event happens to have. */
function toRow(event: EventRecord & EventView): Readonly<Record<string, unknown>> {
  const ids = Object.assign({}, ...event.references) as Readonly<Record<string, string | undefined>>;
  return {
    line: event.line,
    receivedAt: event.receivedAt,
    eventType: event.eventType,
    form: event.form,
    time: event.time,
    eventId: event.eventId,
    envelopeId: event.envelopeId,
    idempotencyKey: event.idempotencyKey,
    subscriptionId: event.subscriptionId,
    apiVersion: event.apiVersion,
    source: event.source,
    account: event.account,
    region: event.region,
    businessProductId: ids.businessProductId,
    orderId: ids.orderId,
    deliveryId: ids.deliveryId,
    returnId: ids.returnId,
    refundId: ids.refundId,
    carrierCode: ids.carrierCode,
    trackingNumber: ids.trackingNumber,
    itemId: ids.itemId,
    inventoryItemId: ids.inventoryItemId,
    taskId: ids.taskId,
    resources: event.resources.join(" "),
    data: event.data === undefined ? undefined : stringifyJson(event.data),
    problems: event.problems?.join(" "),
    messageId: event.messageId,
    duplicateOf: event.duplicateOf,
    redelivered: event.redelivered,
    taken: event.delivery?.taken,
    deliveryStatus: event.delivery?.status ?? event.delivery?.exitStatus,
    deliveryMs: event.delivery?.ms,
    deliveryTries: event.delivery?.tries,
  };
}
