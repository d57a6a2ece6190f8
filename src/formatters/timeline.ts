import type { OrderView, Refund, ReturnDetails, Tracker } from "../model/order.ts";
import {
  type Block,
  fields,
  type Inline,
  type LaneMark,
  type LaneRow,
  lanes,
  line,
  type Span,
  section,
  span,
  type Tone,
  type ViewFacts,
} from "./blocks.ts";
import { contentsText } from "./contents.ts";
import { moneyText } from "./money.ts";
import { stateSpan } from "./state.ts";

/** Something with a life of its own in the picture: the order, a package, a return, a refund. */
interface Thing {
  readonly name: string;
  readonly id: string;
  readonly state: string | undefined;
  readonly tone: Tone;
  /** What it is about, for the legend. */
  readonly about: string | undefined;
  /** True if nothing more is to come. */
  readonly ended: boolean;
  readonly moments: readonly Moment[];
}

interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: readonly (string | Span)[];
  /** True for what is only expected. */
  readonly ahead?: boolean;
}

const DAY_MS = 86_400_000;
/** More would leave no room for text at 80 columns; what does not fit shares the last one. */
const MOST_LANES = 12;
const ENDED_STATES: ReadonlySet<string> = new Set(["DELIVERED", "CANCELLED", "COMPLETED", "SUCCESS", "REJECTED"]);

/**
 * What happened when, as a picture: one lane for the order and for each of its packages, returns and refunds, one row a
 * moment, earliest first. What the API gives no time for stands in the legend only.
 */
export function timelineBlocks(order: OrderView, facts: ViewFacts): readonly Block[] {
  const things = thingsOf(order);
  const placed = things.filter(({ moments }) => moments.length > 0);
  const legend = things.slice(1).map((thing) => {
    const about = [
      stateSpan(thing.state),
      thing.about === undefined ? "" : ` ${thing.about}`,
      thing.moments.length === 0 ? span(" (the API gives no times)", "dim") : "",
      span(` ${thing.id}`, "dim"),
    ];
    return [thing.name, about] as const;
  });
  const body: readonly Block[] =
    placed.length === 0 ? [line("The API gave no times.")] : [lanes(rowsOf(placed, facts.now))];
  return [section("Timeline (UTC)", body), ...(legend.length === 0 ? [] : [section("Lanes", [fields(legend)])])];
}

function thingsOf(order: OrderView): readonly Thing[] {
  const name = (kind: string, index: number, count: number): string => (count === 1 ? kind : `${kind} ${index + 1}`);
  return [
    {
      name: "Order",
      id: order.id,
      state: order.executionState,
      tone: "strong",
      about: undefined,
      ended: false,
      moments: orderMoments(order),
    },
    ...order.packages.map((entry, index, all): Thing => {
      const ended = ENDED_STATES.has(entry.state);
      return {
        name: name("Package", index, all.length),
        id: entry.id,
        state: entry.state,
        tone: "info",
        about: contentsText(entry.contents, order.lineItems),
        ended,
        moments: trackerMoments(entry.tracker, name("Package", index, all.length), ended),
      };
    }),
    ...order.returns.map((entry, index, all) => returnThing(entry, name("Return", index, all.length), order)),
    ...order.refunds.map((entry, index, all) => refundThing(entry, name("Refund", index, all.length), order)),
  ];
}

function moment(time: string | undefined, text: Moment["text"], more: Pick<Moment, "ahead"> = {}): readonly Moment[] {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? [] : [{ at, text, ...more }];
}

function orderMoments(order: OrderView): readonly Moment[] {
  const total = moneyText(order.total);
  return [
    ...moment(order.createdAt, ["Order created", total === undefined ? "" : `, ${total}`]),
    ...order.payments.flatMap((payment) =>
      moment(payment.createdAt, [`Payment ${moneyText(payment.amount) ?? ""} `, stateSpan(payment.state)]),
    ),
    ...order.cancellations.flatMap((entry) => {
      const by = entry.requestedBy === undefined ? "" : ` by ${entry.requestedBy}`;
      const why = entry.reason === undefined ? "" : ` (${entry.reason})`;
      return [
        ...moment(entry.createdAt, ["Cancellation asked for", span(`${by}${why}`, "dim")]),
        ...(entry.updatedAt === entry.createdAt || entry.state === "PENDING"
          ? []
          : moment(entry.updatedAt, ["Cancellation ", stateSpan(entry.state)])),
      ];
    }),
  ];
}

function trackerMoments(tracker: Tracker | undefined, name: string, ended: boolean): readonly Moment[] {
  if (tracker === undefined) return [];
  const known = tracker.milestones.length > 0 ? tracker.milestones : [tracker.latestMilestone];
  const past = known.flatMap((milestone) => {
    if (milestone === undefined) return [];
    const details = [milestone.message, milestone.place].filter((part) => part !== undefined).join("; ");
    const text = [`${name} `, stateSpan(milestone.code), details === "" ? "" : span(` ${details}`, "dim")];
    return moment(milestone.occurredAt, text);
  });
  if (ended) return past;
  const expected = tracker.latestDelivery ?? tracker.earliestDelivery;
  return [...past, ...moment(expected, [`${name} `, span("expected at the latest", "dim")], { ahead: true })];
}

