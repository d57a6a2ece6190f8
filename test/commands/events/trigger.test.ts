import { describe, expect, test } from "vitest";
import { EVENT_TYPE_NAMES } from "../../../src/model/event-types.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

interface Triggered {
  readonly eventType: string;
  readonly orderId: string | null;
  readonly productId: string | null;
  readonly taskId: string | null;
  readonly steps: readonly { readonly title: string; readonly calls: readonly string[] }[];
  readonly published: readonly { readonly eventType: string; readonly outcome: string }[] | null;
}

/** What the handling of each event leads to, from the event pages: the thing, and the state that the event is about. */
const LEADS_TO: Readonly<Record<string, object>> = {
  ORDER_CONFIRMED: { kind: "order", order: { executionState: "STARTED" } },
  PACKAGE_DELIVERY_IN_TRANSIT: { kind: "package", package: { state: "IN_TRANSIT" } },
  PACKAGE_DELIVERED: { kind: "package", package: { state: "DELIVERED" } },
  PACKAGE_DELIVERY_CANCELLED: { kind: "package", package: { state: "CANCELLED" } },
  PACKAGE_TRACKER_MILESTONE_CHANGED: {
    kind: "tracker",
    tracker: { latestMilestone: { code: "OUT_FOR_DELIVERY" } },
  },
  REFUND_REQUESTED: { kind: "refund", refund: { state: "PENDING" } },
  REFUND_COMPLETED: { kind: "refund", refund: { state: "SUCCESS" } },
  RETURN_STARTED: { kind: "return", return: { state: "CREATED", packages: [{ state: "CREATED" }] } },
  RETURN_PACKAGE_IN_TRANSIT: { kind: "return", return: { packages: [{ state: "IN_TRANSIT" }] } },
  RETURN_PACKAGE_DELIVERED: { kind: "return", return: { packages: [{ state: "DELIVERED" }] } },
  RETURN_PACKAGE_DELIVERY_FAILED: { kind: "return", return: { packages: [{ state: "FAILED" }] } },
  RETURN_ITEM_GRADED: {
    kind: "return",
    return: { lineItems: [{ grading: { conditions: [{ condition: "SELLABLE" }] } }] },
  },
  RETURN_COMPLETED: { kind: "return", return: { state: "COMPLETED" } },
  BUYABILITY_CHANGED: { kind: "product", product: { buyability: "BUYABLE" } },
  PERSONAL_DATA_RETRIEVAL_TASK_COMPLETED: { kind: "task", task: { kind: "retrieval", status: "COMPLETED" } },
  PERSONAL_DATA_RETRIEVAL_TASK_FAILED: {
    kind: "task",
    task: { kind: "retrieval", status: "FAILED", errors: [{ code: "DATA_SUBJECT_NOT_FOUND" }] },
  },
  PERSONAL_DATA_DELETION_TASK_COMPLETED: { kind: "task", task: { kind: "deletion", status: "COMPLETED" } },
  PERSONAL_DATA_DELETION_TASK_FAILED: {
    kind: "task",
    task: { kind: "deletion", status: "FAILED", errors: [{ code: "ORDERS_NOT_CLOSED" }] },
  },
  DELIVERY_IN_TRANSIT: { kind: "package", package: { state: "IN_TRANSIT" } },
  DELIVERY_COMPLETED: { kind: "package", package: { state: "DELIVERED" } },
  DELIVERY_CANCELLED: { kind: "package", package: { state: "CANCELLED" } },
  RETURN_DELIVERY_IN_TRANSIT: { kind: "return", return: { packages: [{ state: "IN_TRANSIT" }] } },
  RETURN_DELIVERY_COMPLETED: { kind: "return", return: { packages: [{ state: "DELIVERED" }] } },
  RETURN_DELIVERY_FAILED: { kind: "return", return: { packages: [{ state: "FAILED" }] } },
  ITEM_IN_TRANSIT: { kind: "package", package: { state: "IN_TRANSIT" } },
  ITEM_DELIVERED: { kind: "package", package: { state: "DELIVERED" } },
  ITEM_CANCELLED: { kind: "package", package: { state: "CANCELLED" } },
};

/** Names that only the documentation of 2024-01-01 (and of 2024-04-01) lists. */
const OLDER = /^(ITEM_|DELIVERY_|RETURN_DELIVERY_)/;

async function connect(world: EventsWorld, type: string): Promise<void> {
  const version = OLDER.test(type) ? ["--api-version", "2024-01-01"] : [];
  await world.json(["subscribe", "create", "--type", type, "--source-name", "shop", ...version]);
  await world.json(["events", "connect", "--source", "shop"]);
}

