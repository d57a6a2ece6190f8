import { notEmulated } from "../../domain/api-error.ts";
import { findOrder } from "../../domain/orders/find-order.ts";
import { createOrder, updateOrder } from "../../domain/orders/orders.ts";
import { completeWholeReturns, updateDeliveries } from "../../domain/orders/sandbox.ts";
import { toUpdateOrderInput } from "../2024-04-01/inputs.ts";
import type { Operation } from "../operations.ts";
import { operation } from "../operations.ts";
import { USER_EVENT_OPERATIONS } from "../resolvers/analytics.ts";
import { CATALOG_OPERATIONS_2024_01_01 } from "../resolvers/catalog.ts";
import { deliveryOperations } from "../resolvers/delivery.ts";
import { EVENT_OPERATIONS } from "../resolvers/events.ts";
import { PRIVACY_OPERATIONS } from "../resolvers/privacy.ts";
import { reversalOffersOperation } from "../resolvers/returns.ts";
import { toDeliveryPreviewInput } from "./delivery-input.ts";
import type {
  CreateOrderInput20240101,
  DeliveryInformationInput,
  OrderIdentifier20240101,
  UpdateOrderInput20240101,
  WholeReturnsInput,
} from "./inputs.ts";
import { toCreateOrderInput, toOrderIdentifier, toPackageInformation } from "./inputs.ts";

interface OrderArguments {
  readonly orderId?: string | null;
  readonly orderIdentifier?: OrderIdentifier20240101 | null;
}

/** What version 2024-01-01 can do here. */
export const OPERATIONS_2024_01_01: readonly Operation[] = [
  ...EVENT_OPERATIONS,
  ...USER_EVENT_OPERATIONS,
  ...PRIVACY_OPERATIONS,
  ...CATALOG_OPERATIONS_2024_01_01,
  operation("order", "viewOrder", (domain, caller, { orderId, orderIdentifier }: OrderArguments) => {
    // Both arguments, or two names in the second one, make more than one way.
    const ways = [orderId == null ? {} : { orderId }, orderIdentifier ?? {}].map(toOrderIdentifier);
    const both = orderId != null && orderIdentifier != null;
    return findOrder(domain.store, "order", caller.targetId, both ? {} : { ...ways[0], ...ways[1] });
  }),
  operation("createOrder", "editOrder", (domain, caller, args: { input: CreateOrderInput20240101 }) => ({
    order: createOrder(domain, caller, toCreateOrderInput(args.input)),
  })),
  operation("updateOrder", "editOrder", (domain, caller, { input }: { input: UpdateOrderInput20240101 }) => {
    const { deliveryInformationDetailsAliases, ...rest } = input;
    if (deliveryInformationDetailsAliases != null) {
      throw notEmulated("aliases of deliveries (the fields are not documented)");
    }
    const order = updateOrder(domain, caller, { orderId: input.orderId ?? null }, toUpdateOrderInput(rest));
    return { id: order.id, order };
  }),
  operation(
    "updateOrderDeliveryInformation",
    "editOrder",
    (domain, caller, { input }: { input: DeliveryInformationInput }) => ({
      order: updateDeliveries(domain, caller, { orderId: input.orderId ?? null }, toPackageInformation(input)),
    }),
  ),
  operation("updateOrderReturns", "editOrder", (domain, caller, { input }: { input: WholeReturnsInput }) => ({
    order: completeWholeReturns(domain, caller, { orderId: input.orderId ?? null }, input.details ?? []),
  })),
  reversalOffersOperation("generateReversalOffers"),
  ...deliveryOperations(toDeliveryPreviewInput),
];
