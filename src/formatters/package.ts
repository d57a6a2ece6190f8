import type { LineItem, Package, ReturnPackage, Tracker } from "../model/order.ts";
import { aliasesText } from "./alias.ts";
import { type Block, type Cell, fields, type Inline, section, span, type ViewFacts } from "./blocks.ts";
import { contentsText } from "./contents.ts";
import { stateSpan } from "./state.ts";
import { timeText, utcText } from "./time.ts";

/** A package, outbound or on its way back: id and state, what it holds, where it is. */
export function packageBlock(entry: Package | ReturnPackage, lineItems: readonly LineItem[], facts: ViewFacts): Block {
  const title: Inline = ["Package ", entry.id, "  ", stateSpan(entry.state), ...reasonOf(entry.reason)];
  return section(title, [
    fields([
      ["Holds", contentsText(entry.contents, lineItems)],
      ["Aliases", "aliases" in entry ? aliasesText(entry.aliases) : undefined],
      ...trackerRows(entry.tracker, facts),
    ]),
  ]);
}

function reasonOf(reason: string | undefined): readonly (string | ReturnType<typeof span>)[] {
  return reason === undefined ? [] : [span(` (${reason})`, "dim")];
}

/** Rows for a tracker: number, estimate, latest milestone. */
export function trackerRows(
  tracker: Tracker | undefined,
  facts: ViewFacts,
): readonly (readonly [label: string, value: Cell])[] {
  if (tracker === undefined) return [];
  const number = [tracker.carrierCode, tracker.trackingNumber].filter((part) => part !== undefined).join(" ");
  const estimate = [tracker.earliestDelivery, tracker.latestDelivery].flatMap((time) =>
    time === undefined ? [] : utcText(time),
  );
  const latest = tracker.latestMilestone;
  return [
    ["Tracking", number === "" ? undefined : number],
    ["Follow", tracker.trackingUrl],
    ["Expected", estimate.length === 0 ? undefined : [...new Set(estimate)].join(" to ")],
    [
      "Latest",
      latest === undefined ? undefined : [stateSpan(latest.code), ` ${timeText(latest.occurredAt, facts) ?? ""}`],
    ],
    ["", milestoneText(latest?.message, latest?.place)],
  ];
}

/** What a milestone says and where: `On the van. (Springfield, OR, US)`. */
function milestoneText(message: string | undefined, place: string | undefined): string | undefined {
  if (message === undefined) return place;
  return place === undefined ? message : `${message} (${place})`;
}
