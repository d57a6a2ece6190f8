import fc from "fast-check";
import { expect, test } from "vitest";
import { addDecimals, multiplyDecimals } from "../../../src/emulator/domain/decimal.ts";

test.each([
  [18.1, 3, 54.3],
  [0.1, 0.2, 0.02],
  [1e21, 2, 2e21],
  [5e-7, 3, 1.5e-6],
  [-1.5, 2, -3],
])("%d x %d is %d", (left, right, product) => {
  expect(multiplyDecimals(left, right)).toBe(product);
});

test("sums of cents agree with whole numbers", () => {
  const cents = fc.integer({ min: -1e9, max: 1e9 });
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      expect(addDecimals(a / 100, b / 100)).toBe((a + b) / 100);
    }),
  );
});
