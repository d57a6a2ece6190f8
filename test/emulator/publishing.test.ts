import { expect, test } from "vitest";
import { findEventType, isEventTypeName } from "../../src/model/event-types.ts";
import { callAws, drainQueue, wireQueue } from "./support/aws.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import {
  CREATE_ORDER,
  movePackages,
  moveReturns,
  packageMove,
  primeOrder,
  showOrder,
  startedOrder,
} from "./support/order.ts";

async function subscribe(api: TestEmulator, name: string, ...types: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const type of types) {
    const answer = await api.graphql(`mutation {
      createEventSubscription(input: {
        destination: { eventBridge: { region: "us-east-1", partnerEventSource: { account: "000000000000", name: "${name}" } } }
        eventType: "${type}"
      }) { subscriptionId }
    }`);
    ids.push(answer.data.createEventSubscription.subscriptionId);
  }
  return ids;
}

test("an event arrives in the second EventBridge form", async () => {
  const api = await startEmulator({ now: () => Date.parse("2025-01-20T12:00:00.120Z") });
  const [subscriptionId] = await subscribe(api, "my-source", "ORDER_CONFIRMED");
  const queue = await wireQueue(api.emulator.url, "my-source");
  const { id } = (await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder.order;
  const resource = `businessProduct/${api.emulator.credentials.targetId}/order/${id}`;
  const [event, ...others] = await drainQueue(api.emulator.url, queue);
  expect(others).toEqual([]);
  expect(event).toEqual({
    version: "0",
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    "detail-type": "ORDER_CONFIRMED",
    source: "aws.partner/buywithprime/my-source",
    account: "000000000000",
    time: "2025-01-20T12:00:00Z",
    region: "us-east-1",
    resources: [resource],
    detail: {
      idempotencyKey: Buffer.from(`${subscriptionId}#${event.detail.eventId}`).toString("base64"),
      eventDescriptor: "ORDER_CONFIRMED",
      resources: [resource],
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      apiVersion: "2024-11-01",
      subscriptionId,
      eventTime: "2025-01-20T12:00:00.120Z",
      data: {},
    },
  });
  expect(event.id).not.toBe(event.detail.eventId);
});

test("the whole way of an order publishes the documented events, each with the path of its type", async () => {
  const api = await startEmulator();
  const types = [
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
    "RETURN_ITEM_GRADED",
    "RETURN_COMPLETED",
  ];
  await subscribe(api, "everything", ...types);
  const queue = await wireQueue(api.emulator.url, "everything");
  const drained: { "detail-type": string; resources: string[] }[] = [];
  const next = async (...expected: string[]) => {
    const from = drained.length;
    await eventually(async () => {
      drained.push(...(await drainQueue(api.emulator.url, queue)));
      return drained.length >= from + expected.length;
    });
    expect(drained.slice(from).map((event) => event["detail-type"])).toEqual(expected);
  };

  const { orderId, packageId, lines } = await startedOrder(api, [2]);
  await next("ORDER_CONFIRMED");
  const cancel = { reason: "CUSTOMER_REQUESTED", units: { [lines[0] ?? ""]: 1 } };
  await movePackages(api, orderId, [packageMove(packageId, "CANCELLED", cancel)]);
  await next("PACKAGE_DELIVERY_CANCELLED", "REFUND_REQUESTED");
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await next("PACKAGE_DELIVERY_IN_TRANSIT", "PACKAGE_TRACKER_MILESTONE_CHANGED");
  await movePackages(api, orderId, [packageMove(packageId, "DELIVERED")]);
  await next("PACKAGE_DELIVERED", "PACKAGE_TRACKER_MILESTONE_CHANGED");
  const opened = await (await api.control("POST", "returns", { orderId })).json();
  await next("RETURN_STARTED");
  const returnIdentifier = { id: opened.returnId };
  const move = (state: string) =>
    moveReturns(api, orderId, [{ returnIdentifier, returnPackageDetails: [{ id: opened.returnPackageId, state }] }]);
  await move("IN_TRANSIT");
  await next("RETURN_PACKAGE_IN_TRANSIT", "PACKAGE_TRACKER_MILESTONE_CHANGED");
  await move("DELIVERED");
  await next("RETURN_PACKAGE_DELIVERED", "REFUND_REQUESTED", "PACKAGE_TRACKER_MILESTONE_CHANGED");
  const unitWiseCondition = [{ condition: "SELLABLE", amount: { value: 1 } }];
  const returnLineItems = [{ id: opened.returnLineItems[0].id, grading: { summary: { unitWiseCondition } } }];
  await moveReturns(api, orderId, [{ returnIdentifier, returnLineItems }]);
  await next("RETURN_ITEM_GRADED", "RETURN_COMPLETED");
  const refundId = (await showOrder(api, orderId)).refunds.details[1].id;
  await api.graphql(
    `mutation($input: UpdateOrderInput!) { updateOrder(orderIdentifier: { orderId: "${orderId}" }, input: $input) { order { id } } }`,
    { input: { refunds: { details: [{ id: refundId, state: "SUCCESS", refundTotal: {} }] } } },
  );
  await next("REFUND_COMPLETED");

  const bp = api.emulator.credentials.targetId;
  for (const { "detail-type": type, resources } of drained) {
    expect(isEventTypeName(type)).toBe(true);
    const [resource = ""] = resources;
    const pairs = resource.split("/").filter((_, index) => index % 2 === 0);
    expect(resource.startsWith(`businessProduct/${bp}/`)).toBe(true);
    const keysOf: Readonly<Record<string, string[]>> = {
      order: ["businessProduct", "order"],
      package: ["businessProduct", "order", "delivery"],
      return: ["businessProduct", "order", "return"],
      refund: ["businessProduct", "order", "refund"],
      tracker: ["businessProduct", "carrier", "tracker"],
    };
    expect(pairs).toEqual(keysOf[findEventType(type)?.category ?? ""]);
  }
  const delivered = drained.find((event) => event["detail-type"] === "PACKAGE_DELIVERED");
  expect(delivered?.resources).toEqual([`businessProduct/${bp}/order/${orderId}/delivery/${packageId}`]);
});

test("a failed return package publishes RETURN_PACKAGE_DELIVERY_FAILED; an undeliverable package its cancellation", async () => {
  const api = await startEmulator();
  await subscribe(api, "s", "RETURN_PACKAGE_DELIVERY_FAILED", "PACKAGE_DELIVERY_CANCELLED");
  const queue = await wireQueue(api.emulator.url, "s");
  const { orderId, packageId, lines } = await startedOrder(api, [2]);
  const [line = ""] = lines;
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT", { units: { [line]: 1 } })]);
  const shipped = await eventually(async () =>
    (await showOrder(api, orderId)).packageInformation.details.find(
      (each: { state: string }) => each.state === "IN_TRANSIT",
    ),
  );
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT"), packageMove(shipped.id, "DELIVERED")]);
  await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === "IN_TRANSIT");
  await movePackages(api, orderId, [packageMove(packageId, "CANCELLED", { reason: "UNDELIVERABLE" })]);
  const opened = await (await api.control("POST", "returns", { orderId })).json();
  const returnIdentifier = { id: opened.returnId };
  for (const state of ["IN_TRANSIT", "FAILED"]) {
    await eventually(async () => {
      const returnPackageDetails = [{ id: opened.returnPackageId, state }];
      return (await moveReturns(api, orderId, [{ returnIdentifier, returnPackageDetails }])).errors === undefined;
    });
  }
  const events = await eventually(async () => {
    const found = await drainQueue(api.emulator.url, queue);
    return found.length > 0 && found;
  });
  expect(events.map((event) => event["detail-type"])).toEqual([
    "PACKAGE_DELIVERY_CANCELLED",
    "RETURN_PACKAGE_DELIVERY_FAILED",
  ]);
});

test("the old name of an event is served to those who subscribed to it", async () => {
  const api = await startEmulator();
  await subscribe(api, "old", "DELIVERY_IN_TRANSIT");
  const queue = await wireQueue(api.emulator.url, "old");
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  const events = await eventually(async () => {
    const found = await drainQueue(api.emulator.url, queue);
    return found.length > 0 && found;
  });
  expect(events).toMatchObject([
    { "detail-type": "DELIVERY_IN_TRANSIT", detail: { eventDescriptor: "DELIVERY_IN_TRANSIT" } },
  ]);
});

test("a source without a bus drops its events, and the log says so", async () => {
  const api = await startEmulator();
  await subscribe(api, "lonely", "ORDER_CONFIRMED");
  const { PartnerEventSources, EventSources } = await callAws(api.emulator.url, "AWSEvents.ListEventSources", {});
  expect(JSON.stringify(PartnerEventSources ?? EventSources)).toContain("aws.partner/buywithprime/lonely");
  await api.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  const { entries } = await (await api.control("GET", "log")).json();
  const messages = entries.map((entry: { message: string }) => entry.message);
  expect(messages).toContainEqual(expect.stringMatching(/^ORDER_CONFIRMED was dropped: .*lonely/));
});
