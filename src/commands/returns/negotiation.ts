import { at, idOf, listOf, moneyOf, textOf } from "../../client/dialects/reading.ts";
import type { ReturnNegotiation } from "../../formatters/negotiation.ts";

/**
 * Reads what `return`, `createReturn` and `updateReturn` answer beyond the return itself: reasons and delivery offers to
 * choose from, labels, the expected refund. Page: return (newer than 2024-11-01, fields from its example).
 */
export function readNegotiation(data: unknown): ReturnNegotiation {
  const root = Object.values(at(data)).find((value) => typeof value === "object" && value !== null);
  const details = at(root, "returnDetails");
  const text = (value: unknown): string | undefined => textOf(at(value).value);
  return {
    expiresAt: textOf(details.expiresAt),
    reasons: listOf(details.returnLineItems).flatMap((item) =>
      listOf(item.returnReasonTermOptions).map((reason) => ({
        code: idOf(reason.reasonCode),
        text: text(reason.description),
        isCommentRequired: reason.isCommentRequired === true,
      })),
    ),
    deliveryOffers: listOf(details.returnDeliveryGroups).flatMap((group) => {
      const offer = at(group, "returnDeliveryOffer", "details");
      if (Object.keys(offer).length === 0) return [];
      const instructions = listOf(at(offer, "message").instructions).flatMap((part) => textOf(part.value) ?? []);
      const place = text(at(offer, "returnDeliveryTerm", "locator").locatorDisplayString);
      return [{ id: idOf(offer.id), text: [...instructions, place].filter((part) => part !== undefined).join(" ") }];
    }),
    labels: listOf(details.returnPackageDetails).flatMap((entry) =>
      listOf(entry.labels).map((label) => ({ type: idOf(label.type), url: textOf(label.url) })),
    ),
    rma: listOf(details.returnPackageDetails).flatMap((entry) => textOf(entry.rma) ?? []),
    refund: moneyOf(at(details, "refundTerm", "estimatedRefundTotal").totalAmount),
  };
}
