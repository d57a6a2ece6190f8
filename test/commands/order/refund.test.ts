import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

const ORDER = "EXTERNAL_ID:shop-1";
const refund = (...words: string[]) => ["order", "refund", ORDER, ...words];

interface Refund {
  readonly id: string;
  readonly state: string;
  readonly aliases: readonly { readonly aliasType: string; readonly aliasId: string }[];
  readonly refundTotal: { readonly totalAmount: { readonly amount: number; readonly currencyCode: string } };
  readonly refundRequestReason: string | null;
  readonly paymentDetails: readonly { readonly id: string; readonly amount: { readonly amount: number } }[];
}

interface Described {
  readonly body: {
    readonly variables: {
      readonly orderIdentifier: unknown;
      readonly input: { readonly refunds: { readonly details: readonly Record<string, unknown>[] } };
    };
  };
}

/** An order whose only package was cancelled, so that a refund of 18.50 is asked for. */
async function orderWithRefund(): Promise<void> {
  await world.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
  const words = ["sandbox", "advance-delivery", ORDER, "--to", "CANCELLED", "--reason", "UNFULFILLABLE", "--wait"];
  await world.json(words);
  expect((await refunds()).map(({ state }) => state)).toEqual(["PENDING"]);
}

async function refunds(): Promise<readonly Refund[]> {
  return (await world.json<Refund[] | null>(["order", "show", ORDER, "--query", "order.refunds.details"])) ?? [];
}

test("a refund in steps: the total is cumulative and exact, each payment is its own step", async () => {
  await orderWithRefund();
  const pay = ["--payment-method", "Visa ending in 4821", "--payment-type", "CARD"];
  const first = await world.bwp(refund("--state", "PARTIAL", "--amount", "0.10", ...pay));
  expect(first.code).toBe(0);
  expect(first.stderr).toContain("0.00 USD + 0.10 USD = 0.10 USD refunded in all");
  const second = await world.bwp(refund("--state", "PARTIAL", "--amount", "0.20", ...pay));
  expect(second.stderr).toContain("0.10 USD + 0.20 USD = 0.30 USD refunded in all");
  const last = await world.bwp(refund("--state", "SUCCESS", "--total", "18.50", ...pay));
  expect(last.stderr).toContain("0.30 USD + 18.20 USD = 18.50 USD refunded in all");
  const [done] = await refunds();
  expect(done).toMatchObject({ state: "SUCCESS", refundTotal: { totalAmount: { amount: 18.5, currencyCode: "USD" } } });
  expect(done?.paymentDetails.map(({ amount }) => amount.amount)).toEqual([0.1, 0.2, 18.2]);
  expect(new Set(done?.paymentDetails.map(({ id }) => id)).size).toBe(3);
});

test("what is sent: id, state, cumulative total, this step's payment, the lines, as in the documentation", async () => {
  await orderWithRefund();
  const words = refund(
    ...["--state", "PARTIAL", "--amount", "4.00", "--payment-method", "Visa", "--payment-id", "transfer-1"],
    ...["--reason", "PARTIALLY_DECLINED", "--alias", "EXTERNAL_REFUND_ID:rf-12", "--dry-run"],
  );
  const [before] = await refunds();
  const { body } = await world.json<Described>(words);
  expect(body.variables.input.refunds.details).toEqual([
    {
      id: before?.id,
      state: "PARTIAL",
      refundTotal: { totalAmount: { amount: 4, currencyCode: "USD" } },
      refundFor: { orderLineItems: [{ lineItemId: { lineItemId: expect.any(String) } }] },
      paymentDetails: [
        {
          id: "transfer-1",
          amount: { amount: 4, currencyCode: "USD" },
          paymentMethod: { displayString: "Visa" },
          state: "SUCCESS",
        },
      ],
      refundStatusReason: "PARTIALLY_DECLINED",
      aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "rf-12" }],
    },
  ]);
  expect((await world.bwp(words)).stdout).toContain('"amount": 4.00');
});

test("a state that cannot follow is refused before anything is sent; --force lets the API say so", async () => {
  await orderWithRefund();
  await world.json(refund("--state", "SUCCESS", "--amount", "18.50"));
  const refused = await world.bwp(refund("--state", "PARTIAL", "--amount", "1"));
  expect([refused.code, errorOf(refused).code]).toEqual([5, "impossible_step"]);
  expect(errorOf(refused).message).toMatch(/is SUCCESS and cannot be reported as PARTIAL; possible: SUCCESS\.$/);
  const forced = await world.bwp(refund("--state", "PARTIAL", "--amount", "1", "--force"));
  expect([forced.code, errorOf(forced).code]).toEqual([5, "InvalidRefundStateTransition"]);
  const rejected = await world.bwp(refund("--state", "REJECTED"));
  expect(errorOf(rejected).code).toBe("impossible_step");
});

