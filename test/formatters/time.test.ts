import { expect, test } from "vitest";
import { relativeText, timeText, utcText } from "../../src/formatters/time.ts";

const NOW = Date.parse("2025-01-23T12:00:00Z");

test.each([
  ["2025-01-23T11:59:58Z", "just now"],
  ["2025-01-23T11:59:30Z", "30 seconds ago"],
  ["2025-01-23T11:59:00Z", "1 minute ago"],
  ["2025-01-23T10:00:00Z", "2 hours ago"],
  ["2025-01-20T11:00:00Z", "3 days ago"],
  ["2025-01-24T13:00:00Z", "in 1 day"],
])("%s is %s", (iso, words) => {
  expect(relativeText(Date.parse(iso), NOW)).toBe(words);
});

test("times are shown in UTC, whatever zone they came in; what is no time stays", () => {
  expect(utcText("2025-01-20T12:00:00.123456789Z")).toBe("2025-01-20 12:00:00 UTC");
  expect(utcText("2025-01-20T12:00:00+02:00")).toBe("2025-01-20 10:00:00 UTC");
  expect(utcText("soon")).toBe("soon");
  expect(timeText("soon", { now: NOW })).toBe("soon");
  expect(timeText(undefined, { now: NOW })).toBeUndefined();
});
