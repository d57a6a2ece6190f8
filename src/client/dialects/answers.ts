import type { Cancellation, OrderView, ReversalOffer, Tracker } from "../../model/order.ts";
import { readCancellation, readTracker } from "./order-reader.ts";
import { amountOf, at, type Json, listOf, textOf } from "./reading.ts";

/** Members of an answer's `data`, for example `{updateOrder: {order: …}}`. */
function members(data: unknown): readonly unknown[] {
  return Object.values(at(data));
}

/**
 * The `Order` object in an answer, whatever operation gave it: `{order}`, `{createOrder: {order}}`, or `{updateOrder: {id}}`
 * as 2024-01-01 answers. Undefined if there is none.
 */
export function orderIn(data: unknown): Json | undefined {
  const { order } = at(data);
  if (order !== undefined) return Object.keys(at(order)).length > 0 ? at(order) : undefined;
  const [answer] = members(data).map((member) => at(member));
  const inner = at(answer?.order);
  if (Object.keys(inner).length > 0) return inner;
  return answer !== undefined && answer.order === undefined && textOf(answer.id) !== undefined ? answer : undefined;
}

/** Reads the order in an answer with the reader of a version. */
export function readOrderIn(readOrder: (order: unknown) => OrderView, data: unknown): OrderView | undefined {
  const order = orderIn(data);
  return order === undefined ? undefined : readOrder(order);
}

/** The cancellation in the answer of cancelOrder. */
export function cancellationIn(data: unknown): Cancellation | undefined {
  const cancellation = at(data, "cancelOrder", "cancellation");
  return Object.keys(cancellation).length === 0 ? undefined : readCancellation(cancellation);
}

/** The tracker in the answer of packageTracker. */
export function trackerIn(data: unknown): Tracker | undefined {
  return readTracker(at(data).packageTracker);
}

/** The `ReturnDetails` object in the answer of return, createReturn or updateReturn. */
export function returnIn(data: unknown): Json | undefined {
  const [details] = members(data).map((member) => at(member, "returnDetails"));
  return details === undefined || Object.keys(details).length === 0 ? undefined : details;
}

/** Reversal offers as versions since 2024-04-01 answer them. Page: reversaloffers. */
export function reversalOffersIn(data: unknown): readonly ReversalOffer[] {
  const offers = at(data, "reversalOffers");
  return listOf(offers.reversalOfferCollection).map((entry) => {
    const summary = at(entry.summary);
    const window = at(summary.window);
    return {
      item: textOf(at(entry, "item", "id").value),
      title: textOf(at(summary.title).value),
      description: textOf(at(summary.description).value),
      resolutionTypes: Array.isArray(summary.resolutionTypes)
        ? summary.resolutionTypes.flatMap((type) => textOf(type) ?? [])
        : undefined,
      duration: amountOf(window.duration),
      endDate: textOf(window.endDate),
      expiresAt: textOf(offers.expiresAt),
    };
  });
}
