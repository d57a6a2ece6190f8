import { expect, test } from "vitest";
import { type Product, saveProduct } from "../../src/emulator/domain/catalog/products.ts";
import { eventData } from "../../src/emulator/domain/events/event-data.ts";
import { openStore } from "../../src/emulator/store/store.ts";
import { drainQueue, wireQueue } from "./support/aws.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, moveReturns, packageMove, showOrder, startedOrder } from "./support/order.ts";
import { startReceiver } from "./support/receiver.ts";
import { subscribe } from "./support/subscribe.ts";

const TYPES = [
  "ORDER_CONFIRMED",
  "PACKAGE_DELIVERY_IN_TRANSIT",
  "PACKAGE_TRACKER_MILESTONE_CHANGED",
  "PACKAGE_DELIVERED",
  "PACKAGE_DELIVERY_CANCELLED",
  "REFUND_REQUESTED",
  "REFUND_COMPLETED",
  "RETURN_STARTED",
  "RETURN_PACKAGE_IN_TRANSIT",
  "RETURN_PACKAGE_DELIVERED",
  "RETURN_PACKAGE_DELIVERY_FAILED",
  "RETURN_ITEM_GRADED",
  "RETURN_COMPLETED",
  "DELIVERY_COMPLETED",
];

async function subscribeAll(api: TestEmulator, url: string): Promise<void> {
  for (const eventType of TYPES) {
    const answer = await api.graphql(
      `mutation($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { subscriptionId } }`,
      { input: { eventType, destination: { webhook: { url, method: "POST" } } } },
    );
    expect(answer.errors).toBeUndefined();
  }
}

const REFUND = `mutation($id: OrderIdentifierInput!, $input: UpdateOrderInput!) {
  updateOrder(orderIdentifier: $id, input: $input) { order { id } }
}`;

/** Lives through a whole order, with a cancellation and a return; answers what `data` each event had. */
async function data(api: TestEmulator) {
  const receiver = await startReceiver();
  await subscribeAll(api, receiver.url);
  // biome-ignore lint/suspicious/noExplicitAny: events are JSON of every shape
  const found = new Map<string, any>();
  const arrived = (type: string) =>
    eventually(async () => {
      for (const { body } of receiver.received) {
        const event = JSON.parse(body.toString());
        found.set(event.eventDescriptor, event.data);
      }
      return found.get(type);
    });
  const { orderId, packageId, lines } = await startedOrder(api, [2]);
  const cancel = { reason: "CUSTOMER_REQUESTED", units: { [lines[0] ?? ""]: 1 } };
  await movePackages(api, orderId, [packageMove(packageId, "CANCELLED", cancel)]);
  await arrived("REFUND_REQUESTED");
  const [refund] = (await showOrder(api, orderId)).refunds.details;
  const total = { totalAmount: { amount: 18.1, currencyCode: "USD" } };
  await api.graphql(REFUND, {
    id: { orderId },
    input: { refunds: { details: [{ id: refund.id, state: "SUCCESS", refundTotal: total }] } },
  });
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await arrived("PACKAGE_TRACKER_MILESTONE_CHANGED");
  await movePackages(api, orderId, [packageMove(packageId, "DELIVERED")]);
  await arrived("PACKAGE_DELIVERED");
  const opened = await (await api.control("POST", "returns", { orderId })).json();
  const returnIdentifier = { id: opened.returnId };
  const move = (state: string) =>
    moveReturns(api, orderId, [{ returnIdentifier, returnPackageDetails: [{ id: opened.returnPackageId, state }] }]);
  await move("IN_TRANSIT");
  await move("DELIVERED");
  await arrived("RETURN_PACKAGE_DELIVERED");
  const unitWiseCondition = [{ condition: "SELLABLE", amount: { value: 1 } }];
  const returnLineItems = [{ id: opened.returnLineItems[0].id, grading: { summary: { unitWiseCondition } } }];
  await moveReturns(api, orderId, [{ returnIdentifier, returnLineItems }]);
  await arrived("RETURN_COMPLETED");
  await arrived("REFUND_COMPLETED");
  return { found, orderId, lines, refund, returnId: opened.returnId, order: await showOrder(api, orderId) };
}

test("data is empty unless it was asked for, as in every production sample", async () => {
  const { found } = await data(await startEmulator());
  expect([...found.values()].every((each) => JSON.stringify(each) === "{}")).toBe(true);
});

