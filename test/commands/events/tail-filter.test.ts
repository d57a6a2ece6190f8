import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { envelope, eventText, webhookBody } from "../../events/messages.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
  await world.connected("shop");
});

const TAIL = ["events", "tail", "--idle-timeout", "1s"];
const at = (time: string, index: number): string =>
  eventText(index).replaceAll("2025-01-31T12:00:00.000Z", time).replaceAll("2025-01-31T12:00:01Z", time);
const thin = JSON.stringify(envelope("ITEM_DELIVERED", "order/A/delivery/d", {}, 5));
const webhook = JSON.stringify(webhookBody("RETURN_STARTED", "order/B/return/R", 6));

async function types(argv: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await world.bwp([...TAIL, ...argv]);
  expect([code, stderr]).toEqual([0, stderr]);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).eventType)
    .sort();
}

describe("what is selected", () => {
  test.each([
    [["--type", "package_*"], ["PACKAGE_DELIVERED"]],
    [
      ["--type", "ITEM_DELIVERED,RETURN_STARTED"],
      ["ITEM_DELIVERED", "RETURN_STARTED"],
    ],
    [
      ["--order", "A,B"],
      ["ITEM_DELIVERED", "RETURN_STARTED"],
    ],
    [["--return", "R"], ["RETURN_STARTED"]],
    [["--business-product", "bp-30b55436-5c42-4864-b3cb-4e4d014d8744", "--order", "A"], ["ITEM_DELIVERED"]],
    [["--business-product", "bp-none"], []],
    [
      ["--since", "2025-01-31"],
      ["ITEM_DELIVERED", "PACKAGE_DELIVERED", "RETURN_STARTED", null, null],
    ],
    [
      ["--since", "1d"],
      [null, null],
    ],
    [["--pattern", '{"detail-type":["RETURN_STARTED"],"detail":{"apiVersion":[{"exists":true}]}}'], ["RETURN_STARTED"]],
    [
      ["--pattern", '{"resources":[{"wildcard":"*/order/A/*"}],"detail":{"eventId":[{"exists":false}]}}'],
      ["ITEM_DELIVERED"],
    ],
    [["--pattern", '{"hello":[1]}'], [null]],
  ])("%j", async (argv, expected) => {
    await world.send("bwp-shop", [eventText(1), thin, webhook, '{"hello":1}', "no JSON"]);
    expect(await types([...argv, "--peek"])).toEqual(expected);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 5, inFlight: 0 });
  });

  test("a time without a date that can be read hides nothing", async () => {
    await world.send("bwp-shop", [at("yesterday", 1), at("2020-01-01T00:00:00Z", 2)]);
    expect(await types(["--since", "2025-01-01"])).toEqual(["PACKAGE_DELIVERED"]);
  });

  test("what a wildcard stands for is said, and a pattern may be in a file", async () => {
    await world.send("bwp-shop", [eventText(1)]);
    const file = join(world.stateFolder, "pattern.json");
    writeFileSync(file, '{"detail-type": [{"prefix": "PACKAGE_DELIVERED"}]}');
    const { stderr } = await world.bwp([...TAIL, "--type", "REFUND_*", "--pattern", file]);
    expect(stderr).toContain("REFUND_* matches REFUND_REQUESTED, REFUND_COMPLETED\n");
    expect(stderr).toContain("Only     REFUND_*; an event pattern\n");
  });
});

describe("what is not selected", () => {
  test("of a queue of yours is archived and deleted as well", async () => {
    await world.send("bwp-shop", [eventText(1), webhook]);
    const { code, stdout, stderr } = await world.bwp([...TAIL, "--type", "RETURN_STARTED"]);
    expect([code, stdout.split("\n").length]).toEqual([0, 2]);
    expect(stderr).toContain("Others   archived and deleted as well\n");
    expect(stderr).toContain("2 events received, 1 shown, 1 not selected, 2 deleted from the queue.\n");
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 0, inFlight: 0 });
    expect((await world.archived()).sort()).toEqual([eventText(1), webhook].sort());
  });

  test.each([
    ["of somebody else's queue", "theirs", ["theirs", "--consume"]],
    ["without an archive", "bwp-shop", ["--no-archive"]],
    ["on wish", "bwp-shop", ["--unselected", "leave"]],
  ])("%s is left", async (_, queue, argv) => {
    await world.createQueue("theirs");
    await world.send(queue, [eventText(1), webhook]);
    const { stderr } = await world.bwp([...TAIL, ...argv, "--type", "RETURN_STARTED"]);
    expect(stderr).toContain("Others   left: held until the end, then back in the queue\n");
    expect(await world.numbers(queue)).toEqual({ visible: 1, inFlight: 0 });
    expect(await world.archived()).not.toContain(eventText(1));
  });
});

describe("mistakes", () => {
  test.each([
    [
      ["--type", "REFUND_REQUSTED"],
      "unknown_event_type",
      "REFUND_REQUSTED is no event type.",
      "Did you mean REFUND_REQUESTED?",
    ],
    [["--type", "REFUNDS_*"], "unknown_event_type", "No event type matches REFUNDS_*.", undefined],
    [["--since", "soon"], "invalid_time", "--since takes a length of time", undefined],
    [
      ["--pattern", '{"source":"x"}'],
      "invalid_pattern",
      '--pattern: Event pattern is not valid. Reason: "source" must be',
      undefined,
    ],
    [["--pattern", '{"source":["x"]'], "invalid_pattern", "--pattern: Event pattern is not valid.", undefined],
    [["--pattern", "not-there.json"], "unreadable_file", "not-there.json", undefined],
    [["--unselected", "leave"], "usage", "--unselected needs a filter", undefined],
    [["--unselected", "archive", "--no-archive", "--order", "A"], "usage", "contradict", undefined],
    [["--unselected", "leave", "--peek", "--order", "A"], "usage", "--peek leaves everything", undefined],
  ])("%j", async (argv, code, message, suggestion) => {
    const result = await world.bwp([...TAIL, ...argv]);
    expect(result.code).toBe(2);
    const error = errorOf(result);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    if (suggestion !== undefined) expect(error.suggestion).toContain(suggestion);
  });

  test("a pattern that can hardly match is warned about", async () => {
    const { code, stderr } = await world.bwp([
      ...TAIL,
      "--pattern",
      '{"detail_type":["X"],"detail-type":["PACKAGE_DELIVRED"]}',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("has no member detail_type, so nothing may match. Did you mean detail or detail-type?");
    expect(stderr).toContain("PACKAGE_DELIVRED is no documented event type. Did you mean PACKAGE_DELIVERED");
  });
});
