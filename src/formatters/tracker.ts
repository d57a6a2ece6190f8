import type { Tracker } from "../model/order.ts";
import { type Block, fields, lanes, line, section, span, type ViewFacts } from "./blocks.ts";
import { trackerRows } from "./package.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";

/** A tracker with all its milestones, the earliest first. */
export function trackerBlocks(tracker: Tracker, facts: ViewFacts): readonly Block[] {
  const time = (text: string | undefined): number => Date.parse(text ?? "") || 0;
  const milestones = [...tracker.milestones].sort((left, right) => time(left.occurredAt) - time(right.occurredAt));
  const rowsOfTracker = trackerRows(tracker, facts);
  const latest = rowsOfTracker.findIndex(([label]) => label === "Latest");
  // The latest milestone stands at the end of the list; without a list it is all there is.
  const head = fields(milestones.length === 0 || latest === -1 ? rowsOfTracker : rowsOfTracker.slice(0, latest));
  if (milestones.length === 0) return [head, line("No milestones yet.")];
  const rows = milestones.map((milestone, index) => {
    const details = [milestone.message, milestone.place].filter((part) => part !== undefined).join("; ");
    return {
      label: timeText(milestone.occurredAt, facts) ?? "?",
      lanes: [
        { mark: index === milestones.length - 1 ? ("last" as const) : ("point" as const), tone: "info" as const },
      ],
      text: [stateSpan(milestone.code), details === "" ? "" : span(`  ${details}`, "dim")],
    };
  });
  return [head, section("Milestones", [lanes(rows)])];
}

/** A tracker that was moved, and its package. */
export interface MovedTracker {
  readonly packageId: string;
  readonly packageState: string;
  readonly carrierCode: string | null;
  readonly trackingNumber: string;
  readonly milestone: string;
  readonly milestones: readonly { readonly code: string | undefined }[];
}

/** What was asked of a tracker, and where it and its package are as last seen. */
export function movedTrackerBlocks(moved: MovedTracker): readonly Block[] {
  const reached = moved.milestones.flatMap(({ code }, index) => [index === 0 ? "" : " -> ", stateSpan(code ?? "?")]);
  return [
    fields([
      ["Package", [span(moved.packageId, "strong"), "  ", stateSpan(moved.packageState)]],
      ["Tracker", [moved.carrierCode, moved.trackingNumber].filter((part) => part !== null).join(" ")],
      ["Asked for", [stateSpan(moved.milestone)]],
      ["Milestones", reached],
      [
        "Events",
        ["PACKAGE_TRACKER_MILESTONE_CHANGED", ...(moved.milestone === "DELIVERED" ? ["PACKAGE_DELIVERED"] : [])].join(
          ", ",
        ),
      ],
    ]),
  ];
}
