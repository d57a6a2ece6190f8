import type { MilestoneCode } from "../../../model/package-states.ts";
import type { Tracker } from "../../domain/entities.ts";
import type { Fields } from "../context.ts";

const MESSAGES: Readonly<Partial<Record<MilestoneCode, string>>> = {
  IN_TRANSIT: "The package is on its way.",
  DELIVERED: "The package was delivered.",
  OUT_FOR_DELIVERY: "The package is out for delivery.",
  UNDELIVERABLE: "The package could not be delivered.",
};

function milestoneView({ code, occurredAt }: Tracker["milestones"][number]): unknown {
  return { occurredAt, address: null, status: { code, message: { locale: "en-US", value: MESSAGES[code] ?? code } } };
}

/** `PackageTracker`. */
export const TRACKER_FIELDS: Fields<Tracker> = {
  estimatedDeliveryDate: ({ estimatedEarliest: earliest, estimatedLatest: latest }) => ({ earliest, latest }),
  latestMilestone: ({ milestones }) => milestones.slice(-1).map(milestoneView)[0],
  milestones: ({ milestones }) => milestones.map(milestoneView),
  packageTrackerIdentifier: ({ carrierCode, trackingNumber }) => ({ carrierCode, trackingNumber }),
};
