import { expect, test } from "vitest";
import { decimalText } from "../../src/model/decimal.ts";
import { parseUnits } from "../../src/model/units.ts";

test.each([
  ["1", undefined, "1"],
  ["12", "ONE", "12"],
  ["2.0", "ONE", "2.0"],
  ["1.5", undefined, undefined],
  ["1.5", "ONE", undefined],
  ["1.5", "KG", "1.5"],
  ["0", "KG", undefined],
  ["-1", undefined, undefined],
  ["", undefined, undefined],
  ["one", undefined, undefined],
])("%s of the unit %s", (text, unit, expected) => {
  const units = parseUnits(text, unit);
  expect(units === undefined ? undefined : decimalText(units)).toBe(expected);
});