const trigger = (world: EventsWorld, ...words: readonly string[]) =>
  world.json<Triggered>(["events", "trigger", ...words, "--wait"]);

describe("every event type arrives, and its handling leads to the thing", () => {
  test.each(EVENT_TYPE_NAMES.filter((name) => name !== "INVENTORY_CHANGED"))("%s", async (type) => {
    const world = await startEventsWorld();
    await connect(world, type);
    const { eventType, steps, published } = await trigger(world, type);
    expect(eventType).toBe(type);
    expect(steps.at(-1)?.calls.length).toBeGreaterThan(0);
    expect(published).toMatchObject([{ eventType: type, outcome: "delivered" }]);
    const tail = await world.bwp(["events", "tail", "--hydrate", "--idle-timeout", "1s", "-o", "ndjson"]);
    expect(tail.code).toBe(0);
    const records = tail.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(records.every((record) => record.eventType === type)).toBe(true);
    expect(records.at(-1).hydrated).toMatchObject([LEADS_TO[type]]);
  });

  test("INVENTORY_CHANGED is never published in a sandbox, and that is said", async () => {
    const world = await startEventsWorld();
    const result = await world.bwp(["events", "trigger", "INVENTORY_CHANGED"]);
    expect(result.code).toBe(5);
    expect(errorOf(result)).toMatchObject({
      code: "cannot_trigger",
      message: expect.stringContaining("a sandbox never publishes it"),
      suggestion: expect.stringContaining("bwp events send --type INVENTORY_CHANGED"),
    });
  });
});

describe("from an order that is there", () => {
  test("each type goes on from where the order is, by the shortest way, and says which calls it made", async () => {
    const world = await startEventsWorld();
    const { orderId, steps } = await trigger(world, "PACKAGE_DELIVERY_IN_TRANSIT");
    expect(steps.map(({ calls }) => calls)).toEqual([["createOrder"], ["updateOrderPackageInformation"]]);
    const from = async (type: string, ...words: readonly string[]) =>
      (await trigger(world, type, "--order", orderId ?? "", ...words)).steps.map(({ calls }) => calls.join());
    expect(await from("PACKAGE_DELIVERED")).toEqual(["updateOrderPackageInformation"]);
    expect(await from("RETURN_STARTED")).toEqual(["POST /_emulator/returns"]);
    expect(await from("RETURN_PACKAGE_DELIVERED")).toEqual(["updateOrderReturns", "updateOrderReturns"]);
    expect(await from("RETURN_ITEM_GRADED", "--set", "condition=DAMAGED")).toEqual(["updateOrderReturns"]);
    expect(await from("REFUND_COMPLETED")).toEqual(["updateOrder"]);
    const { order } = await world.json<{ order: { returns: object; refunds: object } }>([
      "order",
      "show",
      orderId ?? "",
    ]);
    expect(order.returns).toMatchObject({
      details: [{ returnLineItems: [{ grading: { summary: { unitWiseCondition: [{ condition: "DAMAGED" }] } } }] }],
    });
    expect(order.refunds).toMatchObject({ details: [{ state: "SUCCESS" }] });
  });

  test("what cannot happen any more says why, with the state of each package, and exits with 5", async () => {
    const world = await startEventsWorld();
    const { orderId } = await trigger(world, "PACKAGE_DELIVERED");
    const result = await world.bwp(["events", "trigger", "PACKAGE_DELIVERY_CANCELLED", "--order", orderId ?? ""]);
    expect(result.code).toBe(5);
    expect(errorOf(result)).toMatchObject({
      code: "cannot_trigger",
      findings: [expect.stringMatching(/^package \S+ is DELIVERED$/)],
      suggestion: "Leave out --order: then a new order is led there.",
    });
    const again = await world.bwp(["events", "trigger", "ORDER_CONFIRMED", "--order", orderId ?? ""]);
    expect([again.code, errorOf(again).message]).toEqual([
      5,
      "ORDER_CONFIRMED cannot be triggered: it is published once, when an order is created.",
    ]);
  });
});

