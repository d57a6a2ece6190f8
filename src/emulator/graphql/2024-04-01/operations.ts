import type { CancelOrderInput } from "../../domain/orders/cancellations.ts";
import { cancelOrder } from "../../domain/orders/cancellations.ts";
import type { OrderIdentifier } from "../../domain/orders/find-order.ts";
import { findOrder, findOrderByAnyId } from "../../domain/orders/find-order.ts";
import { createOrder, updateOrder } from "../../domain/orders/orders.ts";
import type { Operation } from "../operations.ts";
import { operation } from "../operations.ts";
import { USER_EVENT_OPERATIONS } from "../resolvers/analytics.ts";
import { CATALOG_OPERATIONS } from "../resolvers/catalog.ts";
import { deliveryOperations } from "../resolvers/delivery.ts";
import { EVENT_OPERATIONS } from "../resolvers/events.ts";
import { PRIVACY_OPERATIONS } from "../resolvers/privacy.ts";
import { reversalOffersOperation } from "../resolvers/returns.ts";
import { toDeliveryPreviewInput } from "./delivery-input.ts";
import type { CancelOrderInput20240401, CreateOrderInput20240401, OlderUpdateOrderInput } from "./inputs.ts";
import { toCreateOrderInput, toUpdateOrderInput } from "./inputs.ts";

/** What version 2024-04-01 can do here; no sandbox operation of it is documented. */
export const OPERATIONS_2024_04_01: readonly Operation[] = [
  ...EVENT_OPERATIONS,
  ...USER_EVENT_OPERATIONS,
  ...PRIVACY_OPERATIONS,
  ...CATALOG_OPERATIONS,
  operation("order", "viewOrder", (domain, caller, args: { orderIdentifier?: OrderIdentifier | null }) =>
    findOrder(domain.store, "order", caller.targetId, args.orderIdentifier ?? {}),
  ),
  operation("createOrder", "editOrder", (domain, caller, args: { input: CreateOrderInput20240401 }) => ({
    order: createOrder(domain, caller, toCreateOrderInput(args.input)),
  })),
  operation("updateOrder", "editOrder", (domain, caller, { input }: { input: OlderUpdateOrderInput }) => {
    const identifier = input.orderId == null ? {} : findOrderByAnyId(domain.store, caller.targetId, input.orderId);
    return { order: updateOrder(domain, caller, identifier, toUpdateOrderInput(input)) };
  }),
  operation(
    "cancelOrder",
    "editOrder",
    (domain, caller, args: { input: CancelOrderInput & CancelOrderInput20240401 }) => ({
      cancellation: cancelOrder(domain, caller, args.input.orderIdentifier, args.input),
    }),
  ),
  reversalOffersOperation("reversalOffers"),
  ...deliveryOperations(toDeliveryPreviewInput),
];
