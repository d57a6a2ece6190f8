import { expect, test } from "vitest";
import { TailMeter } from "../../../src/commands/events/tail-meter.ts";

test("the rate is that of the last ten seconds, the lag that of the last event when it came", () => {
  const epoch = Date.parse("2026-01-01T00:00:00Z");
  let now = epoch;
  const meter = new TailMeter({ now: () => now, steady: () => now - epoch });
  expect(meter.read()).toEqual({ rate: 0, lag: undefined, lastType: undefined });
  for (let shown = 0; shown <= 40; shown += 1) {
    meter.note({ shown, last: { type: "A", time: new Date(now - 2500).toISOString() } });
    now += 500;
  }
  const { rate, lag, lastType } = meter.read();
  expect(rate).toBeGreaterThan(1.7);
  expect(rate).toBeLessThan(2.2);
  expect([lag, lastType]).toEqual(["2s", "A"]);
  const last = { type: "B", time: "not a time" };
  meter.note({ shown: 41, last });
  now += 60_000;
  meter.note({ shown: 41, last });
  expect(meter.read()).toEqual({ rate: 0, lag: undefined, lastType: "B" });
});
