import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventText, webhookBody } from "../../../events/messages.ts";
import { errorOf } from "../../emulated.ts";
import { entry, NOON, startArchiveWorld } from "./archive-world.ts";

const LIST = ["events", "history", "list"];
const SHOW = ["events", "history", "show"];
const eventId = (index: number): string => JSON.parse(eventText(index)).detail.eventId;
const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => eventText(from + at));

describe("history list", () => {
  test("the newest events, newest last, with what they repeat", async () => {
    const world = startArchiveWorld();
    await world.write([eventText(1), eventText(2), eventText(1), "no event"]);
    const all = await world.records(LIST);
    expect(all.map(({ messageId }) => messageId)).toEqual(["m0", "m1", "m2", "m3"]);
    expect(all[0]).toMatchObject({
      receivedAt: "2025-01-31T12:00:00.000Z",
      eventType: "PACKAGE_DELIVERED",
      eventId: eventId(1),
      references: [{ orderId: "322-ABC1-AAAAAA" }],
    });
    expect(all[2]).toMatchObject({ duplicateOf: "m0" });
    expect(all[3]).toMatchObject({ eventType: null, form: "unknown", raw: "no event" });
    const limited = await world.bwp([...LIST, "--limit", "2"]);
    expect(JSON.parse(limited.stdout)).toMatchObject([{ messageId: "m2" }, { messageId: "m3" }]);
    expect(limited.stderr).toContain("The newest 2 events; --limit or --all shows older ones.");
  });

  test("events of several tails stand in the order of their arrival, in --all and in the newest", async () => {
    const world = startArchiveWorld();
    const [first, second] = [await world.writer(NOON), await world.writer(NOON + 500)];
    for (let at = 0; at < 40; at += 1) {
      await (at % 3 === 0 ? second : first).append([entry(eventText(at), `m${at}`, NOON + 1000 + at * 1000)]);
    }
    await first.close();
    await second.close();
    await world.write(texts(5, 100), { from: NOON + 3_600_000, ids: "later" });
    const ids = [...Array.from({ length: 40 }, (_, at) => `m${at}`), ...[0, 1, 2, 3, 4].map((at) => `later${at}`)];
    const read = async (...words: string[]) => (await world.records([...LIST, ...words])).map((each) => each.messageId);
    expect(await read("--all")).toEqual(ids);
    expect(await read("--limit", "9")).toEqual(ids.slice(-9));
    expect(await read("--limit", "45")).toEqual(ids);
  });

  test("the filters of tail: types, orders, returns, business products, times and patterns", async () => {
    const world = startArchiveWorld();
    await world.write([
      eventText(0),
      eventText(1, "REFUND_REQUESTED", "order/o-1/refund/f-1"),
      eventText(2, "REFUND_COMPLETED", "order/o-2/refund/f-2"),
      eventText(3, "RETURN_STARTED", "order/o-2/return/r-1"),
      JSON.stringify({ ...webhookBody("PACKAGE_DELIVERED", "order/o-3", 4), eventTime: "2025-01-30T00:00:00Z" }),
      "no event",
    ]);
    const ids = async (...words: string[]) => (await world.records([...LIST, ...words])).map((each) => each.messageId);
    expect(await ids("--type", "REFUND_*")).toEqual(["m1", "m2"]);
    expect(await ids("--order", "o-2")).toEqual(["m2", "m3"]);
    expect(await ids("--return", "r-1")).toEqual(["m3"]);
    expect(await ids("--business-product", "nobody")).toEqual([]);
    expect(await ids("--until", "2025-01-30T12:00Z")).toEqual(["m4"]);
    expect(await ids("--since", "2025-01-31T12:00:02Z")).toEqual(["m5"]);
    expect(await ids("--pattern", '{"detail-type":[{"suffix":"_STARTED"}]}')).toEqual(["m3"]);
    const unknown = await world.bwp([...LIST, "--type", "REFUND_REQUESTD"]);
    expect([unknown.code, errorOf(unknown).code]).toEqual([2, "unknown_event_type"]);
  });

  test("unreadable lines are counted with the first one's place, a torn last line is said, and the rest is read", async () => {
    const world = startArchiveWorld();
    await world.write(texts(2));
    const file = join(world.folder, readdirSync(world.folder)[0] ?? "");
    appendFileSync(file, 'broken\n{"receivedAt":1}\n');
    await world.write(texts(1, 5), { from: NOON + 60_000, ids: "n" });
    const last = join(world.folder, readdirSync(world.folder).sort().at(-1) ?? "");
    appendFileSync(last, '{"receivedAt":"2025-01');
    const { code, stdout, stderr } = await world.bwp(LIST);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(3);
    expect(stderr).toContain(`2 lines of the archive could not be read, the first of them: ${file}:3`);
    expect(stderr).toContain(`The last line of ${last} is unfinished`);
  });

  test("--query selects from each event; one for the list of them would give nothing but null, and is refused", async () => {
    const world = startArchiveWorld();
    await world.write(texts(2));
    const types = await world.bwp([...LIST, "--query", "eventType"]);
    expect(JSON.parse(types.stdout)).toEqual(["PACKAGE_DELIVERED", "PACKAGE_DELIVERED"]);
    const several = await world.bwp([...LIST, "--query", "[eventType, messageId]", "-o", "ndjson"]);
    expect(several.stdout).toBe('["PACKAGE_DELIVERED","m0"]\n["PACKAGE_DELIVERED","m1"]\n');
    for (const query of ["[].eventType", "[*].eventType", "[0]", "[-1].eventType", "[?eventType].eventId", "[:2]"]) {
      const refused = await world.bwp([...LIST, "--query", query]);
      expect([refused.code, refused.stdout, errorOf(refused).code], query).toEqual([2, "", "invalid_query"]);
    }
  });

  test("an empty archive, and one that is elsewhere", async () => {
    const world = startArchiveWorld();
    const none = await world.bwp(LIST);
    expect([none.code, none.stdout]).toEqual([0, "[]\n"]);
    expect(none.stderr).toContain(`No such events in ${world.folder}.`);
    await world.write(texts(1));
    const other = startArchiveWorld();
    const { stdout } = await other.bwp([...LIST, "--archive-dir", world.folder]);
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  test("on a terminal: two or three lines an event, with the id to show it by", async () => {
    const world = startArchiveWorld();
    await world.write([eventText(1)]);
    const { stdout } = await world.bwp(LIST, { tty: true, env: { NO_COLOR: "1" } });
    expect(stdout.split("\n").map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        "2025-01-31 12:00:00 UTC  PACKAGE_DELIVERED",
        "  order 322-ABC1-AAAAAA, package d1",
        `  id ${eventId(1)}`,
      ]),
    );
  });
});

