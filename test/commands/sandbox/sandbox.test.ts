import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

const ORDER = "EXTERNAL_ID:shop-1";
const deliver = (...words: string[]) => ["sandbox", "advance-delivery", ORDER, ...words];
const sendBack = (...words: string[]) => ["sandbox", "advance-return", ORDER, ...words];

interface Change {
  readonly orderId: string;
  readonly packageId: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  readonly state: string;
  readonly expectedEvents: readonly string[];
  readonly documentedWaitMs: number;
}

async function createOrder(...more: string[]): Promise<string> {
  const created = await world.json<{ createOrder: { order: { id: string } } }>([
    "order",
    "create",
    "--sample",
    "--alias",
    ORDER,
    ...more,
  ]);
  return created.createOrder.order.id;
}

async function delivered(): Promise<string> {
  const orderId = await createOrder("--start");
  await world.json(deliver("--to", "IN_TRANSIT", "--wait"));
  await world.json(deliver("--to", "DELIVERED", "--wait"));
  return orderId;
}

test("a package is shipped and delivered; each step names its events and its documented wait", async () => {
  const orderId = await createOrder("--start");
  const [shipped] = await world.json<Change[]>(deliver("--to", "IN_TRANSIT", "--wait"));
  expect(shipped).toMatchObject({
    orderId,
    from: "PENDING",
    to: "IN_TRANSIT",
    reason: null,
    state: "IN_TRANSIT",
    expectedEvents: ["PACKAGE_DELIVERY_IN_TRANSIT"],
    documentedWaitMs: 480_000,
  });
  const [arrived] = await world.json<Change[]>(["sandbox", "advance-package", orderId, "--to", "DELIVERED", "--wait"]);
  expect(arrived).toMatchObject({
    state: "DELIVERED",
    expectedEvents: ["PACKAGE_DELIVERED"],
    documentedWaitMs: 120_000,
  });
});

test("the view on a terminal", async () => {
  await createOrder("--start");
  const result = await world.bwp(deliver("--to", "IN_TRANSIT", "--wait"), { tty: true });
  expect(result.stdout).toMatch(
    /^Package {2}[0-9a-f-]{36}\nState {4}PENDING -> IN_TRANSIT\nEvents {3}PACKAGE_DELIVERY_IN_TRANSIT\n$/,
  );
});

test("an impossible step is refused before sending and names the possible ones; --force sends it", async () => {
  await createOrder("--start");
  const refused = await world.bwp(deliver("--to", "DELIVERED"));
  expect(refused.code).toBe(5);
  expect(errorOf(refused).code).toBe("impossible_step");
  expect(errorOf(refused).message).toMatch(
    /is PENDING and cannot become DELIVERED; possible: IN_TRANSIT; CANCELLED \(--reason UNFULFILLABLE\|CUSTOMER_REQUESTED\)\.$/,
  );
  const forced = await world.bwp(deliver("--to", "DELIVERED", "--force"));
  expect([forced.code, errorOf(forced).code]).toEqual([5, "InvalidPackageDeliveryDetailStateTransition"]);
});

test("a cancellation needs the reason that fits; a single possible one is taken", async () => {
  await createOrder("--start");
  const missing = await world.bwp(deliver("--to", "CANCELLED"));
  expect(missing.code).toBe(2);
  expect(errorOf(missing)).toMatchObject({ code: "missing_input", message: "Missing: --reason <REASON>." });
  const wrong = await world.bwp(deliver("--to", "CANCELLED", "--reason", "UNDELIVERABLE"));
  expect([wrong.code, errorOf(wrong).code]).toEqual([5, "impossible_reason"]);
  await world.json(deliver("--to", "IN_TRANSIT", "--wait"));
  const [lost] = await world.json<Change[]>(deliver("--to", "CANCELLED", "--wait"));
  expect(lost).toMatchObject({
    reason: "UNDELIVERABLE",
    state: "CANCELLED",
    expectedEvents: ["PACKAGE_DELIVERY_CANCELLED", "REFUND_REQUESTED"],
  });
});

