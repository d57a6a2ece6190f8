import { expect, test } from "vitest";
import { dialectFor } from "../../src/client/dialects/dialects.ts";
import { hydratedBlocks } from "../../src/formatters/event-facts.ts";
import { renderBlocks } from "../../src/formatters/render.ts";
import { PLAIN_THEME } from "../../src/formatters/theme.ts";
import type { ApiVersion } from "../../src/model/versions.ts";

async function draw(version: ApiVersion, answer: object): Promise<string> {
  const order = (await dialectFor(version)).readOrder({ order: answer });
  if (order === undefined) throw new Error("no order");
  const blocks = hydratedBlocks([{ resource: "order/A", query: "order", kind: "order", order }], { now: 0 });
  return renderBlocks(blocks, { theme: PLAIN_THEME, width: 80, unicode: true });
}

test("an order has a row for its state, but not in a version that does not tell it", async () => {
  const newest = { id: "A", metadata: { executionState: "STARTED" }, lineItems: [{ id: "l", amount: { value: 2 } }] };
  expect(await draw("2024-11-01", newest)).toBe("Order  STARTED\nLines  2 × l\n");
  expect(await draw("2024-01-01", { id: "A", lineItems: [{ id: "l" }] })).toBe("Lines  ? × l\n");
});