test("a failed try moves no money and can be followed by a success", async () => {
  await orderWithRefund();
  await world.json(refund("--state", "FAILURE", "--amount", "18.50", "--payment-method", "Visa"));
  const [failed] = await refunds();
  expect(failed).toMatchObject({ state: "FAILURE", refundTotal: { totalAmount: { amount: 0 } } });
  const again = await world.bwp(refund("--state", "SUCCESS", "--amount", "18.50", "--payment-method", "Visa"));
  expect(again.stderr).toContain("0.00 USD + 18.50 USD = 18.50 USD");
});

test("--amount and --total that contradict each other, a shrinking total, another currency: exit 2", async () => {
  await orderWithRefund();
  await world.json(refund("--state", "PARTIAL", "--amount", "4"));
  const codeOf = async (...words: string[]) => {
    const result = await world.bwp(refund(...words));
    return [result.code, errorOf(result).code];
  };
  expect(await codeOf("--state", "PARTIAL", "--amount", "4", "--total", "9")).toEqual([2, "total_mismatch"]);
  expect(await codeOf("--state", "PARTIAL", "--total", "3")).toEqual([2, "total_shrinks"]);
  expect(await codeOf("--state", "PARTIAL", "--amount", "1", "--currency", "EUR")).toEqual([2, "currency_mismatch"]);
  expect(await codeOf("--state", "PARTIAL")).toEqual([2, "missing_input"]);
  expect(await codeOf("--amount", "1")).toEqual([2, "missing_input"]);
});

test("an order without refunds, and an unknown refund", async () => {
  await world.json(["order", "create", "--sample", "--alias", ORDER]);
  expect(errorOf(await world.bwp(refund("--state", "SUCCESS"))).code).toBe("no_refunds");
  const unknown = await world.bwp(refund("nowhere", "--state", "SUCCESS"));
  expect(unknown.code).toBe(4);
});

test("on a terminal state and amount are asked for, with what is left as the answer at hand", async () => {
  await orderWithRefund();
  const result = await world.asked(refund("--payment-method", "Visa"), [
    ["State of the refund", "\u001b[B\u001b[B\u001b[B\r"],
    ["Paid back in this step", "\r"],
  ]);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("Refund  SUCCESS");
  expect((await refunds())[0]?.refundTotal.totalAmount.amount).toBe(18.5);
});

test("an external refund is added with its own id, and followed up by the id that it was given", async () => {
  await world.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
  const add = ["order", "refund", "add", ORDER];
  const answer = await world.bwp([
    ...add,
    ...["--alias", "EXTERNAL_REFUND_ID:rf-12", "--amount", "9.00", "--reason", "ITEM_MISSING", "--state", "PARTIAL"],
    ...["--payment-method", "Gift card", "--payment-type", "GIFT_CARD"],
  ]);
  expect([answer.code, answer.stderr]).toEqual([0, expect.stringContaining("PARTIAL: 9.00 USD")]);
  const [added] = await refunds();
  expect(added).toMatchObject({
    state: "PARTIAL",
    refundRequestReason: "ITEM_MISSING",
    aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "rf-12" }],
  });
  const again = await world.bwp([...add, "--alias", "EXTERNAL_REFUND_ID:rf-12", "--amount", "3.00"]);
  expect([again.code, errorOf(again).code]).toEqual([5, "refund_exists"]);
  await world.json(refund("EXTERNAL_REFUND_ID:rf-12", "--state", "SUCCESS", "--amount", "1.50"));
  const [paid] = await refunds();
  expect(paid).toMatchObject({ state: "SUCCESS", refundTotal: { totalAmount: { amount: 10.5 } } });
  // The second step went back the way of the first.
  expect(paid?.paymentDetails.map(({ amount }) => amount.amount)).toEqual([9, 1.5]);
  const dear = ["--alias", "EXTERNAL_REFUND_ID:rf-13", "--amount", "9000", "--dry-run"];
  expect((await world.bwp([...add, ...dear])).stderr).toContain("9000.00 USD is more than the 18.50 USD");
  const missing = await world.bwp(add);
  expect(errorOf(missing).message).toBe("Missing: --alias <TYPE:ID>, --amount <AMOUNT>.");
});