test("without --to and without a terminal the error names the possible states", async () => {
  await createOrder("--start");
  const result = await world.bwp(deliver());
  expect(result.code).toBe(2);
  expect(errorOf(result)).toMatchObject({
    message: "Missing: --to <STATE>.",
    suggestion: "Possible now: IN_TRANSIT; CANCELLED (--reason UNFULFILLABLE|CUSTOMER_REQUESTED).",
  });
});

test("on a terminal the next states are offered", async () => {
  await createOrder("--start");
  const result = await world.asked(deliver("--wait"), [["Next state of", "\r"]]);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("PENDING -> IN_TRANSIT");
});

test("an order that is not started has no packages, and bwp says how to start it", async () => {
  const orderId = await createOrder();
  const result = await world.bwp(deliver("--to", "IN_TRANSIT"));
  expect(result.code).toBe(5);
  expect(errorOf(result)).toMatchObject({
    code: "no_packages",
    suggestion: `Its fulfilment has not started: bwp order start ${orderId}`,
  });
});

test("an unknown package is not found, and the known ones are named", async () => {
  await createOrder("--start");
  const result = await world.bwp(deliver("nope", "--to", "IN_TRANSIT"));
  expect(result.code).toBe(4);
  expect(errorOf(result).findings?.[0]).toMatch(/^[0-9a-f-]{36} \(PENDING\)$/);
});

test("production is refused before anything is sent", async () => {
  const production = { env: { BWP_PROFILE_KIND: "production" } };
  for (const words of [
    deliver("--to", "IN_TRANSIT"),
    sendBack("--to", "IN_TRANSIT"),
    ["sandbox", "grade-return", ORDER],
  ]) {
    const result = await world.bwp([...words, "--yes"], production);
    expect([result.code, errorOf(result).code]).toEqual([2, "sandbox_only"]);
  }
});

test("a wait that is too short ends with exit 7, after the state as last seen", async () => {
  const slow = await startEmulated({ speed: "real" });
  try {
    await slow.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
    const result = await slow.bwp(deliver("--to", "IN_TRANSIT", "--wait", "--wait-timeout", "500ms"));
    expect([result.code, errorOf(result).code]).toEqual([7, "timed_out"]);
    expect((JSON.parse(result.stdout) as Change[])[0]).toMatchObject({ state: "PENDING", to: "IN_TRANSIT" });
    const busy = await slow.bwp(deliver("--to", "IN_TRANSIT"));
    expect([busy.code, errorOf(busy).code]).toEqual([5, "ConflictException"]);
  } finally {
    await slow.close();
  }
});

test("a dry run shows the request and changes nothing", async () => {
  await createOrder("--start");
  const request = await world.json<{ operation: string; body: { variables: unknown } }>(
    deliver("--to", "CANCELLED", "--reason", "UNFULFILLABLE", "--dry-run"),
  );
  expect(request.operation).toBe("updateOrderPackageInformation");
  expect(request.body.variables).toMatchObject({
    orderIdentifier: { alias: { aliasType: "EXTERNAL_ID", aliasId: "shop-1" } },
    input: {
      packageInformation: {
        details: [{ packageState: { packageInformationState: { state: "CANCELLED", reason: "UNFULFILLABLE" } } }],
      },
    },
  });
  expect((await world.bwp(["order", "show", ORDER])).stdout).toContain('"state": "PENDING"');
});

test("a return travels back and is graded", async () => {
  const orderId = await delivered();
  const none = await world.bwp(sendBack("--to", "IN_TRANSIT"));
  expect([none.code, errorOf(none).code]).toEqual([5, "no_returns"]);
  await world.openReturn(orderId);
  const impossible = await world.bwp(sendBack("--to", "DELIVERED"));
  expect(errorOf(impossible).message).toContain("possible: IN_TRANSIT; DROPPED_OFF");
  await world.json(sendBack("--to", "IN_TRANSIT", "--wait"));
  const [arrived] = await world.json<Change[]>(sendBack("--to", "DELIVERED", "--wait"));
  expect(arrived).toMatchObject({
    orderId,
    returnId: expect.any(String),
    returnPackageId: expect.any(String),
    state: "DELIVERED",
    expectedEvents: ["RETURN_PACKAGE_DELIVERED", "REFUND_REQUESTED"],
  });
  const graded = await world.json(["sandbox", "grade-return", ORDER, "--condition", "DAMAGED", "--wait"]);
  expect(graded).toMatchObject([
    { orderId, conditions: [{ condition: "DAMAGED", amount: { value: 1 } }], graded: true },
  ]);
  const view = await world.bwp(["order", "show", ORDER], { tty: true });
  expect(view.stdout).toContain("Graded   1 DAMAGED");
  expect(view.stdout).toMatch(
    /Refund {2}PENDING\n {2}Refund id {2}[0-9a-f]{64}\n {2}Amount {5}18\.50 USD \(estimate\)/,
  );
  const again = await world.bwp(["sandbox", "grade-return", ORDER, "--condition", "SELLABLE"]);
  expect([again.code, errorOf(again).code]).toEqual([5, "already_graded"]);
});

