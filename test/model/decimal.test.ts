import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals,
  compareDecimals,
  Decimal,
  decimalText,
  formatMoney,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  subtractDecimals,
} from "../../src/model/decimal.ts";

/** Decimal text with a known whole value in millionths of a unit of 10^-scale. */
const decimals = fc
  .record({ digits: fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), scale: fc.integer({ min: 0, max: 12 }) })
  .map(({ digits, scale }) => {
    const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
    const sign = digits < 0n ? "-" : "";
    return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
  });

/** The value in units of 10^-20, computed apart from the code under test. */
function scaled(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole) * 10n ** 20n + BigInt(fraction.padEnd(20, "0"));
  return text.startsWith("-") ? -value : value;
}

describe("decimals", () => {
  it("adds and subtracts exactly", () => {
    fc.assert(
      fc.property(decimals, decimals, (left, right) => {
        expect(scaled(addDecimals(left, right))).toBe(scaled(left) + scaled(right));
        expect(scaled(subtractDecimals(left, right))).toBe(scaled(left) - scaled(right));
        expect(scaled(negateDecimal(left))).toBe(-scaled(left));
      }),
    );
  });

  it("compares as numbers, not as texts", () => {
    fc.assert(
      fc.property(decimals, decimals, (left, right) => {
        const expected = scaled(left) === scaled(right) ? 0 : scaled(left) < scaled(right) ? -1 : 1;
        expect(compareDecimals(left, right)).toBe(expected);
        expect(compareDecimals(left, `${left.includes(".") ? left : `${left}.`}00`)).toBe(0);
      }),
    );
  });

  it.each([
    ["0.1", "0.2", "0.3"],
    ["10.10", "0.9", "11.00"],
    ["1e2", "0.5", "100.5"],
    ["1E-2", "0", "0.01"],
    ["-1.50", "1.50", "0.00"],
    ["9007199254740993", "1", "9007199254740994"],
  ])("%s + %s = %s", (left, right, sum) => {
    expect(addDecimals(left, right)).toBe(sum);
  });

  it("multiplies price and amount", () => {
    expect(multiplyDecimals("19.99", "3")).toBe("59.97");
    expect(multiplyDecimals("-0.5", "1.50")).toBe("-0.750");
  });

  it.each(["", ".5", "1.", "+1", "1,5", "0x10", "01", "NaN", "Infinity", "1 2"])("does not read %j", (text) => {
    expect(parseDecimal(text)).toBeUndefined();
    expect(() => addDecimals(text, "1")).toThrow(RangeError);
  });

  it("reads what a person types, as written", () => {
    expect(parseDecimal(" 10.10 ")?.text).toBe("10.10");
    expect(decimalText(new Decimal("1e400"))).toBe("1e400");
    expect(decimalText(10.5)).toBe("10.5");
  });

  it("does not fill the memory for a huge exponent", () => {
    expect(() => addDecimals("1e999999999", "1")).toThrow(RangeError);
    expect(formatMoney("1e999999999", "USD")).toBe("1e999999999 USD");
  });
});

describe("money", () => {
  it.each([
    ["12.5", "USD", "12.50 USD"],
    ["12", "USD", "12.00 USD"],
    ["10.10", "USD", "10.10 USD"],
    ["12.345", "USD", "12.345 USD"],
    ["-3", "EUR", "-3.00 EUR"],
    ["1500", "JPY", "1500 JPY"],
    ["1.5", "KWD", "1.500 KWD"],
    ["7", null, "7.00"],
    ["12345678901234567890.1", "USD", "12345678901234567890.10 USD"],
    ["abc", "USD", "abc USD"],
  ])("%s %s is shown as %s", (amount, currency, shown) => {
    expect(formatMoney(amount, currency)).toBe(shown);
  });
});
