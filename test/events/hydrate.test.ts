import { expect, test } from "vitest";
import { NotFoundError, PermissionError } from "../../src/errors.ts";
import { readEnvelope } from "../../src/events/envelope.ts";
import { hydrateEvents } from "../../src/events/hydrate.ts";
import type { OrderView } from "../../src/model/order.ts";
import type { PrivacyTask, PrivacyTaskKind } from "../../src/model/privacy.ts";
import { webhookBody } from "./messages.ts";

const tracker = {
  carrierCode: "ups",
  trackingNumber: "1Z",
  trackingUrl: undefined,
  earliestDelivery: undefined,
  latestDelivery: undefined,
  latestMilestone: undefined,
  milestones: [],
};

function order(id: string): OrderView {
  return {
    id,
    packages: [{ id: "d1", state: "DELIVERED", reason: undefined, aliases: [], contents: [], tracker }],
    returns: [
      {
        id: "r1#RF",
        state: "CREATED",
        createdAt: undefined,
        updatedAt: undefined,
        aliases: [],
        lineItems: [],
        packages: [],
      },
    ],
    refunds: [
      {
        id: "f1",
        state: "PENDING",
        aliases: [],
        requestReason: undefined,
        statusReason: undefined,
        createdAt: undefined,
        updatedAt: undefined,
        total: undefined,
        contents: [],
        payments: [],
      },
    ],
    aliases: [],
    cancellations: [],
    executionState: undefined,
    createdAt: undefined,
    updatedAt: undefined,
    customer: undefined,
    lineItems: [],
    packageState: undefined,
    total: undefined,
    totalVerified: undefined,
    charges: [],
    tax: undefined,
    discount: undefined,
    payments: [],
    refundTotal: undefined,
    links: [],
  };
}

function event(type: string, ...resources: string[]) {
  const body = webhookBody(type, "");
  return readEnvelope(JSON.stringify({ ...body, resources: resources.map((path) => `businessProduct/bp/${path}`) }));
}

const privacyTask = async (kind: PrivacyTaskKind, id: string): Promise<PrivacyTask> => ({
  kind,
  id,
  status: "COMPLETED",
  submittedAt: undefined,
  updatedAt: undefined,
  holdingPeriod: undefined,
  email: "s***@example.org",
  errors: [],
});

const queries = {
  privacyTask,
  order: async (id: string) => order(id),
  packageTracker: async () => tracker,
};

const inventory = { id: "q1", amount: "12", sku: "LAMP" };

/** What the catalog answers; what a product is does not matter to the handling. */
const catalogQueries = {
  product: async (id: string) => ({
    id,
    sku: "LAMP",
    externalId: undefined,
    amazonSku: "AMZ-LAMP",
    offerPrime: true,
    buyability: "BUYABLE",
    url: undefined,
    imageUrl: undefined,
    description: undefined,
    inventory,
  }),
  inventoryItem: async (id: string) => ({ ...inventory, id }),
};

/** The documented handling of each kind: events.md, section 9. */
test.each([
  ["ORDER_CONFIRMED", "order/o", { kind: "order", order: { id: "o" } }],
  ["PACKAGE_DELIVERED", "order/o/delivery/d1", { kind: "package", package: { id: "d1", state: "DELIVERED" } }],
  ["DELIVERY_COMPLETED", "order/o/delivery/d1", { kind: "package", package: { id: "d1" } }],
  ["RETURN_STARTED", "order/o/return/r1#RF", { kind: "return", return: { id: "r1#RF", state: "CREATED" } }],
  ["REFUND_REQUESTED", "order/o/refund/f1", { kind: "refund", refund: { id: "f1", state: "PENDING" } }],
  [
    "PACKAGE_TRACKER_MILESTONE_CHANGED",
    "carrier/ups/tracker/1Z",
    { kind: "tracker", tracker: { trackingNumber: "1Z" } },
  ],
  ...["COMPLETED", "FAILED"].flatMap((end): [string, string, object][] => [
    [
      `PERSONAL_DATA_RETRIEVAL_TASK_${end}`,
      "personalDataRetrievalTask/t1",
      { kind: "task", task: { kind: "retrieval", id: "t1" } },
    ],
    [
      `PERSONAL_DATA_DELETION_TASK_${end}`,
      "personalDataDeletionTask/t1",
      { kind: "task", task: { kind: "deletion", id: "t1" } },
    ],
  ]),
])("%s finds its thing", async (type, path, found) => {
  const [hydration] = await hydrateEvents([event(type, path)], queries);
  expect(hydration?.resources[0]).toMatchObject({ resource: `businessProduct/bp/${path}`, found });
});

