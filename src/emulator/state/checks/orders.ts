import { PACKAGE_STATES } from "../../../model/package-states.ts";
import { REFUND_STATES } from "../../../model/refund-states.ts";
import { RETURN_PACKAGE_STATES, RETURN_STATES } from "../../../model/return-states.ts";
import type { CollectionChecks } from "./check.ts";
import { anything, count, flag, list, object, oneOf, orNull, sameAsId, text, time, times } from "./check.ts";

const alias = object({ aliasType: text, aliasId: text });
const units = object({ lineItemId: text, units: count });

const order = object({
  id: sameAsId,
  targetId: text,
  aliases: list(alias),
  executionState: oneOf(["NOT_STARTED", "STARTED"]),
  ...times,
  customer: object({ contactId: text }),
  lineItems: list(object({ id: text, aliases: list(alias), units: count, unit: text, deliveryOffer: object({}) })),
  orderLinks: list(object({ destinationType: text, url: text })),
  packages: list(
    object({
      id: text,
      state: oneOf(PACKAGE_STATES),
      contents: list(units),
      tracker: orNull(text),
      reason: orNull(text),
    }),
  ),
  returns: list(
    object({
      id: text,
      external: flag,
      dropOff: flag,
      aliases: list(alias),
      state: oneOf(RETURN_STATES),
      ...times,
      lines: list(
        object({ id: text, lineItemId: text, units: count, grading: orNull(list(object({ units: count }))) }),
      ),
      packages: list(
        object({ id: text, state: oneOf(RETURN_PACKAGE_STATES), contents: list(units), tracker: orNull(text) }),
      ),
    }),
  ),
  refunds: list(
    object({
      id: text,
      external: flag,
      aliases: list(alias),
      state: oneOf(REFUND_STATES),
      ...times,
      contents: list(object({ lineItemId: text, units: orNull(count) })),
      returnId: orNull(text),
      paymentDetails: list(anything),
    }),
  ),
  cancellations: list(
    object({ id: text, aliases: list(alias), state: oneOf(["PENDING", "SUCCESS", "REJECTED"]), refundIds: list(text) }),
  ),
});

const deliveryPreview = object({
  id: sameAsId,
  targetId: text,
  createdAt: time,
  expiresAt: orNull(time),
  address: orNull(object({})),
  shopper: orNull(object({ id: text, isPrime: flag })),
  groups: list(
    object({
      id: text,
      products: list(object({ name: object({ kind: text, value: text }), units: count, unit: orNull(text) })),
      offers: list(
        object({
          id: text,
          date: object({ earliest: time, latest: time }),
          expiresAt: orNull(time),
          isPrimeEligible: flag,
          deliverySpeed: orNull(text),
        }),
      ),
    }),
  ),
});

/** Orders, their trackers, and the previews that they are made from. */
export const ORDER_CHECKS: CollectionChecks = {
  deliveryPreviews: deliveryPreview,
  orderAliases: text,
  orders: order,
  trackers: object({
    carrierCode: text,
    trackingNumber: text,
    orderId: text,
    targetId: text,
    createdAt: time,
    estimatedEarliest: time,
    estimatedLatest: time,
    milestones: list(object({ code: text, occurredAt: time })),
  }),
};