test("grading is sent only to the emulator unless it is forced, and conditions are checked", async () => {
  const orderId = await delivered();
  await world.openReturn(orderId);
  const grade = ["sandbox", "grade-return", ORDER, "--condition"];
  const sandbox = await world.bwp([...grade, "SELLABLE"], { env: { BWP_PROFILE_KIND: "sandbox" } });
  expect([sandbox.code, errorOf(sandbox).code]).toEqual([2, "undocumented_input"]);
  expect(errorOf(await world.bwp([...grade, "SELABLE"])).suggestion).toBe("Did you mean SELLABLE?");
  expect(errorOf(await world.bwp([...grade, "SELLABLE=2"])).code).toBe("invalid_amount");
  expect(errorOf(await world.bwp([...grade, "SELLABLE,DAMAGED"])).code).toBe("invalid_amount");
});

/** Splits the order's pending package in two, as a call of the API can: two entries of the same package. */
async function splitPackage(orderId: string): Promise<void> {
  const { order } = await world.json<{
    order: { lineItems: { id: string }[]; packageInformation: { details: { id: string }[] } };
  }>(["order", "show", orderId]);
  const { clientId, clientSecret, targetId } = world.emulator.credentials;
  const token = await fetch(`${world.emulator.url}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const entry = (state: string) => ({
    id: order.packageInformation.details[0]?.id,
    packageState: {
      packageInformationState: {
        state,
        packageInformationDetailsFor: {
          orderLineItemAmounts: [{ lineItemId: { lineItemId: order.lineItems[0]?.id }, amount: { value: 1 } }],
        },
      },
    },
  });
  const answer = await fetch(`${world.emulator.url}/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${access_token}`,
      "content-type": "application/json",
      "x-api-version": "2024-11-01",
      "x-api-target-id": targetId,
    },
    body: JSON.stringify({
      query: `mutation split($id: OrderIdentifierInput!, $input: UpdateOrderPackageInformationInput!) {
        updateOrderPackageInformation(orderIdentifier: $id, input: $input) { order { id } } }`,
      variables: {
        id: { orderId },
        input: { packageInformation: { details: [entry("IN_TRANSIT"), entry("IN_TRANSIT")] } },
      },
    }),
  });
  const { errors } = (await answer.json()) as { errors?: unknown };
  expect(errors).toBeUndefined();
}

test("of several packages one has to be named or picked, or --all moves each in one request", async () => {
  const orderId = await createOrder("--start", "--line", "sku=A,qty=3,title=Mug,price=1");
  await splitPackage(orderId);
  const several = await world.bwp(deliver("--to", "DELIVERED"));
  expect(several.code).toBe(2);
  expect(errorOf(several)).toMatchObject({
    message: "The order has 3 packages that can move.",
    suggestion: "Name one (PACKAGE_ID), or give --all.",
  });
  expect(
    errorOf(several)
      .findings?.map((finding) => finding.replace(/^\S+ /, ""))
      .sort(),
  ).toEqual(["(IN_TRANSIT)", "(IN_TRANSIT)", "(PENDING)"]);

  const picked = await world.asked(deliver("--to", "IN_TRANSIT", "--force"), [["Which package?", "\u0003"]]);
  expect(picked.code).toBe(130);

  const all = await world.json<Change[]>(deliver("--to", "DELIVERED", "--all", "--wait"));
  expect(all.map(({ from, state }) => [from, state])).toEqual([
    ["IN_TRANSIT", "DELIVERED"],
    ["IN_TRANSIT", "DELIVERED"],
  ]);
});