describe("--set", () => {
  test("reaches the order that is made", async () => {
    const world = await startEventsWorld();
    const { orderId } = await trigger(
      world,
      "PACKAGE_DELIVERY_CANCELLED",
      ...["--set", "reason=UNFULFILLABLE", "--set", "price=7.25", "--set", "quantity=3"],
    );
    const shown = await world.json<{ order: object }>(["order", "show", orderId ?? ""]);
    expect(JSON.stringify(shown)).toContain('"UNFULFILLABLE"');
    expect(JSON.stringify(shown)).toContain("21.75");
  });

  test.each([
    ["reson=UNFULFILLABLE", "unknown_override", 'PACKAGE_DELIVERY_CANCELLED takes no "reson"', "Did you mean reason?"],
    ["reason=LOST", "invalid_override", '"reason" takes one of UNFULFILLABLE', undefined],
    ["reason", "invalid_override", "--set takes NAME=VALUE", undefined],
    [
      "quantity=abc",
      "invalid_override",
      '"quantity" takes a number above 0, not "abc"',
      "For example: --set quantity=2",
    ],
    ["quantity=0", "invalid_override", '"quantity" takes a number above 0, not "0"', "For example: --set quantity=2"],
    ["price=-1", "invalid_override", 'amount of money, 0 or more, not "-1"', "For example: --set price=18.50"],
    ["price=1e999", "invalid_override", "amount of money, 0 or more, not", "For example: --set price=18.50"],
    ["email=anna", "invalid_override", "an e-mail address.", "For example: --set email=sam.shopper@example.org"],
    ["constructor=1", "unknown_override", 'takes no "constructor"', undefined],
  ])("%s is refused before anything is sent", async (written, code, message, suggestion) => {
    const world = await startEventsWorld();
    const result = await world.bwp(["events", "trigger", "PACKAGE_DELIVERY_CANCELLED", "--set", written]);
    expect(result.code).toBe(2);
    expect(result.stderr).not.toContain("create an order");
    expect(errorOf(result)).toMatchObject({
      code,
      message: expect.stringContaining(message),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  });
});

test("--dry-run tells the way, and sends nothing", async () => {
  const world = await startEventsWorld();
  const { stdout, code } = await world.bwp(["events", "trigger", "RETURN_COMPLETED", "--dry-run", "-o", "table"]);
  expect(code).toBe(0);
  expect(stdout).toContain("nothing was sent");
  const titles = stdout.split("\n").flatMap((line) => /Step \d +(.*\S)/.exec(line)?.[1] ?? []);
  expect(titles).toEqual([
    "create an order and start its fulfilment",
    "move the package to IN_TRANSIT",
    "move the package to DELIVERED",
    "open a return, as the shopper would",
    "move the return package to IN_TRANSIT",
    "move the return package to DELIVERED",
    "grade what came back as SELLABLE",
  ]);
  const status = (await (await fetch(`${world.emulator.url}/_emulator/status`)).json()) as { orders?: number };
  expect(JSON.stringify(status)).not.toMatch(/"orders":[1-9]/);
});

test("a product of the catalog is sold out, and comes back with the next trigger", async () => {
  const world = await startEventsWorld();
  await connect(world, "BUYABILITY_CHANGED");
  await trigger(world, "BUYABILITY_CHANGED");
  const { steps, productId } = await trigger(world, "BUYABILITY_CHANGED");
  const sku = /TRIGGER-\w+/.exec(steps[0]?.title ?? "")?.[0] ?? "";
  const change = () => trigger(world, "BUYABILITY_CHANGED", "--set", `sku=${sku}`);
  const buyability = async () => {
    const { stdout } = await world.bwp(["catalog", "product", "show", "--sku", sku]);
    return /"(NOT_BUYABLE|BUYABLE)"/.exec(stdout)?.[1];
  };
  expect((await change()).productId).toBe(productId);
  expect(await buyability()).toBe("NOT_BUYABLE");
  await change();
  expect(await buyability()).toBe("BUYABLE");
});

test("production is refused before anything is sent", async () => {
  const world = await startEventsWorld();
  const argv = ["events", "trigger", "ORDER_CONFIRMED", "--yes"];
  const result = await world.bwp(argv, { env: { BWP_PROFILE_KIND: "production" } });
  expect([result.code, errorOf(result).code]).toEqual([2, "sandbox_only"]);
});

test("a state that does not come in time ends with 7, and says from which order to go on", async () => {
  const world = await startEventsWorld({ speed: "real" });
  const result = await world.bwp(["events", "trigger", "PACKAGE_DELIVERED", "--wait-timeout", "100ms"]);
  expect([result.code, errorOf(result).type]).toEqual([7, "timeout"]);
  const [, orderId] = /bwp events trigger PACKAGE_DELIVERED --order (\S+)/.exec(result.stderr) ?? [];
  const { order } = await world.json<{ order: { id: string } }>(["order", "show", orderId ?? ""]);
  expect(order.id).toBe(orderId);
});

test.each([
  "DELIVERY_COMPLETED",
  "RETURN_DELIVERY_COMPLETED",
  "REFUND_COMPLETED",
  "PERSONAL_DATA_DELETION_TASK_COMPLETED",
])("%s by the calls of 2024-01-01", async (type) => {
  const world = await startEventsWorld();
  const { published } = await trigger(world, type, "--api-version", "2024-01-01");
  expect(published).toMatchObject([{ outcome: "dropped", reason: "nobody is subscribed to it" }]);
});

test("with a real clock it says at once that documented waits have to pass", async () => {
  const world = await startEventsWorld({ speed: "real" });
  const { code, stdout, stderr } = await world.bwp(["events", "trigger", "PACKAGE_DELIVERY_IN_TRANSIT"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).published).toEqual([]);
  expect(stderr).toContain("documented waits may have to pass");
});

test("the data of a shopper who is named are deleted only after a confirmation", async () => {
  const world = await startEventsWorld();
  const argv = ["events", "trigger", "PERSONAL_DATA_DELETION_TASK_COMPLETED", "--set", "email=sam@example.org"];
  const result = await world.bwp(argv);
  expect(result.code).toBe(2);
  expect(errorOf(result).code).toBe("confirmation_required");
});

test("a pipe gets a line for each step", async () => {
  const world = await startEventsWorld();
  const { stderr } = await world.bwp(["events", "trigger", "RETURN_STARTED"]);
  expect(stderr.match(/^\d\/.*/gm)).toEqual([
    "1/4 create an order and start its fulfilment ...",
    "2/4 move the package to IN_TRANSIT ...",
    "3/4 move the package to DELIVERED ...",
    "4/4 open a return, as the shopper would ...",
  ]);
});

test.each(["table", "json"])("a shopper's address is masked in all that is said, as %s", async (format) => {
  const world = await startEventsWorld();
  const argv = ["events", "trigger", "PERSONAL_DATA_RETRIEVAL_TASK_FAILED", "--set", "email=anna.smith@example.org"];
  for (const words of [[], ["--dry-run"]]) {
    const { code, stdout, stderr } = await world.bwp([...argv, ...words, "-o", format]);
    expect(code).toBe(0);
    expect(stdout).toContain("ask for the shopper's data (a***@example.org)");
    expect(stdout + stderr).not.toContain("anna.smith");
  }
});

test("a deprecated name that nobody is subscribed to is not said to be published: its successor is", async () => {
  const world = await startEventsWorld();
  const call = () => world.bwp(["events", "trigger", "DELIVERY_IN_TRANSIT", "--wait", "-o", "table"]);
  const alone = await call();
  expect(alone.stderr).not.toContain("is published");
  const rest = "; nobody is subscribed to its deprecated name DELIVERY_IN_TRANSIT\n";
  expect(alone.stdout).toContain(`PACKAGE_DELIVERY_IN_TRANSIT was caused${rest}`);
  await connect(world, "PACKAGE_DELIVERY_IN_TRANSIT");
  expect((await call()).stdout).toContain(`PACKAGE_DELIVERY_IN_TRANSIT was published${rest}`);
  await connect(world, "DELIVERY_IN_TRANSIT");
  expect((await call()).stdout).toMatch(/^DELIVERY_IN_TRANSIT was published$/m);
});

test("nobody is subscribed: that is said once, with the way to subscribe", async () => {
  const world = await startEventsWorld();
  const { code, stdout, stderr } = await world.bwp(["events", "trigger", "REFUND_REQUESTED", "--wait"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).published).toMatchObject([{ outcome: "dropped", reason: "nobody is subscribed to it" }]);
  expect(stderr).toContain("Next: bwp subscribe create --type REFUND_REQUESTED subscribes to it.");
  const shown = await world.bwp(["events", "trigger", "REFUND_REQUESTED", "--wait", "-o", "table"]);
  const said = shown.stdout + shown.stderr;
  expect(said).toMatch(/^REFUND_REQUESTED was caused$/m);
  expect(said).not.toContain("published");
  expect(said.match(/nobody is subscribed/gi)).toHaveLength(1);
});

test("without a type it asks on a terminal; what a type is about is broken between words", async () => {
  const world = await startEventsWorld();
  const down = "\u001b[B";
  const asked = await world.asked(
    ["events", "trigger", "--dry-run"],
    [
      ["Which event", down.repeat(5)],
      ["a refund is due: usually after the carrier scanned returned items, and after\nevery cancellation", "\r"],
    ],
  );
  expect(asked.code).toBe(0);
  expect(asked.stderr).toContain("Which event? REFUND_REQUESTED");
  const elsewhere = await world.bwp(["events", "trigger"]);
  expect([elsewhere.code, errorOf(elsewhere).message]).toEqual([2, "Missing: TYPE."]);
});
