import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/emulator.ts";
import { CASES, INVALID } from "../../model/event-pattern-cases.ts";
import { callAws } from "../support/aws.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await createEmulator({ now: Date.now });
});
afterAll(async () => {
  await emulator.close();
});

const ENVELOPE = {
  id: "1",
  account: "000000000000",
  source: "s",
  time: "2026-01-01T00:00:00Z",
  region: "us-east-1",
  resources: [],
  "detail-type": "t",
};

async function ask(pattern: string, detail: unknown): Promise<unknown> {
  const answer = await callAws(emulator.url, "AWSEvents.TestEventPattern", {
    EventPattern: pattern,
    Event: JSON.stringify({ ...ENVELOPE, detail }),
  });
  return answer.Result;
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

// An event has to be an object: whatever else the table holds cannot be asked about.
describe.each(CASES)("%s", (_, rows) => {
  const askable = rows.filter(([, event]) => isObject(event));
  test.skipIf(askable.length === 0)("is answered as the engine does", async () => {
    for (const [pattern, event, selected] of askable) {
      const answer = await ask(JSON.stringify({ detail: pattern }), event);
      expect([pattern, event, answer]).toEqual([pattern, event, selected]);
    }
  });
});

test.each(INVALID.filter(([pattern]) => isObject(pattern)))("%j is refused", async (pattern, path, reason) => {
  const where = path === "" ? "detail" : `detail.${path}`;
  // The message of the error holds the answer, as JSON.
  const words = JSON.stringify(`Event pattern is not valid. Reason: ${reason} (at ${where})`).slice(1, -1);
  await expect(ask(JSON.stringify({ detail: pattern }), {})).rejects.toThrow(words);
});
