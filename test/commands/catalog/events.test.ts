import { expect, test } from "vitest";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { startEventsWorld } from "../events/events-world.ts";

/** catalog-delivery.md, section 19: the next step of BUYABILITY_CHANGED is to look up the product. */
test.each(API_VERSIONS)("a product that is sold out is looked up by --hydrate, with %s", async (version) => {
  const world = await startEventsWorld();
  await world.connected("shop", "BUYABILITY_CHANGED");
  await world.json(["emulator", "stock", "--sku", "EMU-MUG", "--units", "0"]);
  const argv = ["events", "tail", "--hydrate", "--limit", "1", "--api-version", version];
  const { code, stdout } = await world.bwp(argv);
  expect(code).toBe(0);
  const product = { sku: "EMU-MUG", offerPrime: true, buyability: "NOT_BUYABLE" };
  expect(JSON.parse(stdout)).toMatchObject({
    eventType: "BUYABILITY_CHANGED",
    hydrated: [{ query: "product", kind: "product", product }],
  });
});

test("on a terminal the product stands below its event", async () => {
  const world = await startEventsWorld();
  await world.connected("shop", "BUYABILITY_CHANGED");
  await world.json(["emulator", "stock", "--sku", "EMU-MUG", "--units", "0"]);
  const { stdout } = await world.bwp(["events", "tail", "--hydrate", "--limit", "1"], { tty: true });
  expect(stdout).toMatch(/Buyability +NOT_BUYABLE/);
  expect(stdout).toMatch(/Stock +0 in stock/);
});