test("full data has the shapes of the newer event pages", async () => {
  const { found, orderId, lines, refund, returnId, order } = await data(await startEmulator({ eventData: "full" }));
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  // The one page that shows the whole: lists and objects as printed.
  expect(found.get("REFUND_COMPLETED")).toEqual({
    order: {
      id: orderId,
      aliases: [],
      refunds: [
        {
          details: {
            id: refund.id,
            createdAt: time,
            updatedAt: time,
            state: "SUCCESS",
            refundRequestReason: "CANCELLED_ORDER",
            refundStatusReason: null,
            refundTotal: { totalAmount: { amount: 18.1, currencyCode: "USD" } },
            refundFor: { orderLineItems: [{ lineItem: { id: lines[0] } }] },
          },
        },
      ],
    },
  });
  // The last refund that was asked for is the one of the return.
  const requested = found.get("REFUND_REQUESTED").order;
  expect(requested).toMatchObject({ id: orderId, aliases: [] });
  expect(requested.refunds.details).toEqual([
    expect.objectContaining({ id: order.refunds.details[1].id, createdAt: time, updatedAt: time, state: "PENDING" }),
  ]);
  expect(found.get("ORDER_CONFIRMED")).toMatchObject({
    order: {
      id: orderId,
      metadata: [{ createdAt: time, executionState: "STARTED" }],
      aliases: [],
      orderLinks: [],
      customer: [{ contact: { email: "nora@example.com", name: "Nora Quist", id: expect.any(String) } }],
      lineItems: [{ id: lines[0], amount: { unit: "ONE", value: 2 } }],
    },
  });
  const delivered = order.packageInformation.details.find((parcel: { state: string }) => parcel.state === "DELIVERED");
  for (const type of ["PACKAGE_DELIVERED", "DELIVERY_COMPLETED"]) {
    expect(found.get(type)).toEqual({
      order: {
        id: orderId,
        aliases: [],
        packageInformation: { details: [{ id: delivered.id, state: "DELIVERED" }] },
      },
    });
  }
  expect(found.get("PACKAGE_DELIVERY_CANCELLED").order.packageInformation.details).toEqual([
    { id: expect.any(String), state: "CANCELLED", reason: "CUSTOMER_REQUESTED" },
  ]);
  for (const type of ["RETURN_STARTED", "RETURN_PACKAGE_IN_TRANSIT", "RETURN_ITEM_GRADED", "RETURN_COMPLETED"]) {
    const state = type === "RETURN_COMPLETED" || type === "RETURN_ITEM_GRADED" ? "COMPLETED" : "CREATED";
    expect(found.get(type)).toEqual({
      order: {
        id: orderId,
        aliases: [],
        returns: { details: [{ id: returnId, createdAt: time, updatedAt: time, state }] },
      },
    });
  }
  // Nothing of it was ever seen.
  expect(found.get("PACKAGE_TRACKER_MILESTONE_CHANGED")).toEqual({});
});

test("full data of BUYABILITY_CHANGED is as its page prints it", () => {
  const store = openStore({});
  const targetId = "bp-1";
  const product: Product = {
    id: "q1w2e3r4t5y6u7",
    targetId,
    externalId: "shop-1",
    sku: "MUG-1",
    amazonSku: { value: "AMZ-1", marketplaceId: null },
    offerPrime: true,
    title: null,
    description: null,
    price: null,
    productDetailPageUrl: null,
    image: null,
    inventoryItemId: "i-1",
    units: 1,
    createdAt: "2025-01-20T12:00:00.000Z",
    updatedAt: "2025-01-20T12:00:00.000Z",
  };
  store.transaction((tx) => saveProduct(tx, undefined, product));
  const look = (itemId: string) => eventData(store, { type: "BUYABILITY_CHANGED", targetId, ids: { itemId } });
  expect(look(product.id)).toEqual({
    product: {
      externalId: { value: "shop-1" },
      id: "q1w2e3r4t5y6u7",
      amazonSku: { value: "AMZ-1" },
      sku: { value: "MUG-1" },
      buyability: { status: "BUYABLE" },
    },
  });
  expect(look("nothing")).toEqual({});
});

test.each(["INVENTORY_CHANGED", "PERSONAL_DATA_DELETION_TASK_FAILED"] as const)(
  "%s has no data: none was seen",
  (type) => {
    expect(eventData(openStore({}), { type, targetId: "bp-1", ids: { itemId: "i", taskId: "t" } })).toEqual({});
  },
);

test("events of older versions stay thin", async () => {
  const api = await startEmulator({ eventData: "full" });
  await subscribe(api, "DELIVERY_IN_TRANSIT", "older", "2024-04-01");
  const queue = await wireQueue(api.emulator.url, "older");
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  const event = await eventually(async () => (await drainQueue(api.emulator.url, queue))[0]);
  expect(event.detail).toEqual({});
});
