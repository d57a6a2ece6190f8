import type { MilestoneCode } from "../../../model/package-states.ts";
import type { Order } from "../entities.ts";
import type { DomainEvent } from "../events/publishing.ts";

/** A package (outbound or return) that took a new state, for its tracker. */
export interface MovedPackage {
  readonly packageId: string;
  /** Key of its tracker; null while it has none. */
  readonly tracker: string | null;
  readonly to: Extract<MilestoneCode, "IN_TRANSIT" | "DELIVERED" | "UNDELIVERABLE">;
}

/** An order on its way through several steps, and what the steps caused so far. */
export interface Progress {
  readonly order: Order;
  readonly events: readonly Omit<DomainEvent, "targetId">[];
  readonly moved: readonly MovedPackage[];
}

/** The same progress with more events and moves. */
export function proceed(
  progress: Progress,
  order: Order,
  events: Progress["events"],
  moved: readonly MovedPackage[] = [],
): Progress {
  return { order, events: [...progress.events, ...events], moved: [...progress.moved, ...moved] };
}
