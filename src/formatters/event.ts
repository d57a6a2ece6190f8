import { findEventType } from "../model/event-types.ts";
import { stringifyJson } from "../model/json.ts";
import { type Block, type Cell, fields, line, type Span, section, span, type ViewFacts } from "./blocks.ts";
import { type DeliveryView, deliveryBlocks } from "./event-delivery.ts";
import { type HydratedResource, hydratedBlocks } from "./event-facts.ts";
import { utcText } from "./time.ts";

/** Ids of resource paths that say what an event is about, and their words. */
const ID_WORDS = [
  ["orderId", "order"],
  ["deliveryId", "package"],
  ["returnId", "return"],
  ["returnDeliveryId", "return package"],
  ["returnLineItemId", "return line item"],
  ["refundId", "refund"],
  ["carrierCode", "carrier"],
  ["trackingNumber", "tracking number"],
  ["itemId", "item"],
  ["inventoryItemId", "inventory item"],
  ["taskId", "task"],
] as const;

type Ids = { readonly [Name in (typeof ID_WORDS)[number][0]]?: string };

/** An event as views show it; `bwp events decode` and `tail` give their records in this shape. */
export interface EventView {
  /** Line of the input that it begins on. */
  readonly line?: number;
  /** When it was received; ISO 8601. */
  readonly receivedAt?: string | undefined;
  readonly eventType: string | null;
  readonly form: string;
  readonly time?: string | undefined;
  readonly eventId?: string | undefined;
  readonly envelopeId?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly source?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly successor?: string | undefined;
  readonly resources: readonly string[];
  readonly references: readonly Ids[];
  readonly data?: unknown;
  readonly problems?: readonly string[] | undefined;
  readonly raw?: string | undefined;
  readonly rawEncoding?: string | undefined;
  readonly duplicateOf?: string | undefined;
  readonly redelivered?: boolean | undefined;
  /** Of a post: verified, absent or unchecked. */
  readonly signature?: string | undefined;
  readonly messageId?: string | undefined;
  readonly hydrated?: readonly HydratedResource[] | undefined;
  readonly hydrationProblem?: string | undefined;
  readonly delivery?: DeliveryView | undefined;
}

/** How much of an event to show. */
export interface EventViewOptions {
  /** True: also ids, source and data. */
  readonly detailed: boolean;
  /** True: also the id by which the archive finds it. */
  readonly withId?: boolean;
  /** Where the whole message is, said where it is shortened: "the whole is in the archive". */
  readonly whole: string;
}

/** Anybody can write an event of any size: no value takes more characters than this on the screen. */
const LONGEST = 240;
const MOST_LINES = 5;

/** One event: time and type, what it is about, what was found out about it, what could not be read. */
export function eventBlocks(event: EventView, facts: ViewFacts, options: EventViewOptions): readonly Block[] {
  const time = event.time ?? event.receivedAt;
  return [
    section(
      [
        span(time === undefined ? "no time" : short(utcText(time)), "dim"),
        "  ",
        span(event.eventType === null ? "(no event type)" : short(event.eventType), "info"),
        ...marksOf(event),
      ],
      [
        ...aboutLines(event),
        ...successorLines(event),
        ...(options.withId === true ? [line(span(`id ${short(idOf(event))}`, "dim"))] : []),
        ...aligned([
          ...(options.detailed ? [fields(detailRows(event))] : []),
          ...hydratedBlocks(event.hydrated ?? [], facts),
        ]),
        ...(event.hydrationProblem === undefined ? [] : [line(span(short(event.hydrationProblem), "warn"))]),
        ...troubleLines(event, options),
        ...(event.delivery === undefined ? [] : deliveryBlocks(event.delivery)),
      ],
    ),
  ];
}

function idOf({ eventId, envelopeId, messageId }: EventView): string {
  return eventId ?? envelopeId ?? messageId ?? "?";
}

