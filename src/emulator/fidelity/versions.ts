import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** What older versions of the API do in another way. */
export const VERSION_FIDELITY: readonly FidelityEntry[] = [
  entry(
    "version-order-ways",
    "order",
    "documented",
    "2024-01-01 takes orderId or orderIdentifier, exactly one.",
    "Reference page of 2024-01-01.",
  ),
  entry(
    "version-issues",
    "createOrder, updateOrder",
    "decided",
    "Paths in validation messages use the words of 2024-11-01 in every version.",
    "Messages of older versions are unseen.",
  ),
  entry(
    "version-any-id",
    "updateOrder",
    "inferred",
    "In 2024-04-01 input.orderId may be the id of any alias; if several orders have it, the oldest is meant.",
    "The field page: order id or the id of any alias.",
  ),
  entry(
    "version-prime",
    "order",
    "decided",
    "Until 2024-04-01 everything that Amazon delivers shows the provider PRIME.",
    "The older list has PRIME and MERCHANT only.",
  ),
  entry(
    "version-product",
    "createOrder",
    "documented",
    "Until 2024-04-01 a line of the merchant needs the title and price of its product.",
    "Changelog of 2024-11-01.",
  ),
  entry(
    "version-refunds",
    "updateOrder",
    "documented",
    "2024-01-01 answers MissingRefundId to a refund without id.",
    "Its guide rules external refunds out.",
  ),
  entry(
    "version-lines",
    "updateOrder",
    "decided",
    "lineItems, and aliases of deliveries in 2024-01-01, are refused with NotEmulated in updates.",
    "What they would change is unseen.",
  ),
  entry(
    "version-deliveries",
    "updateOrderDeliveryInformation",
    "decided",
    "The error codes of 2024-11-01 hold.",
    "The codes of 2024-01-01 are unseen.",
  ),
  entry(
    "version-whole-returns",
    "updateOrderReturns",
    "inferred",
    "2024-01-01 takes input.orderId and input.details with id and state.",
    "By analogy with updateOrderDeliveryInformation; the page is unseen.",
  ),
  entry(
    "version-return-done",
    "updateOrderReturns",
    "documented",
    "COMPLETED in 2024-01-01 publishes RETURN_DELIVERY_COMPLETED and REFUND_REQUESTED, and not RETURN_COMPLETED.",
    "Table of the sandbox guide.",
  ),
  entry(
    "version-return-packages",
    "updateOrderReturns",
    "decided",
    "COMPLETED in 2024-01-01 delivers the return packages that newer versions see.",
    "One domain behind all versions.",
  ),
  entry(
    "version-return-states",
    "order",
    "inferred",
    "2024-04-01 shows a return package in CREATED as a return delivery in PENDING.",
    "Lists of values of both versions.",
  ),
  entry(
    "version-drafts",
    "order",
    "decided",
    "Returns under negotiation do not show in older versions.",
    "The state DRAFT is newer.",
  ),
];