function returnThing(details: ReturnDetails, name: string, order: OrderView): Thing {
  const contents = details.lineItems.flatMap((item) => item.contents);
  const ended = ENDED_STATES.has(details.state ?? "");
  const about = contentsText(contents, order.lineItems);
  return {
    name,
    id: details.id,
    state: details.state,
    tone: "accent",
    about,
    ended,
    moments: [
      ...moment(details.createdAt, [`${name} opened`, about === undefined ? "" : span(` ${about}`, "dim")]),
      ...details.packages.flatMap((entry) =>
        trackerMoments(entry.tracker, `${name} package`, entry.state !== "IN_TRANSIT"),
      ),
      ...(details.updatedAt === details.createdAt
        ? []
        : moment(details.updatedAt, [
            `${name} `,
            stateSpan(details.state),
            span(
              details.lineItems.some((item) => item.grading !== undefined) ? " last change, graded" : " last change",
              "dim",
            ),
          ])),
    ],
  };
}

function refundThing(refund: Refund, name: string, order: OrderView): Thing {
  const total = moneyText(refund.total);
  const isReported = refund.updatedAt !== refund.createdAt && refund.state !== "PENDING";
  const reason = refund.requestReason === undefined ? "" : ` (${refund.requestReason})`;
  return {
    name,
    id: refund.id,
    state: refund.state,
    tone: "warn",
    about: [total, contentsText(refund.contents, order.lineItems)].filter((part) => part !== undefined).join(" for "),
    ended: refund.state === "SUCCESS" || refund.state === "REJECTED",
    moments: [
      ...moment(refund.createdAt, [
        `${name} asked for`,
        isReported || total === undefined ? "" : `, about ${total}`,
        span(reason, "dim"),
      ]),
      ...(isReported
        ? moment(refund.updatedAt, [`${name} `, stateSpan(refund.state), total === undefined ? "" : ` ${total} in all`])
        : []),
    ],
  };
}

/** A moment in its place in the picture. */
interface Placed extends Moment {
  readonly thing: Thing;
}

/** All moments, earliest first; of the same second in the order of life, since trackers tell no fractions. */
function inOrder(things: readonly Thing[]): readonly Placed[] {
  return things
    .flatMap((thing) => thing.moments.map((entry): Placed => ({ thing, ...entry })).sort(bySecond))
    .sort(bySecond);
}

function bySecond(left: Moment, right: Moment): number {
  return Math.floor(left.at / 1000) - Math.floor(right.at / 1000);
}

function rowsOf(things: readonly Thing[], now: number): readonly LaneRow[] {
  const moments = inOrder(things);
  const lives = new Map(things.map((thing) => [thing, lifeOf(thing, moments)]));
  const laneOf = assignLanes(lives);
  const width = Math.max(...laneOf.values()) + 1;
  const draw = (index: number, isBetween: boolean): { mark: LaneMark; tone: Tone }[] => {
    const row = Array.from({ length: width }, (): { mark: LaneMark; tone: Tone } => ({ mark: "none", tone: "plain" }));
    for (const [thing, { first, last }] of lives) {
      const goesOn = isBetween ? first < index && index <= last : first < index && index < last;
      if (goesOn) row[laneOf.get(thing) ?? 0] = { mark: "pass", tone: thing.tone };
    }
    return row;
  };
  return moments.flatMap(({ thing, at, text, ahead }, index): LaneRow[] => {
    const before = moments[index - 1]?.at;
    const { first, last } = lives.get(thing) ?? { first: index, last: index };
    const mark: LaneMark = ahead ? "ahead" : index === last ? "last" : index === first ? "first" : "point";
    const row = draw(index, false);
    row[laneOf.get(thing) ?? 0] = { mark, tone: thing.tone };
    const days = before === undefined ? 0 : Math.max(0, Math.floor((at - before) / DAY_MS));
    const gap = { label: `  +${days} day${days === 1 ? "" : "s"}`, lanes: draw(index, true), text: "" };
    const late: Inline = ahead && at < now ? [...text, span(" (late)", "bad")] : text;
    return [...(days === 0 ? [] : [gap]), { label: labelOf(at, before), lanes: row, text: late }];
  });
}

/** Rows from the first to the last moment of a thing; open ended if more is to come. */
interface Life {
  readonly first: number;
  readonly last: number;
}

function lifeOf(thing: Thing, moments: readonly Placed[]): Life {
  const rows = moments.flatMap((entry, index) => (entry.thing === thing ? [index] : []));
  const isAhead = thing.moments.some(({ ahead }) => ahead === true);
  return { first: Math.min(...rows), last: thing.ended || isAhead ? Math.max(...rows) : Number.POSITIVE_INFINITY };
}

/** The leftmost lane that is free from a thing's first moment on. */
function assignLanes(lives: ReadonlyMap<Thing, Life>): ReadonlyMap<Thing, number> {
  const laneOf = new Map<Thing, number>();
  const busyUntil: number[] = [];
  for (const [thing, { first, last }] of [...lives].sort(([, left], [, right]) => left.first - right.first)) {
    const free = busyUntil.findIndex((until) => until < first);
    const lane = free === -1 ? Math.min(busyUntil.length, MOST_LANES - 1) : free;
    busyUntil[lane] = Math.max(busyUntil[lane] ?? 0, last);
    laneOf.set(thing, lane);
  }
  return laneOf;
}

/** Date and time; the date only where it changes. */
function labelOf(at: number, last: number | undefined): string {
  const text = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
  const sameDay = last !== undefined && text(last).slice(0, 10) === text(at).slice(0, 10);
  return sameDay ? `${" ".repeat(11)}${text(at).slice(11)}` : text(at);
}