describe("history show", () => {
  test("by event id, envelope id, message id, or the beginning of one", async () => {
    const world = startArchiveWorld();
    await world.write([eventText(1), eventText(2), eventText(1)]);
    for (const id of [eventId(1), "m0", "22222222-0000-4000-8000-000000000001"]) {
      const { code, stdout } = await world.bwp([...SHOW, id]);
      expect([code, JSON.parse(stdout).messageId]).toEqual([0, "m0"]);
    }
    const { stdout, stderr } = await world.bwp([...SHOW, eventId(1).slice(0, -1).concat("1")]);
    expect(JSON.parse(stdout).again).toEqual([{ messageId: "m2", receivedAt: "2025-01-31T12:00:02.000Z" }]);
    expect(stderr).toContain("It came 1 more time");
    const ambiguous = await world.bwp([...SHOW, "00000000-"]);
    expect([ambiguous.code, errorOf(ambiguous)]).toMatchObject([
      2,
      { code: "ambiguous_id", findings: [eventId(1), eventId(2)] },
    ]);
    const unknown = await world.bwp([...SHOW, "nothing"]);
    expect([unknown.code, errorOf(unknown).code]).toEqual([4, "not_found"]);
  });

  test("--raw gives the message to a pipe as it came, and makes control characters visible on a terminal", async () => {
    const world = startArchiveWorld();
    const odd = `{ "eventDescriptor": "X",\r\n "n": 1.10, "evil": "\u001b]52;c;AAAA\u0007" }`;
    await world.write([odd]);
    expect((await world.bwp([...SHOW, "m0", "--raw"])).stdout).toBe(odd);
    const shown = await world.bwp([...SHOW, "m0", "--raw"], { tty: true });
    expect(shown.stdout).toContain('"n": 1.10');
    expect(shown.stdout).not.toContain("\u001b]52");
  });
});

describe("history stats", () => {
  test("counts, repeats and a chart of types over time", async () => {
    const world = startArchiveWorld();
    await world.write([...texts(3), eventText(0), "junk"]);
    await world.write([eventText(7, "REFUND_REQUESTED", "order/o/refund/f")], { from: NOON + 3_600_000, ids: "n" });
    const { stdout } = await world.bwp(["events", "history", "stats"]);
    const stats = JSON.parse(stdout);
    expect(stats).toMatchObject({
      events: 6,
      duplicates: 1,
      redelivered: 0,
      unknown: 1,
      unreadable: 0,
      from: "2025-01-31T12:00:00.000Z",
      to: "2025-01-31T13:00:00.000Z",
      bucketsFrom: "2025-01-31T12:00:00.000Z",
      bucketSeconds: 300,
      files: 2,
    });
    const buckets = (first: number, last: number) => [first, ...Array<number>(11).fill(0), last];
    expect(stats.types).toEqual([
      { eventType: "PACKAGE_DELIVERED", count: 4, buckets: buckets(4, 0) },
      { eventType: null, count: 1, buckets: buckets(1, 0) },
      { eventType: "REFUND_REQUESTED", count: 1, buckets: buckets(0, 1) },
    ]);
  });

  test.each([
    ["C.UTF-8", "█", "▂"],
    ["C", "@", ":"],
  ])("with LANG=%s the highest bar is %s", async (locale, high, low) => {
    const world = startArchiveWorld();
    await world.write(texts(4));
    await world.write([eventText(9)], { from: NOON + 3_600_000, ids: "n" });
    const { stdout } = await world.bwp(["events", "history", "stats"], {
      tty: true,
      env: { NO_COLOR: "1", LC_ALL: locale },
    });
    const lines = stdout.split("\n");
    expect(lines[0]).toBe(`PACKAGE_DELIVERED  5  ${high}${" ".repeat(11)}${low}`);
    expect(lines[2]).toBe("a bar is 5 minutes; the highest is 4 events");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
