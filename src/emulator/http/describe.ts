import type { Product } from "../domain/catalog/products.ts";
import { isBuyable } from "../domain/catalog/products.ts";
import type { Return } from "../domain/entities.ts";
import { ORDERS } from "../domain/entities.ts";
import type { MovedTracker } from "../domain/orders/tracker-control.ts";
import type { Store } from "../store/store.ts";

/** What `POST returns` answers: the ids that the next steps need. */
export function describeReturn(opened: Return): unknown {
  const returnLineItems = opened.lines.map(({ id, lineItemId, units }) => ({ id, lineItemId, amount: units }));
  return { returnId: opened.id, returnPackageId: opened.packages[0]?.id, state: opened.state, returnLineItems };
}

/** What `POST trackers` answers: the tracker as it is now, and the package behind it. */
export function describeTracker({ tracker, order, packageId, packageState }: MovedTracker): unknown {
  const { carrierCode, trackingNumber, milestones } = tracker;
  return { carrierCode, trackingNumber, orderId: order.id, packageId, packageState, milestones };
}

/** What `POST stock` answers: the product as it is now. */
export function describeStock(product: Product): unknown {
  const { id, sku, externalId, amazonSku, inventoryItemId, units } = product;
  const buyability = isBuyable(product) ? "BUYABLE" : "NOT_BUYABLE";
  return { productId: id, sku, externalId, amazonSku: amazonSku?.value ?? null, inventoryItemId, units, buyability };
}

/** A few lines on an order, for its BWP_STOREFRONT link; undefined if there is none. */
export function describeOrder(store: Store, orderId: string, url: string): string | undefined {
  const order = store.get(ORDERS, orderId);
  if (order === undefined) return undefined;
  const packages = order.packages.map((parcel) => `package ${parcel.id} ${parcel.state}`);
  const returns = order.returns.map((each) => `return ${each.id} ${each.state}`);
  const hint = `Open a return, as a shopper would: POST ${url}/_emulator/returns {"orderId":"${order.id}"}`;
  return [`Order ${order.id} ${order.executionState}`, ...packages, ...returns, hint].join("\n");
}