/** catalog-delivery.md, section 19. */
test.each([
  ["BUYABILITY_CHANGED", "items/p7", { kind: "product", product: { id: "p7", buyability: "BUYABLE" } }],
  ["INVENTORY_CHANGED", "item-quantities/q1", { kind: "inventoryItem", inventoryItem: { id: "q1", amount: "12" } }],
])("%s is looked up in the catalog", async (type, path, found) => {
  const [hydration] = await hydrateEvents([event(type, path)], catalogQueries);
  expect(hydration?.resources[0]).toMatchObject({ found });
  const [nothing] = await hydrateEvents([event(type, path)], {
    product: async () => undefined,
    inventoryItem: async () => undefined,
  });
  expect(nothing?.resources[0]).toMatchObject({ problem: expect.stringMatching(/^There is no .+ (p7|q1)\.$/) });
});

test("one query an order, a few at once, and answers in the order of the events", async () => {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const slow = async (id: string) => {
    asked.push(id);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return order(id);
  };
  const events = Array.from({ length: 40 }, (_, at) => event("ORDER_CONFIRMED", `order/o${at % 10}`));
  const hydrations = await hydrateEvents(events, { order: slow });
  expect(asked.sort()).toEqual(Array.from({ length: 10 }, (_, at) => `o${at}`));
  expect(most).toBeLessThanOrEqual(4);
  expect(hydrations.map(({ resources: [first] }) => first && "found" in first && first.found)).toEqual(
    events.map((_, at) => expect.objectContaining({ order: expect.objectContaining({ id: `o${at % 10}` }) })),
  );
});

test("several resources of one event are each looked up", async () => {
  const [hydration] = await hydrateEvents(
    [event("REFUND_REQUESTED", "order/a/refund/f1", "order/b/refund/none")],
    queries,
  );
  expect(hydration?.resources).toMatchObject([
    { found: { refund: { id: "f1" } } },
    { problem: "The order has no refund none (yet)." },
  ]);
});

test("whatever goes wrong is told in words", async () => {
  const denied = {
    order: () => Promise.reject(new PermissionError("You do not have sufficient access to perform this action.")),
  };
  const problem = async (type: string, path: string, with_: Parameters<typeof hydrateEvents>[1]) => {
    const [hydration] = await hydrateEvents([event(type, path)], with_);
    const [first] = hydration?.resources ?? [];
    return hydration?.problem ?? (first && "problem" in first ? first.problem : undefined);
  };
  expect(await problem("ORDER_CONFIRMED", "order/o", denied)).toBe(
    "Access denied: You do not have sufficient access to perform this action.",
  );
  expect(
    await problem("ORDER_CONFIRMED", "order/o", { order: () => Promise.reject(new NotFoundError("No such order.")) }),
  ).toBe("Not found: No such order.");
  expect(await problem("ORDER_CONFIRMED", "order/o", { order: async () => undefined })).toBe("There is no order o.");
  expect(await problem("ORDER_CONFIRMED", "items/i", queries)).toBe("The resource path has no order id.");
  expect(await problem("BUYABILITY_CHANGED", "items/i", queries)).toBe("The query product is not available yet.");
  expect(await problem("SOMETHING_NEW", "order/o", queries)).toBe("No handling is documented for this event.");
  expect(await hydrateEvents([readEnvelope("no JSON")], queries)).toHaveLength(1);
});
