import { expect, test } from "vitest";
import { parseResource } from "../../src/events/resources.ts";
import { fc, test as property } from "./property.ts";

/** Paths of events.md section 7 and platform.md section 7.2. */
test.each([
  ["order/o", { orderId: "o" }],
  ["order/o/delivery/d", { orderId: "o", deliveryId: "d" }],
  ["order/o/return/r-1#RF", { orderId: "o", returnId: "r-1#RF" }],
  ["order/o/return/r/returnDelivery/rd", { orderId: "o", returnId: "r", returnDeliveryId: "rd" }],
  ["order/o/return/r/orderReturnLineItem/li", { orderId: "o", returnId: "r", returnLineItemId: "li" }],
  ["order/o/refund/f", { orderId: "o", refundId: "f" }],
  ["carrier/ups/tracker/1Z", { carrierCode: "ups", trackingNumber: "1Z" }],
  ["order/o/carrier/ups/tracker/1Z", { orderId: "o", carrierCode: "ups", trackingNumber: "1Z" }],
  ["items/i", { itemId: "i" }],
  ["item-quantities/i", { inventoryItemId: "i" }],
  ["inventory-item/i", { inventoryItemId: "i" }],
  ["personalDataRetrievalTask/t", { taskId: "t" }],
  ["personalDataDeletionTask/t", { taskId: "t" }],
])("businessProduct/bp/%s", (path, ids) => {
  const reference = parseResource(`businessProduct/bp/${path}`);
  expect(reference.ids).toEqual({ businessProductId: "bp", ...ids });
  expect(reference.leftover).toBeUndefined();
  expect(parseResource(`/businessProduct/bp/${path}`).ids).toEqual(reference.ids);
});

test("unknown types are kept, percent-encoding too, odd pieces are marked", () => {
  const reference = parseResource("businessProduct/bp/novelty/a%2Fb/order");
  expect(reference.pairs).toEqual([
    { type: "businessProduct", id: "bp" },
    { type: "novelty", id: "a%2Fb" },
  ]);
  expect(reference.leftover).toBe("order");
  expect(reference.ids).toEqual({ businessProductId: "bp" });
});

const piece = fc.string({ minLength: 1 }).filter((text) => !text.includes("/"));
property("pairs come back as they went in", [fc.array(fc.tuple(piece, piece), { minLength: 1 })], (pairs) => {
  const { pairs: read } = parseResource(pairs.flat().join("/"));
  expect(read).toEqual(pairs.map(([type, id]) => ({ type, id })));
});
