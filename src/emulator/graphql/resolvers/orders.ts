import type { CreateOrderFromOfferInput } from "../../domain/delivery/order-from-offer.ts";
import { createOrderFromOffer } from "../../domain/delivery/order-from-offer.ts";
import type { CancelOrderInput } from "../../domain/orders/cancellations.ts";
import { cancelOrder } from "../../domain/orders/cancellations.ts";
import type { OrderIdentifier } from "../../domain/orders/find-order.ts";
import { findOrder } from "../../domain/orders/find-order.ts";
import type { CreateOrderInput } from "../../domain/orders/order-input.ts";
import type { UpdateOrderInput } from "../../domain/orders/orders.ts";
import { createOrder, updateOrder } from "../../domain/orders/orders.ts";
import { findTracker } from "../../domain/orders/trackers.ts";
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
