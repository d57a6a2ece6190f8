/**
 * What both older versions (2024-01-01 and 2024-04-01) want otherwise than the newest one, in inputs. Pages: the changelogs of
 * 2024-04-01 and 2024-11-01, createorderinput, updateorderinput, deliveryofferdetailsinput, refunddetailsinput.
 */
import { UsageError } from "../../errors.ts";
import type { DeliveryOfferInput as OlderDeliveryOffer } from "../../generated/operations/2024-04-01.ts";
import type { DeliveryOfferInput, RefundInput } from "../../generated/operations/2024-11-01.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { type Missing, notInVersion } from "./call.ts";
import type { OrderIdentifierInput, UpdateOrderInput, Variables } from "./dialect.ts";
import { at, type Json, listOf } from "./reading.ts";

/** A version that is older than the newest. */
export type OlderVersion = Exclude<ApiVersion, "2024-11-01">;

type Path = readonly (string | number)[];

const NEWEST = ["2024-11-01"] as const;

/** Refuses a field that came with 2024-11-01, if it is given. */
function refuseGiven(value: unknown, missing: Omit<Missing, "versions">): void {
  if (value !== undefined && value !== null) throw notInVersion({ ...missing, versions: NEWEST });
}

/** Those of the given members that an input has; for {@link Call.unconfirmed}. */
export function membersGiven(input: object, names: readonly string[]): readonly string[] {
  const given = new Map(Object.entries(input));
  return names.filter((name) => given.get(name) !== undefined && given.get(name) !== null);
}

/**
 * The order id of an identifier, for operations that take nothing else.
 * @throws {RefusedError} code `not_in_version` for an alias.
 */
export function orderIdOf(version: OlderVersion, operation: string, { orderId, alias }: OrderIdentifierInput): string {
  if (alias || !orderId) {
    throw notInVersion({
      version,
      operation,
      path: ["orderIdentifier", "alias"],
      versions: NEWEST,
      instead: "give the order id",
    });
  }
  return orderId;
}

/**
 * Puts the order id into an input that names its order itself.
 * @throws {UsageError} code `two_orders` if the input names another order.
 */
export function placeOrderId(version: OlderVersion, identifier: OrderIdentifierInput, input: Variables): Variables {
  const orderId = orderIdOf(version, "updateOrder", identifier);
  if (input.orderId !== undefined && input.orderId !== null && input.orderId !== orderId) {
    throw new UsageError(`The input is about order ${String(input.orderId)}, the command about ${orderId}.`, {
      code: "two_orders",
      path: ["orderId"],
      suggestion: "Leave orderId out of the input.",
    });
  }
  return { ...input, orderId };
}

/**
 * A delivery choice in the older words: AMAZON with Prime is BUY_WITH_PRIME; Amazon without Prime does not exist.
 * @throws {RefusedError} code `not_in_version` with the field's path.
 */
export function olderDeliveryOffer(version: OlderVersion, offer: DeliveryOfferInput, path: Path): OlderDeliveryOffer {
  const { details, ...rest } = offer;
  if (!details) return rest;
  const { deliveryFor, deliveryProvider, deliveryTerms, ...same } = details;
  const missing = (...end: Path) => ({ version, operation: "createOrder", path: [...path, "details", ...end] });
  refuseGiven(deliveryFor, missing("deliveryFor"));
  if (deliveryProvider === "AMAZON" && deliveryTerms?.isPrimeEligible === false) {
    throw notInVersion({
      ...missing("deliveryTerms", "isPrimeEligible"),
      what: "delivery by Amazon without Prime",
      versions: NEWEST,
      instead: "let the merchant deliver or give a delivery preview and an offer",
    });
  }
  refuseGiven(deliveryTerms?.deliverySpeed, missing("deliveryTerms", "deliverySpeed"));
  return {
    ...rest,
    details: { ...same, deliveryProvider: deliveryProvider === "AMAZON" ? "BUY_WITH_PRIME" : deliveryProvider },
  };
}

/** A delivery choice of an older version in the newest words. */
export function newerDeliveryOffer(offer: Json): Json {
  if (offer.details === undefined || offer.details === null) return offer;
  const { deliveryProvider, lineItemAssociations, ...same } = at(offer.details);
  const isPrime = deliveryProvider === "BUY_WITH_PRIME";
  return {
    ...offer,
    details: {
      ...same,
      ...(lineItemAssociations === undefined ? {} : { deliveryFor: lineItemAssociations }),
      ...(deliveryProvider === undefined ? {} : { deliveryProvider: isPrime ? "AMAZON" : deliveryProvider }),
      ...(isPrime ? { deliveryTerms: { isPrimeEligible: true } } : {}),
    },
  };
}

/** Lines of an input, each rewritten; what is no object stays, for the check to find. */
export function rewriteLines(input: Variables, rewrite: (line: Json) => Json): Variables {
  return Array.isArray(input.lineItems)
    ? { ...input, lineItems: listOf(input.lineItems).map((line) => rewrite(line)) }
    : input;
}

/**
 * Changes of an order without what only 2024-11-01 takes. Lines are refused too: what `UpdateLineItemInput` holds is not
 * documented, so it cannot be translated.
 * @throws {RefusedError} code `not_in_version` with the field's path.
 */
export function olderChanges(version: OlderVersion, input: UpdateOrderInput) {
  const { lineItems, packageInformation, returns, refunds, ...same } = input;
  const missing = (...path: Path) => ({ version, operation: "updateOrder", path });
  refuseGiven(packageInformation, missing("packageInformation"));
  refuseGiven(returns, { ...missing("returns"), what: "external returns" });
  refuseGiven(lineItems, missing("lineItems"));
  return { ...same, ...(refunds ? { refunds: olderRefunds(version, refunds) } : {}) };
}

type RefundDetails = Exclude<NonNullable<NonNullable<RefundInput["details"]>[number]>, null>;

/** Reports on refunds without reasons and REJECTED; in 2024-01-01 also without external refunds, which have no id yet. */
function olderRefunds(version: OlderVersion, { details, ...rest }: RefundInput) {
  if (!details) return rest;
  return { ...rest, details: details.map((refund, index) => refund && olderRefund(version, refund, index)) };
}

function olderRefund(version: OlderVersion, refund: RefundDetails, index: number) {
  const { refundRequestReason, refundStatusReason, state, ...same } = refund;
  const missing = (field: string) => ({
    version,
    operation: "updateOrder",
    path: ["refunds", "details", index, field],
  });
  refuseGiven(refundRequestReason, missing("refundRequestReason"));
  refuseGiven(refundStatusReason, missing("refundStatusReason"));
  if (version === "2024-01-01" && !refund.id) {
    throw notInVersion({ ...missing("id"), what: "external refunds", versions: ["2024-04-01", "2024-11-01"] });
  }
  if (!state) return same;
  if (state === "REJECTED") throw notInVersion({ ...missing("state"), what: "state REJECTED", versions: NEWEST });
  return { ...same, state };
}
