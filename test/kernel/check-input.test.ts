import { expect, test } from "vitest";
import { inputTypes } from "../../src/generated/input-types/2024-11-01.ts";
import { checkInput } from "../../src/kernel/check-input.ts";
import { parseInput } from "../../src/kernel/input-file.ts";
import { Decimal } from "../../src/model/decimal.ts";

const mistakes = (type: string, value: unknown) => checkInput(inputTypes, type, value).mistakes;

test("what the documentation shows passes", () => {
  expect(mistakes("AliasInput", { aliasType: "EXTERNAL_ID", aliasId: "shop-1" })).toEqual([]);
  expect(mistakes("MoneyInput", { amount: new Decimal("18.50"), currencyCode: "USD" })).toEqual([]);
  expect(mistakes("UpdateOrderInput", { desiredExecutionState: "STARTED", aliases: null })).toEqual([]);
  expect(mistakes("UpdateOrderInput", { lineItems: [{ anything: ["goes"] }] })).toEqual([]);
});

test.each([
  ["AliasInput", { aliasType: "T" }, "aliasId: is required."],
  ["AliasInput", { aliasType: "T", aliasId: true }, "aliasId: must be an id, not a boolean."],
  ["AliasInput", ["T"], "must be an object (AliasInput), not a list."],
  ["AliasInput", null, "There is nothing in it."],
  ["UpdateOrderInput", { aliases: { aliasType: "T" } }, "aliases: must be a list, not an object."],
  ["UpdateOrderInput", { aliases: ["x"] }, "aliases[0]: must be an object (AliasInput), not a text."],
  [
    "UpdateOrderInput",
    { desiredExecutionState: "started" },
    "desiredExecutionState: must be one of NOT_STARTED, STARTED.",
  ],
  ["UpdateOrderInput", { customer: {} }, "customer: UpdateOrderInput has no such field."],
  ["DeliveryTermsInput", { isPrimeEligible: "yes" }, "isPrimeEligible: must be true or false, not a text."],
])("%s %j", (type, value, finding) => {
  const found = mistakes(type, value);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(finding);
});

test("fields that no page confirms are named, not refused", () => {
  const { mistakes: none, unconfirmed } = checkInput(inputTypes, "UpdateOrderInput", {
    taxes: {},
    payments: { details: [] },
  });
  expect(none).toEqual([]);
  expect(unconfirmed).toEqual(["payments"]);
});

test("YAML keeps numbers as they were typed, JSON too", async () => {
  expect(await parseInput("amount: 18.50\ncount: 2\nzip: 02139\n", "a.yaml")).toEqual({
    amount: new Decimal("18.50"),
    count: 2,
    zip: 2139,
  });
  expect(await parseInput('{"amount": 18.50}', "a.json")).toEqual({ amount: new Decimal("18.50") });
  expect(await parseInput("- {a: 1}", "stdin")).toEqual([{ a: 1 }]);
  await expect(parseInput('{"a": 1', "a.json")).rejects.toMatchObject({ code: "invalid_syntax" });
});