function marksOf(event: EventView): readonly Span[] {
  const marks: string[] = [];
  if (event.duplicateOf !== undefined) marks.push("duplicate");
  if (event.redelivered === true) marks.push("redelivered");
  if (event.signature === "absent") marks.push("not signed");
  if (event.form === "unknown") marks.push("unknown form");
  else if (event.eventType !== null && findEventType(event.eventType) === undefined) marks.push("undocumented type");
  if (event.successor !== undefined) marks.push("deprecated");
  return marks.map((mark) => span(`  [${mark}]`, "warn"));
}

/** On a line of its own: beside two long names of types there is no room in a terminal. */
function successorLines({ successor }: EventView): readonly Block[] {
  return successor === undefined ? [] : [line(span(`subscribe to ${short(successor)} instead`, "warn"))];
}

/** Makes one of fields that follow each other, so that their values stand below each other. */
function aligned(blocks: readonly Block[]): readonly Block[] {
  const result: Block[] = [];
  for (const block of blocks) {
    const before = result.at(-1);
    if (block.kind !== "fields" || before?.kind !== "fields") result.push(block);
    else result[result.length - 1] = fields([...before.rows, ...block.rows]);
  }
  return result;
}

function aboutLines(event: EventView): readonly Block[] {
  return aboutTexts(event).map((text) => line(text));
}

/** What an event is about, a text for each thing. */
export function aboutTexts({ resources, references }: Pick<EventView, "resources" | "references">): readonly string[] {
  return capped([...new Set(resources.map((path, index) => aboutText(path, references[index] ?? {})))]);
}

/** What a resource path is about, in words; the path itself if none of its ids are known. */
function aboutText(path: string, ids: Ids): string {
  const words = ID_WORDS.flatMap(([id, word]) => {
    const value = ids[id];
    return value === undefined ? [] : [`${word} ${short(value)}`];
  });
  return words.length === 0 ? short(path) : words.join(", ");
}

function detailRows(event: EventView): readonly (readonly [string, Cell])[] {
  const from = [event.source, event.account, event.region].flatMap((part) => (part === undefined ? [] : [short(part)]));
  return [
    ["Event id", event.eventId === undefined ? undefined : short(event.eventId)],
    ["Envelope id", event.envelopeId === undefined ? undefined : short(event.envelopeId)],
    ["Subscription", event.subscriptionId === undefined ? undefined : short(event.subscriptionId)],
    ["API version", event.apiVersion === undefined ? undefined : short(event.apiVersion)],
    ["From", from.length === 0 ? undefined : from.join(", ")],
    ["Form", event.form],
    ["Data", dataText(event.data)],
  ];
}

function dataText(data: unknown): string | undefined {
  if (data === undefined || data === null) return undefined;
  const json = stringifyJson(data);
  return json === "{}" ? undefined : short(json);
}

function troubleLines(event: EventView, { whole }: EventViewOptions): readonly Block[] {
  if (event.problems === undefined) return [];
  const where = event.line === undefined ? "" : `line ${event.line}: `;
  const lines = capped(event.problems.map((problem) => `${where}${short(problem)}`));
  const { raw, rawEncoding } = event;
  if (raw === undefined) return lines.map((text) => line(span(text, "warn")));
  const cut = raw.length > LONGEST ? `; ${whole}` : "";
  const size = rawEncoding === "base64" ? Buffer.byteLength(raw, "base64") : Buffer.byteLength(raw, "utf8");
  return [
    ...lines.map((text) => line(span(text, "warn"))),
    line([
      span(rawEncoding === "base64" ? "Message (Base64): " : "Message: ", "dim"),
      cutOff(raw),
      span(` (${size} bytes${cut})`, "dim"),
    ]),
  ];
}

function capped(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}

/** A text that fits the screen; what was cut is said by its length. */
function short(text: string): string {
  return text.length <= LONGEST ? text : `${cutOff(text)} (${text.length} characters)`;
}

function cutOff(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
