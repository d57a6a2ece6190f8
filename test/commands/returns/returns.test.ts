import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

const ORDER = "EXTERNAL_ID:shop-1";
let world: Emulated;
let lineId: string;
beforeEach(async () => {
  world = await startEmulated();
  const words = ["order", "create", "--sample", "--quantity", "2", "--alias", ORDER, "--start"];
  const created = await world.json<{ createOrder: { order: { id: string; lineItems: { id: string }[] } } }>(words);
  lineId = created.createOrder.order.lineItems[0]?.id ?? "";
});
afterEach(() => world.close());

async function deliver(): Promise<void> {
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-delivery", ORDER, "--to", state, "--wait"]);
  }
}

async function openReturn(): Promise<void> {
  await deliver();
  await world.openReturn(await world.json<string>(["order", "show", ORDER, "--query", "order.id"]));
}

interface Return {
  readonly id: string;
  readonly state: string;
}

interface Described {
  readonly operation: string;
  readonly body: { readonly variables: Record<string, unknown> };
}

describe("returns list and show", () => {
  test("one shape for none, one and two: the API's own return objects", async () => {
    expect(await world.json(["returns", "list", ORDER])).toEqual([]);
    await deliver();
    const orderId = await world.json<string>(["order", "show", ORDER, "--query", "order.id"]);
    await world.openReturn(orderId, [{ lineItemId: lineId, amount: 1 }]);
    const [first] = await world.json<Return[]>(["returns", "list", ORDER]);
    expect(first).toMatchObject({ state: "CREATED", returnPackageDetails: [{ state: "CREATED" }] });
    await world.json(["order", "return", "add", ORDER, "--line", `${lineId}=1`, "--alias", "EXTERNAL-RETURN-ID:rma-8"]);
    expect(await world.json<Return[]>(["returns", "list", ORDER])).toHaveLength(2);
    expect(await world.json(["returns", "show", ORDER, first?.id ?? ""])).toEqual(first);
    const external = await world.json<Return>(["returns", "show", ORDER, "EXTERNAL-RETURN-ID:rma-8"]);
    expect(external.id).not.toBe(first?.id);
  });

  test("views on a terminal", async () => {
    const none = await world.bwp(["returns", "list", ORDER], { tty: true });
    expect(none.stdout).toMatch(/^Order \S+ has no returns\.\n$/);
    await openReturn();
    const list = await world.bwp(["returns", "list", ORDER], { tty: true, columns: 160 });
    expect(list.stdout).toMatch(/^Return +State +Items +Packages/);
    const shown = await world.bwp(["returns", "show", ORDER], { tty: true });
    expect(shown.stdout).toMatch(/Return \S+ {2}CREATED/);
  });

  test("which return is meant: named, the only one, or every one is listed", async () => {
    const none = await world.bwp(["returns", "show", ORDER]);
    expect([none.code, errorOf(none).code]).toEqual([5, "no_returns"]);
    for (const id of ["a", "b"]) {
      await world.json(["order", "return", "add", ORDER, "--line", `${lineId}=1`, "--alias", `R:${id}`]);
    }
    const both = await world.bwp(["returns", "show", ORDER]);
    expect([both.code, errorOf(both).findings?.length]).toEqual([2, 2]);
    const chosen = await world.asked(["returns", "show", ORDER], [["Which return?", "\r"]]);
    expect([chosen.code, chosen.stdout.includes("R:a")]).toEqual([0, true]);
    expect((await world.bwp(["returns", "show", ORDER, "nowhere"])).code).toBe(4);
  });
});

describe("returns offers", () => {
  test("asks for several products, each in its own way and in one order", async () => {
    interface Offers {
      readonly reversalOffers: {
        readonly reversalOfferCollection: readonly {
          readonly item: { readonly id: { readonly value: string } };
          readonly summary: { readonly resolutionTypes: readonly string[] };
        }[];
      };
    }
    const answer = await world.json<Offers>([
      "returns",
      "offers",
      "--sku",
      "EMU-1,EMU-FINAL-2",
      "--amazon-sku",
      "EMU-3",
    ]);
    const collection = answer.reversalOffers.reversalOfferCollection;
    expect(collection.map(({ item }) => item.id.value)).toEqual(["EMU-1", "EMU-FINAL-2", "EMU-3"]);
    expect(collection.map(({ summary }) => summary.resolutionTypes)).toEqual([["RETURN"], [], ["RETURN"]]);
    const shown = await world.bwp(["returns", "offers", "--sku", "EMU-1,EMU-FINAL-2"], { tty: true });
    expect(shown.stdout).toMatch(/EMU-1 {2}returnable\n/);
    expect(shown.stdout).toMatch(/EMU-FINAL-2 {2}not returnable\n/);
    const unknown = await world.bwp(["returns", "offers", "--sku", "NOWHERE"]);
    expect([unknown.code, errorOf(unknown).code]).toEqual([5, "ItemDoesNotExist"]);
  });

  test("nothing to ask for, and too long an id", async () => {
    const none = await world.bwp(["returns", "offers"]);
    expect([none.code, errorOf(none).code]).toEqual([2, "missing_input"]);
    expect((await world.bwp(["returns", "offers", "--sku", "x".repeat(256)])).code).toBe(2);
    const asked = await world.asked(["returns", "offers"], [["SKU of the product", "EMU-1\r"]]);
    expect(asked.code).toBe(0);
  });

  test("the first version asks with generateReversalOffers", async () => {
    const answer = await world.json(["returns", "offers", "--sku", "EMU-1", "--api-version", "2024-01-01"]);
    expect(Object.keys(answer as object)).toEqual(["generateReversalOffers"]);
  });
});

