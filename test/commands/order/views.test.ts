import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulated, startEmulated } from "../emulated.ts";

const ORDER = "EXTERNAL_ID:shop-1";
let world: Emulated;
beforeAll(async () => {
  world = await startEmulated();
  const created = await world.json<{ createOrder: { order: { id: string } } }>([
    ...["order", "create", "--sample", "--alias", ORDER, "--start", "--quantity", "2"],
    ...["--link", "EXTERNAL_ORDER_MANAGEMENT=https://shop.example.com/1", "--payment-method", "Visa ending in 4821"],
    ...["--payment-state", "CAPTURED", "--discount", "4.00", "--tax", "2.50"],
  ]);
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-delivery", ORDER, "--to", state, "--wait"]);
  }
  await world.openReturn(created.createOrder.order.id);
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-return", ORDER, "--to", state, "--wait"]);
  }
});
afterAll(() => world.close());

async function view(part: string): Promise<string> {
  const { code, stdout } = await world.bwp(["order", "show", ORDER, "--view", part], { tty: true });
  expect(code).toBe(0);
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  return stdout;
}

describe("order show --view", () => {
  test("summary counts what there is", async () => {
    const text = await view("summary");
    expect(text).toMatch(/^Order \S+ {2}STARTED\n/);
    expect(text).toMatch(/Total +35\.50 USD/);
    expect(text).toMatch(/Packages +1 DELIVERED/);
    expect(text).toMatch(/Refunds +1 PENDING/);
    expect(text).not.toContain("Lines\n");
  });

  test("lines, packages, returns and refunds show that part alone", async () => {
    expect(await view("lines")).toMatch(/Lines\n.*Qty/);
    expect(await view("packages")).toMatch(/Package \S+ {2}DELIVERED\n(?![\s\S]*Refund)/);
    expect(await view("returns")).toMatch(/Return \S+/);
    expect(await view("refunds")).toMatch(/Refund {2}PENDING/);
  });

  test("payments: money in and money out", async () => {
    expect(await view("payments")).toMatch(/payment +35\.50 USD +Visa ending in 4821 +CAPTURED/);
  });

  test("the timeline is a picture of what happened when", async () => {
    const text = await view("timeline");
    expect(text).toContain("Timeline (UTC)");
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}●.*Order created, 35\.50 USD/);
    expect(text).toMatch(/Refund asked for, about/);
    expect(text.indexOf("Order created")).toBeLessThan(text.indexOf("Package IN_TRANSIT"));
    expect(text).toMatch(/Lanes\n {2}Package +DELIVERED/);
  });

  test("in a pipe the picture is plain; JSON stays the API's own answer", async () => {
    const plain = await world.bwp(["order", "show", ORDER, "--view", "timeline", "-o", "table"]);
    expect(plain.stdout).toContain("Order created");
    expect(plain.stdout).not.toContain("\u001b");
    const ascii = await world.bwp(["order", "show", ORDER, "--view", "timeline", "-o", "table"], {
      env: { LANG: "C" },
    });
    expect(ascii.stdout).toMatch(/^ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\*/m);
    const json = await world.json(["order", "show", ORDER, "--view", "timeline"]);
    expect(json).toEqual(await world.json(["order", "show", ORDER]));
  });

  test("all shows everything, also the timeline", async () => {
    const text = await view("all");
    for (const part of ["Lines\n", "Payments\n", "Links\n", "Timeline (UTC)\n", "Lanes\n"])
      expect(text).toContain(part);
  });
});

test("an order without anything says so, part by part", async () => {
  await world.json(["order", "create", "--sample", "--alias", "EXTERNAL_ID:shop-2"]);
  for (const part of ["packages", "returns", "refunds", "payments"]) {
    const { stdout } = await world.bwp(["order", "show", "EXTERNAL_ID:shop-2", "--view", part], { tty: true });
    expect(stdout).toContain(`No ${part}.`);
  }
});

test("order update changes attributes and adds links", async () => {
  interface Described {
    readonly body: { readonly variables: { readonly input: unknown } };
  }
  const words = [
    ...["order", "update", ORDER, "--total", "66.00", "--tax", "6.00", "--alias", "OMS_ORDER_ID:oms-1"],
    ...["--link", "EXTERNAL_ORDER_TRACKING=https://shop.example.com/t?order=1"],
  ];
  expect((await world.json<Described>([...words, "--dry-run"])).body.variables.input).toEqual({
    orderLinks: [{ destinationType: "EXTERNAL_ORDER_TRACKING", url: "https://shop.example.com/t?order=1" }],
    totalPrice: { value: { amount: 66, currencyCode: "USD" } },
    taxes: { summary: { collectableTaxAmount: { amount: 6, currencyCode: "USD" } } },
    aliases: [{ aliasType: "OMS_ORDER_ID", aliasId: "oms-1" }],
  });
  expect((await world.bwp(words)).code).toBe(0);
  const total = await world.json(["order", "show", ORDER, "--query", "order.totalPrice.value.amount"]);
  expect(total).toBe(66);
  expect((await world.bwp(["order", "update", ORDER, "--link", "HOME=https://x.example"])).code).toBe(2);
});

test("order tracker shows the milestones of a package, by order and by number", async () => {
  interface Tracked {
    readonly packageTracker: {
      readonly packageTrackerIdentifier: { readonly carrierCode: string; readonly trackingNumber: string };
      readonly milestones: readonly unknown[];
    };
  }
  await world.json(["order", "create", "--sample", "--alias", "EXTERNAL_ID:shop-3", "--start"]);
  const early = await world.bwp(["order", "tracker", "EXTERNAL_ID:shop-3"]);
  expect([early.code, early.stderr.includes("no_tracker")]).toEqual([5, true]);
  await world.json(["sandbox", "advance-delivery", "EXTERNAL_ID:shop-3", "--to", "IN_TRANSIT", "--wait"]);
  const byOrder = await world.json<Tracked>(["order", "tracker", "EXTERNAL_ID:shop-3"]);
  const { carrierCode, trackingNumber } = byOrder.packageTracker.packageTrackerIdentifier;
  const byNumber = await world.json(["order", "tracker", "--carrier", carrierCode, "--number", trackingNumber]);
  expect(byNumber).toEqual(byOrder);
  const shown = await world.bwp(["order", "tracker", "EXTERNAL_ID:shop-3"], { tty: true });
  expect(shown.stdout).toContain("Milestones\n");
  expect((await world.bwp(["order", "tracker", "--carrier", "ups"])).code).toBe(2);
  const unknown = await world.bwp(["order", "tracker", "--carrier", "ups", "--number", "1Z0000000000000000"]);
  expect(unknown.code).toBe(4);
  const older = await world.bwp(["order", "tracker", "EXTERNAL_ID:shop-3", "--api-version", "2024-04-01"]);
  expect([older.code, older.stderr.includes("not_in_version")]).toEqual([5, true]);
});
