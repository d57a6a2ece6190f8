import { expect, test } from "vitest";
import { EVENT_TYPES, type EventType } from "../../../src/model/event-types.ts";
import { eventText } from "../../events/messages.ts";
import { startEventsWorld } from "./events-world.ts";

/** Pages: "Event types", 2024-01-01 and 2024-04-01: what replaced each name. */
const SUCCESSORS = {
  DELIVERY_IN_TRANSIT: "PACKAGE_DELIVERY_IN_TRANSIT",
  DELIVERY_COMPLETED: "PACKAGE_DELIVERED",
  DELIVERY_CANCELLED: "PACKAGE_DELIVERY_CANCELLED",
  RETURN_DELIVERY_IN_TRANSIT: "RETURN_PACKAGE_IN_TRANSIT",
  RETURN_DELIVERY_COMPLETED: "RETURN_PACKAGE_DELIVERED",
  RETURN_DELIVERY_FAILED: "RETURN_PACKAGE_DELIVERY_FAILED",
  ITEM_IN_TRANSIT: "PACKAGE_DELIVERY_IN_TRANSIT",
  ITEM_DELIVERED: "PACKAGE_DELIVERED",
  ITEM_CANCELLED: "PACKAGE_DELIVERY_CANCELLED",
} as const;
const NAMES = Object.keys(SUCCESSORS) as (keyof typeof SUCCESSORS)[];

test("the table has all deprecated names", () => {
  const all: readonly EventType[] = EVENT_TYPES;
  expect(
    all
      .filter(({ deprecated }) => deprecated !== undefined)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(NAMES.sort());
});

test("tail and history show mark each deprecated name, and say its successor", async () => {
  const world = await startEventsWorld();
  await world.connected("shop");
  await world.send(
    "bwp-shop",
    NAMES.map((name, index) => eventText(index, name)),
  );
  const tailed = await world.bwp(["events", "tail", "--limit", String(NAMES.length)], { tty: true });
  for (const [index, name] of NAMES.entries()) {
    const said = new RegExp(
      `UTC {2}${name} {2}\\[deprecated\\]\\n[^\\n]+\\n {2}subscribe to ${SUCCESSORS[name]} instead\n`,
    );
    expect(tailed.stdout, name).toMatch(said);
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const show = ["events", "history", "show", id];
    expect((await world.bwp(show, { tty: true })).stdout, name).toMatch(said);
    expect(await world.json(show), name).toMatchObject({ eventType: name, successor: SUCCESSORS[name] });
  }
});

test("a filter that names one says so: what is subscribed by its successor never comes under the old name", async () => {
  const world = await startEventsWorld();
  const { stderr } = await world.bwp(["events", "history", "list", "--type", "item_delivered"]);
  expect(stderr).toContain("ITEM_DELIVERED is deprecated since 2024-04-01; use PACKAGE_DELIVERED.");
  expect((await world.bwp(["events", "history", "list", "--type", "ITEM_*"])).stderr).not.toContain("is deprecated");
});
