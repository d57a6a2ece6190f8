import { setTimeout as delay } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { eventText } from "../../events/messages.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
});

const TAIL = ["events", "tail"];
const UNTIL_IDLE = ["--idle-timeout", "1s"];
const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => eventText(from + at));

// biome-ignore lint/suspicious/noExplicitAny: records are JSON of every shape
function records(stdout: string): any[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("a queue that connect made", () => {
  test("an order's events arrive, decoded and hydrated, archived and deleted", async () => {
    await world.connected("shop", "ORDER_CONFIRMED,PACKAGE_DELIVERY_IN_TRANSIT,PACKAGE_TRACKER_MILESTONE_CHANGED");
    const { createOrder } = await world.json<{ createOrder: { order: { id: string } } }>([
      "order",
      "create",
      "--sample",
      "--start",
    ]);
    const { id } = createOrder.order;
    await world.json(["sandbox", "advance-delivery", id, "--to", "IN_TRANSIT", "--wait"]);
    const result = await world.bwp([...TAIL, "--hydrate", "--limit", "3"]);
    expect(result.code).toBe(0);
    const byType = new Map(records(result.stdout).map((record) => [record.eventType, record]));
    expect(byType.get("ORDER_CONFIRMED")).toMatchObject({
      receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      queue: "bwp-shop",
      form: "eventbridge",
      references: [{ orderId: id }],
      hydrated: [{ query: "order", kind: "order", order: { id } }],
    });
    expect(byType.get("PACKAGE_DELIVERY_IN_TRANSIT")).toMatchObject({
      hydrated: [{ kind: "package", package: { state: "IN_TRANSIT" }, lineItems: [{ title: expect.any(String) }] }],
    });
    expect(byType.get("PACKAGE_TRACKER_MILESTONE_CHANGED")).toMatchObject({
      hydrated: [{ query: "packageTracker", kind: "tracker", tracker: { carrierCode: expect.any(String) } }],
    });
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 0, inFlight: 0 });
    expect(await world.archived()).toHaveLength(3);
  });

  test("privacy events are hydrated with their task: no link, and the address masked", async () => {
    await world.connected("shop", "PERSONAL_DATA_RETRIEVAL_TASK_COMPLETED,PERSONAL_DATA_DELETION_TASK_FAILED");
    const email = "sam.shopper@example.org";
    await world.json(["order", "create", "--sample", "--start", "--email", email, "--name", "Sam"]);
    await world.json(["privacy", "retrieve", email, "--wait"]);
    const deletion = ["privacy", "delete", email, "--holding-period", "0", "--yes", "--wait"];
    expect((await world.bwp(deletion)).code).toBe(5);
    const { code, stdout } = await world.bwp([...TAIL, "--hydrate", "--limit", "2"]);
    expect(code).toBe(0);
    const hydrated = records(stdout).map((record) => record.hydrated);
    expect(hydrated).toMatchObject([
      [{ query: "personalDataRetrievalTask", kind: "task", task: { kind: "retrieval", status: "COMPLETED" } }],
      [
        {
          query: "personalDataDeletionTask",
          kind: "task",
          task: { kind: "deletion", status: "FAILED", errors: [{ code: "ORDERS_NOT_CLOSED" }] },
        },
      ],
    ]);
    expect(stdout).toContain("s***@example.org");
    expect(stdout).not.toMatch(/X-Amz|sam\.shopper/);
  });

  test("the talk on stderr: queue, mode, archive, ready with the backlog, what was done", async () => {
    await world.connected("shop");
    await world.send("bwp-shop", texts(2));
    const { code, stderr } = await world.bwp([...TAIL, "--limit", "2"]);
    expect(code).toBe(0);
    expect(stderr).toBe(`Queue    ${world.emulator.url}/000000000000/bwp-shop
Mode     consume: an event is deleted from the queue once it is shown
Archive  ${world.stateFolder}/data/events
✓ Ready: about 2 waiting, 0 in flight, 0 delayed
2 events received, 2 shown, 2 deleted from the queue.
Archived in ${world.stateFolder}/data/events
`);
  });

  test("on a terminal: time, type, what it is about, and the facts below", async () => {
    await world.connected("shop");
    await world.send("bwp-shop", [
      eventText(1, "DELIVERY_COMPLETED"),
      eventText(1, "DELIVERY_COMPLETED"),
      eventText(2, "SOMETHING_NEW", "order/322-ABC1-AAAAAA"),
    ]);
    const { code, stdout } = await world.bwp([...TAIL, "--limit", "3", "--hydrate"], { tty: true });
    expect(code).toBe(0);
    expect(stdout).toContain(`
2025-01-31 12:00:00 UTC  DELIVERY_COMPLETED  [deprecated]
  order 322-ABC1-AAAAAA, package d1
  subscribe to PACKAGE_DELIVERED instead
  Access denied: You do not have sufficient access to perform this action.
`);
    expect(stdout).toContain("DELIVERY_COMPLETED  [duplicate]  [deprecated]");
    expect(stdout).toContain(`
2025-01-31 12:00:00 UTC  SOMETHING_NEW  [undocumented type]
  order 322-ABC1-AAAAAA
  No handling is documented for this event.
`);
  });

  test("is named by name, URL or ARN as well", async () => {
    await world.connected("shop");
    for (const queue of [
      "bwp-shop",
      `${world.emulator.url}/000000000000/bwp-shop`,
      "arn:aws:sqs:us-east-1:000000000000:bwp-shop",
    ]) {
      await world.send("bwp-shop", texts(1));
      const { code, stdout } = await world.bwp([...TAIL, queue, "--limit", "1"]);
      expect([code, records(stdout).length]).toEqual([0, 1]);
    }
  });

  test("by a URL of another host is read there, with the standard credentials", async () => {
    await world.connected("shop");
    await world.send("bwp-shop", texts(1));
    const { port } = new URL(world.emulator.url);
    const named = await world.bwp([...TAIL, `http://localhost:${port}/000000000000/bwp-shop`, "--limit", "1"]);
    expect([named.code, records(named.stdout).length]).toEqual([0, 1]);
    // Nobody answers there; the credentials of the emulator must not have gone there either.
    const url = "http://127.0.0.1:1/000000000000/bwp-shop";
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
    try {
      const away = await world.bwp([...TAIL, url, "--peek", "--give-up", "1s", "--region", "us-east-1"]);
      expect([away.code, errorOf(away).code]).toEqual([6, "ECONNREFUSED"]);
      const asked = [...TAIL, url, "--limit", "1", "--endpoint-url", world.emulator.url];
      await world.send("bwp-shop", texts(1));
      const { code, stderr } = await world.bwp(asked);
      expect(code).toBe(0);
      expect(stderr).toContain(`Queue     ${url}\nEndpoint  ${world.emulator.url}\nMode      consume`);
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  test("of several, one has to be named", async () => {
    await world.connected("shop");
    await world.connected("other");
    const result = await world.bwp(TAIL);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatchObject({ code: "several_queues", findings: ["bwp-other", "bwp-shop"] });
  });

  test("one with a name of its own counts as much as the one that is named after the source", async () => {
    await world.connected("shop");
    await world.json(["events", "connect", "--source", "shop", "--queue", "mine"]);
    for (const argv of [TAIL, ["events", "wait", "--type", "PACKAGE_DELIVERED"], ["events", "dlq", "purge", "--yes"]]) {
      const result = await world.bwp(argv);
      expect([result.code, result.stdout]).toEqual([2, ""]);
      expect(errorOf(result)).toMatchObject({ code: "several_queues", findings: ["bwp-shop", "mine"] });
    }
  });

  test("with a name of its own is found by its tag", async () => {
    await world.json(["subscribe", "create", "--type", "PACKAGE_DELIVERED", "--source-name", "shop"]);
    await world.json(["events", "connect", "--source", "shop", "--queue", "mine"]);
    await world.createQueue("theirs");
    await world.send("mine", texts(1));
    const { code, stdout } = await world.bwp([...TAIL, "--limit", "1"]);
    expect([code, records(stdout)[0]?.queue]).toEqual([0, "mine"]);
  });

  test("none: says how to make one", async () => {
    const result = await world.bwp(TAIL);
    expect(result.code).toBe(4);
    expect(errorOf(result)).toMatchObject({
      code: "no_queue",
      suggestion: expect.stringContaining("bwp events connect"),
    });
  });
});

describe("a queue of somebody else", () => {
  beforeEach(async () => {
    await world.createQueue("theirs");
    await world.send("theirs", texts(25));
  });

  test("is refused without --peek or --consume", async () => {
    const result = await world.bwp([...TAIL, "theirs"]);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(errorOf(result)).toMatchObject({
      code: "foreign_queue",
      message: "The queue theirs was not made by bwp, so its events may be meant for somebody else.",
    });
    expect(await world.numbers("theirs")).toEqual({ visible: 25, inFlight: 0 });
  });

  test("a peek shows it all and leaves it whole", async () => {
    const { code, stdout, stderr } = await world.bwp([...TAIL, "theirs", "--peek"]);
    expect(code).toBe(0);
    expect(new Set(records(stdout).map(({ eventId }) => eventId)).size).toBe(25);
    expect(stderr).toContain("receive count rises; the queue has no redrive policy.\n");
    expect((await world.bwp([...TAIL, "theirs", "--peek", "--quiet"])).stderr).toBe("");
    expect(stderr).toContain("25 events received, 25 shown, 25 given back to the queue.");
    expect(await world.numbers("theirs")).toEqual({ visible: 25, inFlight: 0 });
    expect(await world.archived()).toEqual([]);
  });

  test("--consume takes it", async () => {
    const { code, stdout } = await world.bwp([...TAIL, "theirs", "--consume", ...UNTIL_IDLE]);
    expect([code, records(stdout).length]).toEqual([0, 25]);
    expect(await world.numbers("theirs")).toEqual({ visible: 0, inFlight: 0 });
  });
});

describe("the end", () => {
  beforeEach(async () => {
    await world.createQueue("q", { "bwp:managed-by": "bwp" });
  });

  test("--limit 1 gives back what was received beyond it", async () => {
    await world.send("q", texts(12));
    const { code, stdout } = await world.bwp([...TAIL, "q", "--limit", "1"]);
    expect([code, records(stdout).length]).toEqual([0, 1]);
    expect(await world.numbers("q")).toEqual({ visible: 11, inFlight: 0 });
  });

  test("an idle queue ends it with 0", async () => {
    const { code, stdout, stderr } = await world.bwp([...TAIL, "q", ...UNTIL_IDLE]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("\nNothing arrived for 1s. No events received.\n");
  });

  test("a reader that goes away ends it quietly, and what was not written is given back", async () => {
    await world.send("q", texts(40));
    const call = world.start([...TAIL, "q", "--json"]);
    let written = 0;
    call.test.host.stdout._write = (_chunk, _encoding, done) => {
      written += 1;
      done(written > 1 ? Object.assign(new Error("gone"), { code: "EPIPE" }) : null);
    };
    call.test.host.stdout.on("error", () => undefined);
    expect(await call.code).toBe(0);
    expect(call.test.output().stderr).not.toContain("error");
    const { visible, inFlight } = await world.numbers("q");
    expect(inFlight).toBe(0);
    expect(visible).toBeGreaterThanOrEqual(10);
  });

  test("Ctrl-C in the middle of a burst of 5,000 loses nothing", async () => {
    const sent = texts(5000);
    await world.send("q", sent);
    const call = world.start([...TAIL, "q", "-o", "ndjson"]);
    await call.shows('"receiveCount"');
    call.test.signal("SIGINT");
    expect(await call.code).toBe(130);
    const first = records(call.test.output().stdout);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(5000);
    expect(call.test.output().stderr).toContain("What was in hand was finished");
    const rest = await world.numbers("q");
    expect(rest).toEqual({ visible: 5000 - first.length, inFlight: 0 });

    const second = await world.bwp([...TAIL, "q", "-o", "ndjson", ...UNTIL_IDLE]);
    expect(second.code).toBe(0);
    expect(first.length + records(second.stdout).length).toBe(5000);
    expect((await world.archived()).sort()).toEqual([...sent].sort());
    expect(await world.numbers("q")).toEqual({ visible: 0, inFlight: 0 });
  }, 60_000);

  test("a second Ctrl-C gives back what a stuck screen holds up", async () => {
    await world.send("q", texts(10));
    const call = world.start([...TAIL, "q", "--json"]);
    let isWriting = false;
    call.test.host.stdout._write = () => {
      isWriting = true;
    };
    while (!isWriting) await delay(5);
    call.test.signal("SIGINT");
    await delay(50);
    call.test.signal("SIGINT");
    expect(await call.code).toBe(130);
    expect(await world.numbers("q")).toEqual({ visible: 10, inFlight: 0 });
  });

  test("SIGTERM ends it with 143", async () => {
    const call = world.start([...TAIL, "q"]);
    await call.shows("Ready", "stderr");
    call.test.signal("SIGTERM");
    expect(await call.code).toBe(143);
  });

  test("a queue that cannot be reached any more: each try is said, then exit 6", async () => {
    const call = world.start([...TAIL, "q", "--give-up", "1s"]);
    await call.shows("Ready", "stderr");
    await world.emulator.close();
    expect(await call.code).toBe(6);
    const { stderr } = call.test.output();
    expect(stderr).toContain("The queue could not be read: ");
    expect(stderr).toContain(" did not answer sqs:ReceiveMessage: ");
    expect(stderr).not.toMatch(/Fastify|The emulator failed/);
    expect(stderr).toMatch(/Try 2 in \d+ms; gives up in 1s\./);
    expect(errorOf({ code: 6, stdout: "", stderr })).toMatchObject({ type: "unavailable" });
  });
});

describe("a queue that goes away while it is read", () => {
  test("the tail says so, waits, and goes on when connect has made it again", async () => {
    const world = await startEventsWorld();
    await world.connected("shop");
    const call = world.start([...TAIL, "--limit", "1"]);
    await call.shows("Ready", "stderr");
    await world.emulator.reset();
    await call.shows("The queue is gone: it was deleted, or the emulator was reset.", "stderr");
    await call.shows("The queue is still gone. Try 3 in ", "stderr");
    await world.connected("shop");
    await call.shows("The queue can be read again.", "stderr");
    await world.send("bwp-shop", ["anything"]);
    expect(await call.code).toBe(0);
    expect(JSON.parse(call.test.output().stdout).queue).toBe("bwp-shop");
  });

  test("exit 6 when it does not come back in the time given", async () => {
    const world = await startEventsWorld();
    await world.connected("shop");
    const call = world.start([...TAIL, "--give-up", "1s"]);
    await call.shows("Ready", "stderr");
    await world.emulator.reset();
    expect(await call.code).toBe(6);
    expect(errorOf({ code: 6, ...call.test.output() })).toMatchObject({ type: "unavailable" });
  });
});

describe("duplicates", () => {
  test("are known in a later run by the archive, and not without it", async () => {
    await world.createQueue("q", { "bwp:managed-by": "bwp" });
    const tailOne = async (...more: string[]) => {
      await world.send("q", texts(1));
      return records((await world.bwp([...TAIL, "q", "--limit", "1", ...more])).stdout)[0];
    };
    const first = await tailOne();
    expect(first).not.toHaveProperty("duplicateOf");
    expect(await tailOne()).toMatchObject({ duplicateOf: first.messageId });
    expect(await tailOne("--no-archive")).not.toHaveProperty("duplicateOf");
    expect(await world.archived()).toHaveLength(2);
  });

  test("an event that was received and never shown is no duplicate of itself when it comes", async () => {
    await world.createQueue("q", { "bwp:managed-by": "bwp" });
    await world.send("q", texts(1));
    const stuck = world.start([...TAIL, "q", "--json"]);
    let isWriting = false;
    stuck.test.host.stdout._write = () => {
      isWriting = true;
    };
    while (!isWriting) await delay(5);
    stuck.test.signal("SIGINT");
    await delay(50);
    stuck.test.signal("SIGINT");
    expect(await stuck.code).toBe(130);
    const { stdout, stderr } = await world.bwp([...TAIL, "q", "--limit", "1"]);
    expect(records(stdout)[0]).toMatchObject({ receiveCount: 2, redelivered: true });
    expect(records(stdout)[0]).not.toHaveProperty("duplicateOf");
    expect(stderr).toContain("1 shown, 1 deleted from the queue, 1 received before.");
  });
});

test("without a profile and without a region both ways on are named", async () => {
  const none = { BWP_API_URL: undefined, BWP_CLIENT_ID: undefined, BWP_CLIENT_SECRET: undefined };
  process.env.AWS_CONFIG_FILE = "/nonexistent";
  try {
    const result = await world.bwp(TAIL, { env: { ...none, BWP_TARGET_ID: undefined } });
    expect([result.code, errorOf(result).code]).toEqual([2, "no_aws_region"]);
    for (const way of ["bwp emulator start", "--region", "AWS_REGION"]) {
      expect(errorOf(result).suggestion).toContain(way);
    }
  } finally {
    delete process.env.AWS_CONFIG_FILE;
  }
});

test("--hydrate without credentials is an error at once; a plain tail needs none", async () => {
  await world.createQueue("q", { "bwp:managed-by": "bwp" });
  await world.send("q", texts(1));
  const env = {
    BWP_API_URL: undefined,
    BWP_CLIENT_ID: undefined,
    BWP_CLIENT_SECRET: undefined,
    BWP_TARGET_ID: undefined,
    AWS_ENDPOINT_URL: world.emulator.url,
    AWS_REGION: "us-east-1",
  };
  // The SDK's own credential chain reads the real environment.
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
  try {
    const hydrated = await world.bwp([...TAIL, "q", "--limit", "1", "--hydrate"], { env });
    expect([hydrated.code, errorOf(hydrated).type]).toEqual([3, "authentication"]);
    const plain = await world.bwp([...TAIL, "q", "--limit", "1"], { env });
    expect([plain.code, records(plain.stdout).length]).toEqual([0, 1]);
  } finally {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
  }
});

test("options that contradict each other", async () => {
  for (const bad of [
    ["--peek", "--consume"],
    ["--no-archive", "--archive-dir", "x"],
    ["--idle-timeout", "10ms"],
    ["--visibility", "13h"],
    ["--dry-run"],
    ["--limit", "0"],
  ]) {
    await world.createQueue("q", { "bwp:managed-by": "bwp" });
    expect([bad, (await world.bwp([...TAIL, "q", ...bad])).code]).toEqual([bad, 2]);
  }
});

test("a clock that somebody sets, an hour forth and back at each look, ends nothing early and holds nothing up", async () => {
  const world = await startEventsWorld();
  await world.connected("shop", "PACKAGE_DELIVERED");
  let ahead = 0;
  const now = (): number => {
    ahead = ahead === 0 ? 3_600_000 : 0;
    return Date.now() + ahead;
  };
  await world.send("bwp-shop", [eventText(1)]);
  const waited = await world.bwp(["events", "wait", "--type", "PACKAGE_DELIVERED", "--peek", "--within", "5s"], {
    now,
  });
  expect(waited.code).toBe(0);
  const { code, stdout } = await world.bwp(["events", "tail", "--idle-timeout", "1s", "-o", "ndjson"], { now });
  expect([code, stdout.trim().split("\n").length]).toEqual([0, 1]);
  expect(await world.numbers("bwp-shop")).toEqual({ visible: 0, inFlight: 0 });
  expect(await world.archived()).toHaveLength(1);
});
