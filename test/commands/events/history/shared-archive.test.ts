import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventText } from "../../../events/messages.ts";
import { type EventsWorld, startEventsWorld } from "../events-world.ts";

const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => eventText(from + at));
// biome-ignore lint/suspicious/noExplicitAny: records are JSON of every shape
const all = (world: EventsWorld): Promise<any[]> => world.json(["events", "history", "list", "--all"]);

test("two tails share an archive: every event is kept whole, and what both received is known later", async () => {
  const world = await startEventsWorld();
  await world.createQueue("one");
  await world.createQueue("two");
  const tails = ["one", "two"].map((queue) => world.start(["events", "tail", queue, "--consume", "--limit", "100"]));
  for (const tail of tails) await tail.shows("Ready", "stderr");
  await world.send("one", texts(100));
  await world.send("two", texts(100, 50));
  expect(await Promise.all(tails.map(({ code }) => code))).toEqual([0, 0]);
  const kept = await all(world);
  expect(kept).toHaveLength(200);
  expect(new Set(kept.map(({ eventId }) => eventId)).size).toBe(150);
  const times = kept.map(({ receivedAt }) => receivedAt);
  expect(times).toEqual([...times].sort());
  await world.send("one", texts(1, 75));
  expect((await world.bwp(["events", "tail", "one", "--consume", "--limit", "1"])).code).toBe(0);
  expect((await all(world)).at(-1)?.duplicateOf).toEqual(expect.any(String));
  const replayed = await world.bwp(["events", "replay", "--all", "--exec", "true", "--dry-run"]);
  expect(replayed.stderr).toContain("150 events would be sent");
});

test("a prune beside a running tail leaves its file, and the tail goes on", async () => {
  const world = await startEventsWorld();
  await world.createQueue("one");
  const tail = world.start(["events", "tail", "one", "--consume"]);
  await tail.shows("Ready", "stderr");
  await world.send("one", [eventText(1)]);
  await tail.shows(JSON.parse(eventText(1)).detail.eventId);
  const folder = join(world.stateFolder, "data", "events");
  const [file] = readdirSync(folder);
  const pruned = await world.bwp(["events", "prune", "--keep-size", "0", "--yes"]);
  expect(JSON.parse(pruned.stdout)).toMatchObject({ removed: [], inUse: [file] });
  await world.send("one", [eventText(2)]);
  await tail.shows(JSON.parse(eventText(2)).detail.eventId);
  tail.test.signal("SIGINT");
  expect(await tail.code).toBe(130);
  expect(await all(world)).toHaveLength(2);
});
