import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

/** A service that gives a token and one fixed answer. */
async function startService(answer: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(
      request.url === "/token" ? '{"access_token":"t0ken-1","expires_in":900,"token_type":"Bearer"}' : answer,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

let world: Emulated;
let orderId: string;
beforeAll(async () => {
  world = await startEmulated();
  const created = await world.json<{ createOrder: { order: { id: string } } }>([
    "order",
    "create",
    "--sample",
    "--alias",
    "EXTERNAL_ID:shop-1",
    "--alias",
    "OMS_ORDER_ID:a:b",
  ]);
  orderId = created.createOrder.order.id;
});
afterAll(() => world.close());

test("an order is found by id, by TYPE:ID and by --alias, and the JSON is the API's own answer", async () => {
  const byId = await world.json<{ order: { id: string } }>(["order", "show", orderId]);
  expect(Object.keys(byId)).toEqual(["order"]);
  expect(byId.order.id).toBe(orderId);
  expect(await world.json(["order", "show", "EXTERNAL_ID:shop-1"])).toEqual(byId);
  expect(await world.json(["order", "show", "--alias", "OMS_ORDER_ID:a:b"])).toEqual(byId);
});

test("money stays as the API wrote it, in JSON and in the view", async () => {
  const service = await startService(
    '{"data":{"order":{"id":"322-AB12-CD34EF","totalPrice":{"value":{"amount":1234567890123456.10,"currencyCode":"USD"}}}}}',
  );
  try {
    const env = { BWP_API_URL: service.url };
    const json = await world.bwp(["order", "show", "322-AB12-CD34EF"], { env });
    expect(json.stdout).toContain('"amount": 1234567890123456.10,');
    const view = await world.bwp(["order", "show", "322-AB12-CD34EF"], { env, tty: true });
    expect(view.stdout).toBe("Order 322-AB12-CD34EF\nTotal  1234567890123456.10 USD\n");
  } finally {
    await service.close();
  }
});

test("the view hides personal data unless it is asked for", async () => {
  const hidden = await world.bwp(["order", "show", orderId], { tty: true });
  expect(hidden.stdout).not.toContain("nora@example.com");
  expect(hidden.stdout).toContain("hidden (--show-personal-data)");
  const shown = await world.bwp(["order", "show", orderId, "--show-personal-data"], { tty: true });
  expect(shown.stdout).toContain("Nora Quist, nora@example.com");
});

test("no line of the view is wider than the terminal", async () => {
  const { stdout } = await world.bwp(["order", "show", orderId], { tty: true });
  expect(Math.max(...stdout.split("\n").map((text) => text.length))).toBeLessThanOrEqual(80);
});

test("an unknown order: the API denies access, and bwp says what that can mean", async () => {
  const result = await world.bwp(["order", "show", "322-NONE-NONE00"]);
  expect(result.code).toBe(3);
  expect(errorOf(result)).toMatchObject({ code: "AccessDeniedError", type: "permission" });
  expect(errorOf(result).suggestion).toContain("also of an order that does not exist");
});

test("id and alias together, or neither, are usage errors", async () => {
  expect((await world.bwp(["order", "show", orderId, "--alias", "A:b"])).code).toBe(2);
  expect(errorOf(await world.bwp(["order", "show"])).message).toBe("Missing: ORDER_ID.");
});

test("update starts an order and appends aliases", async () => {
  interface Updated {
    readonly updateOrder: {
      readonly order: { readonly metadata: { readonly executionState: string }; readonly aliases: readonly unknown[] };
    };
  }
  const started = await world.json<Updated>(["order", "update", "EXTERNAL_ID:shop-1", "--start"]);
  expect(started.updateOrder.order.metadata.executionState).toBe("STARTED");
  const named = await world.json<Updated>(["order", "update", orderId, "--alias", "EXTERNAL_DISPLAY_ID:#1"]);
  expect(named.updateOrder.order.aliases).toHaveLength(3);
  expect(named.updateOrder.order.metadata.executionState).toBe("STARTED");
  expect(errorOf(await world.bwp(["order", "update", orderId])).code).toBe("missing_input");
});
