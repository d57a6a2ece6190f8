import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { eventText } from "../../events/messages.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
  await world.connected("shop");
});

const WAIT = ["events", "wait"];
const RETURN = "order/322-ABC1-AAAAAA/return/r1";
const delivered = (index: number) => eventText(index);
const started = (index: number) => eventText(index, "RETURN_STARTED", RETURN);
const typesOf = (stdout: string): string[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).eventType);

function file(name: string, text: string): string {
  const path = join(world.stateFolder, name);
  writeFileSync(path, text);
  return path;
}

describe("one event", () => {
  test("that is there already is shown, archived and deleted; the others are left", async () => {
    await world.send("bwp-shop", [delivered(1), started(2), delivered(3)]);
    const { code, stdout, stderr } = await world.bwp([...WAIT, "--type", "return_started"]);
    expect([code, typesOf(stdout)]).toEqual([0, ["RETURN_STARTED"]]);
    expect(stderr).toContain("Awaited  return_started\n");
    expect(stderr).toContain("Others   left: held until the end, then back in the queue\n");
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 2, inFlight: 0 });
    expect(await world.archived()).toEqual([started(2)]);
  });

  test("that comes later ends the wait", async () => {
    const call = world.start([...WAIT, "--pattern", '{"detail-type":[{"prefix":"RETURN_"}]}', "--within", "20s"]);
    await call.shows("Ready", "stderr");
    await world.send("bwp-shop", [delivered(1)]);
    await world.send("bwp-shop", [started(2)]);
    expect(await call.code).toBe(0);
    expect(typesOf(call.test.output().stdout)).toEqual(["RETURN_STARTED"]);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 1, inFlight: 0 });
  });

  test("that does not come: exit 7, what is missing, and what came instead", async () => {
    await world.send("bwp-shop", [delivered(1), delivered(2)]);
    const result = await world.bwp([...WAIT, "--type", "RETURN_STARTED", "--count", "2", "--within", "4s"]);
    expect([result.code, result.stdout]).toEqual([7, ""]);
    expect(errorOf(result)).toMatchObject({
      code: "timed_out",
      message: "Not all that is awaited arrived within 4s.",
      findings: ["Missing: RETURN_STARTED (2 more)", "Arrived instead: PACKAGE_DELIVERED (2 events)"],
      suggestion: "What arrived and was not awaited is in the queue again.",
    });
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 2, inFlight: 0 });
    expect(await world.archived()).toEqual([]);
  });

  test("nothing at all comes: no word of a filter or of what came, but where to look", async () => {
    const result = await world.bwp([...WAIT, "--within", "1s"]);
    expect(result.code).toBe(7);
    expect(result.stderr).toContain("What is not awaited is received and given back at the end");
    expect(result.stderr).not.toContain("filter");
    expect(result.stderr).toContain("No events received.");
    expect(errorOf(result)).toMatchObject({
      findings: ["Missing: an event of any type"],
      suggestion: "bwp emulator events says what was published, and where it went.",
    });
  });

  test("only some of it comes: nothing is said of what was not awaited", async () => {
    await world.send("bwp-shop", [delivered(1)]);
    const result = await world.bwp([...WAIT, "--count", "2", "--within", "3s"]);
    expect(result.code).toBe(7);
    expect(errorOf(result).findings).toEqual(["Missing: an event of any type"]);
    expect(errorOf(result)).not.toHaveProperty("suggestion");
  });

  test("with --peek even what is awaited stays", async () => {
    await world.send("bwp-shop", [delivered(1), started(2)]);
    const { code, stdout } = await world.bwp([...WAIT, "--peek", "--order", "322-ABC1-AAAAAA", "--count", "2"]);
    expect([code, typesOf(stdout).sort()]).toEqual([0, ["PACKAGE_DELIVERED", "RETURN_STARTED"]]);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 2, inFlight: 0 });
  });

  test("Ctrl-C gives back what is held", async () => {
    await world.send("bwp-shop", [delivered(1)]);
    const call = world.start([...WAIT, "--type", "RETURN_STARTED"]);
    await call.shows("Ready", "stderr");
    call.test.signal("SIGINT");
    expect(await call.code).toBe(130);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 1, inFlight: 0 });
  });
});

describe("a file of expectations", () => {
  test("in any order, of types, patterns and orders", async () => {
    await world.send("bwp-shop", [started(1), delivered(2), delivered(3), started(4)]);
    const expect_ = file(
      "expect.yaml",
      `- type: PACKAGE_*
  count: 2
- name: the return
  order: 322-ABC1-AAAAAA
  pattern: { detail-type: [RETURN_STARTED] }
`,
    );
    const { code, stdout } = await world.bwp([...WAIT, "--expect", expect_]);
    expect([code, typesOf(stdout).sort()]).toEqual([0, ["PACKAGE_DELIVERED", "PACKAGE_DELIVERED", "RETURN_STARTED"]]);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 1, inFlight: 0 });
  });

  test("in order, and it says what is missing", async () => {
    const expect_ = file(
      "expect.json",
      '{"inOrder": true, "events": ["RETURN_STARTED", {"name": "box", "type": "PACKAGE_DELIVERED"}]}',
    );
    const early = delivered(1).replaceAll("2025-01-31T12:00:00.000Z", "2025-01-30T12:00:00.000Z");
    await world.send("bwp-shop", [early, started(2)]);
    const result = await world.bwp([...WAIT, "--expect", expect_, "--within", "4s"]);
    expect(result.code).toBe(7);
    expect(errorOf(result).findings).toEqual([
      "Missing: box",
      "Out of order: PACKAGE_DELIVERED of 2025-01-30 12:00:00 UTC; what it should follow did not come before it",
    ]);
  });

  test.each([
    ["- {tpye: A}", "events[0] has a member tpye, which is none of name, type, order, return, pattern, count."],
    ["- {count: 0, type: RETURN_STARTED}", "events[0].count is a whole number from 1."],
    ["- {name: x}", "events[0] says nothing of the event: give type, order, return or pattern."],
    ["- 7", "events[0] is an event type, or an object such as {type: REFUND_REQUESTED}."],
    ["- {type: RETURN_STRATED}", "RETURN_STRATED is no event type."],
    [
      "- {pattern: {a: x}}",
      'events[0].pattern: Event pattern is not valid. Reason: "a" must be an object or an array (at a)',
    ],
    ["[]", "events is a list of at least one event."],
    ["inOrder: maybe\nevents: [RETURN_STARTED]", "inOrder is true or false."],
    ["7", "holds no list of events."],
  ])("%s is refused", async (text, message) => {
    const result = await world.bwp([...WAIT, "--expect", file("x.yaml", text)]);
    expect(result.code).toBe(2);
    expect(errorOf(result).message).toContain(message);
  });
});
