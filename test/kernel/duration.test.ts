import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../src/kernel/duration.ts";

describe("durations", () => {
  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["30", 30_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
    ["40d", 3_456_000_000],
  ])("reads %s", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", "soon", "-5s", "5 weeks", "1e3"])("refuses %j", (text) => expect(parseDuration(text)).toBeUndefined());

  it.each([
    [250, "250ms"],
    [30_000, "30s"],
    [3_900_000, "1h 5m"],
    [90_061_000, "1d 1h"],
  ])("shows %d ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});
