import { type Block, blank, fields, line, section, span, table } from "./blocks.ts";
import { placeText } from "./event-place.ts";

/** A step of a trigger, and the calls that it made. */
interface ShownStep {
  readonly title: string;
  readonly calls: readonly string[];
}

/** What a trigger did, as its card shows it. */
export interface TriggerView {
  readonly eventType: string;
  readonly orderId: string | null;
  readonly productId: string | null;
  readonly taskId: string | null;
  readonly steps: readonly ShownStep[];
  /** Null where there is no log to look into. */
  readonly published:
    | readonly {
        readonly eventType: string;
        /** Null for an event that nobody is subscribed to. */
        readonly subscriptionId: string | null;
        readonly outcome: string;
        readonly to: readonly string[];
        readonly reason: string | null;
        readonly resources: readonly string[];
      }[]
    | null;
}

function stepTable(steps: readonly ShownStep[]): Block {
  return table(
    ["Step", "Calls"],
    steps.map(({ title, calls }) => [title, calls.length === 0 ? null : span(calls.join(", "), "dim")]),
  );
}

/** A deprecated name has no event of its own where nobody is subscribed to it; its successor has. */
function headline(asked: string, published: NonNullable<TriggerView["published"]>): Block {
  const isSent = published.some(({ subscriptionId }) => subscriptionId !== null);
  const became = isSent ? "was published" : "was caused";
  const other = published.find(({ eventType }) => eventType !== asked)?.eventType;
  if (other === undefined || published.some(({ eventType }) => eventType === asked)) {
    return line([span(asked, "info"), ` ${became}`]);
  }
  return line([span(other, "info"), ` ${became}; nobody is subscribed to its deprecated name `, span(asked, "info")]);
}

/** What was done, what it is about, and what became of the event. */
export function triggerBlocks(result: TriggerView): readonly Block[] {
  const { eventType, orderId, productId, taskId, steps, published } = result;
  return [
    headline(eventType, published ?? []),
    blank(),
    stepTable(steps),
    blank(),
    fields([
      ["Order", orderId ?? undefined],
      ["Product", productId ?? undefined],
      ["Task", taskId ?? undefined],
    ]),
    ...(published ?? []).map((event) =>
      section(
        [
          span(event.eventType, "strong"),
          "  ",
          span(event.outcome, event.outcome === "delivered" ? "good" : "warn"),
          ...(event.to.length === 0 ? [] : [` to ${event.to.map(placeText).join(", ")}`]),
        ],
        [
          ...(event.reason === null ? [] : [line(span(event.reason, "warn"))]),
          ...event.resources.map((resource) => line(span(resource, "dim"))),
        ],
      ),
    ),
  ];
}

/** What a trigger would do. */
export function triggerPlanBlocks(plan: {
  readonly eventType: string;
  readonly steps: readonly { readonly title: string }[];
}): readonly Block[] {
  return [
    line([span("Dry run: ", "warn"), "nothing was sent."]),
    section(plan.eventType, [fields(plan.steps.map(({ title }, index) => [`Step ${index + 1}`, title] as const))]),
  ];
}
