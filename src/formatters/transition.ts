import { type Block, blank, fields, span } from "./blocks.ts";
import { stateSpan } from "./state.ts";

/** One change of state that was asked for. */
export interface StateChange {
  /** Package id, return package id or return line item id. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  /** State as last seen: equal to `to` once it is reached. */
  readonly state: string;
  /** Event types that the documentation names for this step. */
  readonly expectedEvents: readonly string[];
  /** Documented time until the change shows, in milliseconds; null where it is not documented. */
  readonly documentedWaitMs: number | null;
  /** Id of the part that was split off and moved; the rest kept the package's. */
  readonly partId?: string | undefined;
}

/** Changes of state: before and after, and the events to expect. */
export function stateChangesBlocks(entity: string, changes: readonly StateChange[]): readonly Block[] {
  return changes.flatMap((change, index) => [
    ...(index === 0 ? [] : [blank()]),
    fields([
      [entity, span(change.id, "strong")],
      ["Split off", change.partId === undefined ? undefined : span(change.partId, "strong")],
      [
        "State",
        [
          stateSpan(change.from),
          " -> ",
          stateSpan(change.to),
          change.reason === null ? "" : span(` (${change.reason})`, "dim"),
          change.state === change.to ? "" : span(`, still ${change.state}`, "dim"),
        ],
      ],
      ["Events", change.expectedEvents.length === 0 ? undefined : change.expectedEvents.join(", ")],
    ]),
  ]);
}
