import fc from "fast-check";
import { expect, test } from "vitest";
import { lineText, parseLine } from "../../../src/commands/order/line-flags.ts";
import { UsageError } from "../../../src/errors.ts";

const value = fc
  .string({ minLength: 1 })
  .map((text) => text.replaceAll('"', "").trim())
  .filter((text) => text !== "");

test("a line that is written is read again as the same", () => {
  const line = fc.record(
    { sku: value, qty: value, title: value, price: value, preview: value, offer: value, speed: value },
    { requiredKeys: ["sku"] },
  );
  fc.assert(
    fc.property(line, (flags) => {
      expect(parseLine(lineText(flags))).toEqual({ ...flags });
    }),
  );
});

test("a value that no line can say is refused", () => {
  expect(() => lineText({ sku: "A", title: 'The "best" mug' })).toThrow(UsageError);
});
