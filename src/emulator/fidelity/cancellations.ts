import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** Cancellations of orders. */
export const CANCELLATION_FIDELITY: readonly FidelityEntry[] = [
  entry(
    "cancel-packages",
    "cancelOrder",
    "documented",
    "Every package must be PENDING, else the request is refused; an order without packages can be cancelled.",
    "The query guide; orders without packages are unseen.",
  ),
  entry(
    "cancel-errors",
    "cancelOrder",
    "decided",
    "Refusals are generic ValidationErrors; a second request while one is open answers ConflictException.",
    "The table of codes is unseen.",
  ),
  entry(
    "cancel-wait",
    "cancelOrder",
    "decided",
    "A cancellation ends after 8 minutes, as packages that leave PENDING.",
    "No page names a wait.",
  ),
  entry(
    "cancel-end",
    "cancelOrder",
    "inferred",
    "SUCCESS cancels each package as CUSTOMER_REQUESTED, with the events and the refund of that step; REJECTED if a package left PENDING meanwhile.",
    "The states and the transitions of packages.",
  ),
  entry(
    "cancel-charged",
    "cancelOrder",
    "decided",
    "A refund is asked for each package, whether payments were reported or not; none for an order without packages.",
    "Refunds follow only if the shopper was charged, which cannot be known here.",
  ),
  entry(
    "cancel-lines",
    "order",
    "decided",
    "Each line shows the cancellations of its order, with all lines in canceledFor.",
    "Orders are cancelled as a whole.",
  ),
  entry(
    "cancel-aliases",
    "cancelOrder",
    "decided",
    "Aliases of cancellations need not be unique in the store.",
    "Only their number is documented.",
  ),
  entry("cancel-start", "updateOrder", "decided", "A cancelled order cannot be started.", "Unseen."),
];
