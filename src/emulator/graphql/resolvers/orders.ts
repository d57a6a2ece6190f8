import type { CancelOrderInput } from "../../domain/cancellations.ts";
import { cancelOrder } from "../../domain/cancellations.ts";
import type { OrderIdentifier } from "../../domain/find-order.ts";
import { findOrder } from "../../domain/find-order.ts";
import type { CreateOrderFromOfferInput } from "../../domain/order-from-offer.ts";
import { createOrderFromOffer } from "../../domain/order-from-offer.ts";
import type { CreateOrderInput } from "../../domain/order-input.ts";
import type { UpdateOrderInput } from "../../domain/orders.ts";
import { createOrder, updateOrder } from "../../domain/orders.ts";
import { findTracker } from "../../domain/trackers.ts";
import { operation } from "../operations.ts";

/** Queries and mutations of the Order interface, and the tracking query. */
export const ORDER_OPERATIONS = [
  operation("order", "viewOrder", (domain, caller, args: { orderIdentifier: OrderIdentifier }) =>
    findOrder(domain.store, "order", caller.targetId, args.orderIdentifier),
  ),
  operation("createOrder", "editOrder", (domain, caller, args: { input: CreateOrderInput }) => ({
    order: createOrder(domain, caller, args.input),
  })),
  operation("createOrderFromOffer", "editOrder", (domain, caller, args: { input: CreateOrderFromOfferInput }) => ({
    order: createOrderFromOffer(domain, caller, args.input),
  })),
  operation(
    "updateOrder",
    "editOrder",
    (domain, caller, args: { orderIdentifier: OrderIdentifier; input: UpdateOrderInput }) => ({
      order: updateOrder(domain, caller, args.orderIdentifier, args.input),
    }),
  ),
  operation(
    "cancelOrder",
    "editOrder",
    (domain, caller, args: { orderIdentifier: OrderIdentifier; input?: CancelOrderInput | null }) => ({
      cancellation: cancelOrder(domain, caller, args.orderIdentifier, args.input ?? {}),
    }),
  ),
  operation(
    "packageTracker",
    "viewPackageTracker",
    (
      domain,
      caller,
      args: {
        packageTrackerInput: {
          packageTrackerIdentifier?: { carrierCode?: string | null; trackingNumber?: string | null } | null;
        };
      },
    ) => findTracker(domain, caller, args.packageTrackerInput.packageTrackerIdentifier ?? {}),
  ),
];