describe("returns through the API", () => {
  const SANDBOX = { env: { BWP_PROFILE_KIND: "sandbox" } };

  test("a sandbox does not support them: said before anything is sent, and --force sends it", async () => {
    for (const words of [
      ["returns", "get", "R-1"],
      ["returns", "create", ORDER, "--line", lineId],
      ["returns", "update", "R-1", "--alias", "A:b"],
    ]) {
      const result = await world.bwp(words, SANDBOX);
      expect([result.code, errorOf(result).code], words.join(" ")).toEqual([5, "not_in_sandbox"]);
    }
    const forced = await world.bwp(["returns", "get", "R-1", "--force"], SANDBOX);
    expect(errorOf(forced).code).not.toBe("not_in_sandbox");
  });

  test("what no page confirms is not sent to production without --force", async () => {
    const result = await world.bwp(["returns", "create", ORDER, "--line", lineId, "--yes"], {
      env: { BWP_PROFILE_KIND: "production" },
    });
    expect([result.code, errorOf(result).code]).toEqual([5, "experimental"]);
  });

  test("dry runs show what would be sent", async () => {
    const create = await world.json<Described>(["returns", "create", ORDER, "--line", `${lineId}=1`, "--dry-run"]);
    expect(create.operation).toBe("createReturn");
    expect(create.body.variables.input).toEqual({
      returnLineItems: [
        { returnFor: { orderLineItemAmounts: [{ lineItemId: { lineItemId: lineId }, amount: { value: 1 } }] } },
      ],
    });
    const update = await world.json<Described>([
      ...[
        "returns",
        "update",
        "R-1",
        "--delivery-offer",
        "753-081",
        "--alias",
        "EXTERNAL-RETURN-ID:rma-8",
        "--dry-run",
      ],
    ]);
    expect(update.body.variables.input).toEqual({
      returnIdentifier: { id: "R-1" },
      aliases: [{ aliasType: "EXTERNAL-RETURN-ID", aliasId: "rma-8" }],
      returnDeliveryGroups: [{ returnDeliveryOffer: { details: { id: "753-081" } } }],
    });
    expect(errorOf(await world.bwp(["returns", "update", "R-1"])).code).toBe("missing_input");
  });

  test("on the emulator: a draft is made, a way to send it is chosen, the return is read", async () => {
    await deliver();
    interface Created {
      readonly createReturn: { readonly returnDetails: Return };
    }
    const created = await world.json<Created>(["returns", "create", ORDER, "--line", `${lineId}=1`]);
    const { id, state } = created.createReturn.returnDetails;
    expect(state).toBe("DRAFT");
    const got = await world.json<{ return: { returnDetails: Return } }>(["returns", "get", id]);
    expect(got.return.returnDetails.id).toBe(id);
    const named = await world.json<{ updateReturn: { returnDetails: { aliases: unknown } } }>([
      ...["returns", "update", id, "--alias", "EXTERNAL-RETURN-ID:rma-9"],
    ]);
    expect(named.updateReturn.returnDetails.aliases).toEqual([{ aliasType: "EXTERNAL-RETURN-ID", aliasId: "rma-9" }]);
    const shown = await world.bwp(["returns", "get", "EXTERNAL-RETURN-ID:rma-9"], { tty: true });
    expect([shown.code, shown.stdout.includes("DRAFT")]).toEqual([0, true]);
  });
});

describe("order create-from-offer", () => {
  test("is not sent without --force, and says why", async () => {
    const sandbox = { env: { BWP_PROFILE_KIND: "sandbox" } };
    const result = await world.bwp(["order", "create-from-offer", "OFFER-1"], sandbox);
    expect([result.code, errorOf(result).code]).toEqual([5, "experimental"]);
    expect(errorOf(result).message).toContain("not documented");
    const emulated = await world.bwp(["order", "create-from-offer", "OFFER-1"]);
    expect(errorOf(emulated).code).toBe("InvalidDeliveryOfferId");
    const help = await world.bwp(["order", "create-from-offer", "--help"]);
    expect(help.stdout.toLowerCase()).toContain("experimental");
  });

  test("a dry run shows the request; older versions do not have it", async () => {
    const words = ["order", "create-from-offer", "OFFER-1", "--alias", "EXTERNAL_ID:o-1", "--start"];
    const request = await world.json<Described>([...words, "--dry-run"]);
    expect(request.operation).toBe("createOrderFromOffer");
    expect(request.body.variables.input).toEqual({
      baseOfferId: "OFFER-1",
      aliases: [{ aliasType: "EXTERNAL_ID", aliasId: "o-1" }],
      desiredExecutionState: "STARTED",
    });
    const older = await world.bwp([...words, "--force", "--api-version", "2024-04-01"]);
    expect([older.code, errorOf(older).code]).toEqual([5, "not_in_version"]);
  });
});
