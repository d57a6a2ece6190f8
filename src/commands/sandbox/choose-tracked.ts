import { NotFoundError, RefusedError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import type { OrderView, Package, Tracker } from "../../model/order.ts";

/** A package and the tracking number of its tracker. */
export interface TrackedPackage {
  readonly parcel: Package;
  readonly trackingNumber: string;
  readonly carrierCode: string | undefined;
}

/** The package whose tracker shall move: the named one, else the only one that is on its way with a tracker. */
export async function chooseTracked(
  context: Context,
  order: OrderView,
  id: string | undefined,
): Promise<TrackedPackage> {
  const findings = order.packages.map((parcel) => `${parcel.id} (${parcel.state})`);
  if (id !== undefined && order.packages.every((parcel) => parcel.id !== id)) {
    throw new NotFoundError(`The order has no package ${id}.`, { findings });
  }
  const tracked = order.packages
    .filter((parcel) => (id === undefined ? parcel.state === "IN_TRANSIT" : parcel.id === id))
    .flatMap((parcel) => withTracker(parcel, parcel.tracker));
  const [first, ...others] = tracked;
  if (first === undefined) {
    throw new RefusedError(
      id === undefined
        ? `No package of order ${order.id} is on its way with a tracker.`
        : `The package ${id} has no tracker yet.`,
      {
        code: "no_tracker",
        suggestion: "A tracker shows some minutes after bwp sandbox advance-delivery --to IN_TRANSIT.",
        findings,
      },
    );
  }
  if (others.length === 0) return first;
  const { chosen } = await complete(context, {
    chosen: {
      given: undefined,
      flag: "PACKAGE_ID",
      ask: (prompt) =>
        prompt.select(
          "Which package?",
          tracked.map((value) => ({ value, label: value.parcel.id, hint: value.trackingNumber })),
        ),
    },
  });
  return chosen;
}

function withTracker(parcel: Package, tracker: Tracker | undefined): readonly TrackedPackage[] {
  if (tracker?.trackingNumber === undefined) return [];
  return [{ parcel, trackingNumber: tracker.trackingNumber, carrierCode: tracker.carrierCode }];
}
