import type { MilestoneCode } from "../../../model/package-states.ts";
import { RETURN_PACKAGE_MACHINE } from "../../../model/return-states.ts";
import { findTransition } from "../../../model/transitions.ts";
import type { Transaction } from "../../store/store.ts";
import type { Domain } from "../domain.ts";
import type { Order } from "../entities.ts";
import { ORDERS } from "../entities.ts";
import type { SandboxStep } from "../work.ts";
import { saveOrder } from "./orders.ts";
import { runSteps } from "./run-steps.ts";
import { endOf } from "./tracker-state.ts";
import { addMilestone, liveTracker } from "./trackers.ts";

/**
 * Gives a tracker its next milestone and publishes it. DELIVERED moves the package as well, with the events of that step.
 * Nothing happens to a tracker that came to its end meanwhile.
 */
export function moveTracker(domain: Domain, tx: Transaction, key: string, code: MilestoneCode): void {
  const tracker = liveTracker(domain, tx, key);
  if (tracker === undefined || endOf(tracker) !== undefined) return;
  addMilestone(domain, tx, tracker, code);
  const order = tx.get(ORDERS, tracker.orderId);
  if (code === "DELIVERED" && order !== undefined) deliver(domain, tx, order, key);
}

function deliver(domain: Domain, tx: Transaction, order: Order, key: string): void {
  const at = domain.clock.iso();
  const progress = runSteps(order, deliverySteps(order, key), at);
  saveOrder(tx, { ...progress.order, updatedAt: at });
  for (const event of progress.events) domain.publisher.publish(tx, { ...event, targetId: order.targetId });
}

function deliverySteps(order: Order, key: string): readonly SandboxStep[] {
  const outbound = order.packages
    .filter((parcel) => parcel.tracker === key && parcel.state === "IN_TRANSIT")
    .map(({ id }) => ({
      kind: "package" as const,
      packageId: id,
      to: "DELIVERED" as const,
      reason: null,
      units: null,
    }));
  const returned = order.returns.flatMap((each) =>
    each.packages
      .filter((parcel) => parcel.tracker === key)
      .filter((parcel) => findTransition(RETURN_PACKAGE_MACHINE, parcel.state, "DELIVERED") !== undefined)
      .map(({ id }) => ({
        kind: "returnPackage" as const,
        returnId: each.id,
        returnPackageId: id,
        to: "DELIVERED" as const,
      })),
  );
  return [...outbound, ...returned];
}
