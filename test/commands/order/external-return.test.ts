import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
let lineId: string;
beforeEach(async () => {
  world = await startEmulated();
  const words = ["order", "create", "--sample", "--quantity", "3", "--alias", ORDER, "--start"];
  const created = await world.json<{ createOrder: { order: { lineItems: { id: string }[] } } }>(words);
  lineId = created.createOrder.order.lineItems[0]?.id ?? "";
});
afterEach(() => world.close());

const ORDER = "EXTERNAL_ID:shop-1";
const add = (...words: string[]) => ["order", "return", "add", ORDER, ...words];
const update = (...words: string[]) => ["order", "return", "update", ORDER, ...words];

interface Updated {
  readonly updateOrder: {
    readonly order: {
      readonly returns: {
        readonly details: readonly { id: string; state: string; aliases: { aliasType: string; aliasId: string }[] }[];
      };
    };
  };
}

test("an external return is added and cancelled, found by its alias", async () => {
  const added = await world.json<Updated>(add("--line", `${lineId}=2`, "--alias", "EXTERNAL-RETURN-ID:rma-8"));
  expect(added.updateOrder.order.returns.details).toMatchObject([
    { state: "CREATED", aliases: [{ aliasType: "EXTERNAL-RETURN-ID", aliasId: "rma-8" }] },
  ]);
  const cancelled = await world.json<Updated>(update("EXTERNAL-RETURN-ID:rma-8", "--state", "CANCELLED"));
  expect(cancelled.updateOrder.order.returns.details.map(({ state }) => state)).toEqual(["CANCELLED"]);
});

test("what is sent: no identifier when it is new, the identifier when it is changed", async () => {
  interface Described {
    readonly body: { readonly variables: { readonly input: { readonly returns: { readonly details: unknown[] } } } };
  }
  const isNew = await world.json<Described>(add("--line", `${lineId}=1`, "--alias", "A:b", "--dry-run"));
  expect(isNew.body.variables.input.returns.details).toEqual([
    {
      aliases: [{ aliasType: "A", aliasId: "b" }],
      state: "CREATED",
      returnLineItems: [
        { returnFor: { orderLineItemAmounts: [{ lineItemId: { lineItemId: lineId }, amount: { value: 1 } }] } },
      ],
    },
  ]);
  const { updateOrder } = await world.json<Updated>(add("--line", lineId));
  const [known] = updateOrder.order.returns.details;
  expect(known?.aliases[0]).toMatchObject({ aliasType: "EXTERNAL-RETURN-ID" });
  const changed = await world.json<Described>(update("--state", "CANCELLED", "--dry-run"));
  expect(changed.body.variables.input.returns.details).toEqual([
    { returnIdentifier: { id: known?.id }, state: "CANCELLED" },
  ]);
});

test("mistakes are named before anything is sent", async () => {
  const codeOf = async (words: readonly string[]) => {
    const result = await world.bwp(words);
    return [result.code, errorOf(result).code];
  };
  expect(await codeOf(add())).toEqual([2, "missing_input"]);
  expect(errorOf(await world.bwp(add())).findings).toEqual([`${lineId}: 3 × Blue stoneware mug, 12 oz`]);
  expect(await codeOf(add("--line", `${lineId}=4`))).toEqual([2, "invalid_amount"]);
  expect(await codeOf(add("--line", `${lineId}=1.5`))).toEqual([2, "invalid_amount"]);
  expect(await codeOf(add("--line", "nowhere=1"))).toEqual([2, "unknown_line"]);
  expect(await codeOf(add("--line", lineId, "--alias", "A:1", "--alias", "B:2", "--alias", "C:3"))).toEqual([
    2,
    "too_many_aliases",
  ]);
  expect(await codeOf(update("--state", "CANCELLED"))).toEqual([5, "no_returns"]);
  await world.json(add("--line", lineId));
  expect(await codeOf(update())).toEqual([2, "missing_input"]);
  expect(await codeOf(update("--state", "COMPLETED"))).toEqual([5, "unconfirmed_state"]);
  expect(await codeOf(update("nowhere", "--state", "CANCELLED"))).toEqual([4, "not_found"]);
});

test("a return of Buy with Prime is not changed this way", async () => {
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-delivery", ORDER, "--to", state, "--wait"]);
  }
  const id = await world.json<string>(["order", "show", ORDER, "--query", "order.id"]);
  await world.openReturn(id);
  const refused = await world.bwp(update("--state", "CANCELLED"));
  expect([refused.code, errorOf(refused).code]).toEqual([5, "not_external"]);
  const forced = await world.bwp(update("--state", "CANCELLED", "--force"));
  expect(forced.code).toBe(5);
});

test("on a terminal lines and units are asked for", async () => {
  const result = await world.asked(add(), [
    ["What comes back?", " \r"],
    ["How many of 3", "\u0008\u007f2\r"],
  ]);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("CREATED");
});

test("older versions have no external returns", async () => {
  const result = await world.bwp(add("--line", lineId, "--api-version", "2024-04-01"));
  expect([result.code, errorOf(result).code]).toEqual([5, "not_in_version"]);
});
