import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { callAws } from "../../emulator/support/aws.ts";
import { eventText } from "../../events/messages.ts";
import { startProxy } from "../../events/queue-server.ts";
import { type Answer, type Receiver, startReceiver } from "../../events/sinks/receiver.ts";
import { createTestHost } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";
import { startEventsWorld } from "./events-world.ts";
import { type ArchiveWorld, entry, NOON, startArchiveWorld } from "./history/archive-world.ts";

const REPLAY = ["events", "replay"];
const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => eventText(from + at));

const eventId = (index: number): string => JSON.parse(eventText(index)).detail.eventId;

async function receiver(answer?: Answer): Promise<Receiver> {
  const started = await startReceiver(answer);
  onTestFinished(() => started.stop());
  return started;
}

const bodies = ({ requests }: Receiver): string[] => requests.map(({ body }) => body.toString("utf8"));

describe("to a URL", () => {
  test("the original bytes in the order of arrival, marked as a replay, each event once", async () => {
    const world = startArchiveWorld();
    const odd = `{ "n": 1.10,\r\n "x" :1e2 }`;
    await world.write([eventText(1), odd, eventText(2), eventText(1)]);
    const hook = await receiver();
    const { code, stdout, stderr } = await world.bwp([...REPLAY, "--all", "--forward-to", hook.url, "-o", "ndjson"]);
    expect([code, bodies(hook)]).toEqual([0, [eventText(1), odd, eventText(2)]]);
    expect(hook.requests.every(({ headers }) => headers["x-bwp-replay"] === "true")).toBe(true);
    expect(hook.most).toBe(1);
    expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({
      messageId: "m0",
      replay: true,
      delivery: { taken: true, status: 200, tries: 1 },
    });
    expect(stderr).toContain(`3 events taken by ${hook.url}, 1 left out: they came before.`);
    await world.bwp([...REPLAY, "--all", "--forward-to", hook.url, "--with-duplicates"]);
    expect(bodies(hook).slice(3)).toEqual([eventText(1), odd, eventText(2), eventText(1)]);
  });

  test("by ids and their beginnings, by filters, and behind an event", async () => {
    const world = startArchiveWorld();
    await world.write([...texts(3), eventText(9, "REFUND_REQUESTED", "order/o/refund/f")]);
    const sent = async (...words: string[]): Promise<string[]> => {
      const hook = await receiver();
      const { code, stderr } = await world.bwp([...REPLAY, ...words, "--forward-to", hook.url]);
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      return bodies(hook);
    };
    expect(await sent("00000000-0000-4000-8000-000000000002", "m0")).toEqual([eventText(0), eventText(2)]);
    expect(await sent("--type", "PACKAGE_*", "--until", "2025-01-31T12:00Z")).toEqual(texts(3));
    expect(await sent("--type", "REFUND_*")).toHaveLength(1);
    expect(await sent("--all", "--after", "m1")).toHaveLength(2);
  });

  test("what was left out as a repeat is sent if its first copy is not selected", async () => {
    const world = startArchiveWorld();
    await world.write([eventText(1), eventText(1), eventText(1)]);
    const hook = await receiver();
    await world.bwp([...REPLAY, "m1", "m2", "--forward-to", hook.url]);
    expect(hook.requests).toHaveLength(1);
  });

  test("refused events are named and end with 6", async () => {
    const world = startArchiveWorld();
    await world.write(texts(4));
    const hook = await receiver((_, response, index) => void response.writeHead(index % 2 === 0 ? 400 : 200).end());
    const result = await world.bwp([...REPLAY, "--all", "--forward-to", hook.url]);
    expect(result.code).toBe(6);
    expect(errorOf(result)).toMatchObject({ code: "not_taken", findings: [eventId(1), eventId(3)] });
    expect(result.stderr).toContain("2 events taken by");
  });

  test("Ctrl-C finishes what is under way and says where to go on; nothing is lost or sent twice", async () => {
    const world = startArchiveWorld();
    await world.write(texts(6));
    const hook = await receiver();
    const hangs = await receiver(async (_, response, index) => {
      if (index === 3) {
        running.signal("SIGINT");
        await delay(50);
      }
      response.writeHead(200).end();
    });
    const running = createTestHost({ env: world.env });
    onTestFinished(() => running.remove());
    const code = await runCli([...REPLAY, "--all", "--forward-to", hangs.url], running.host);
    const result = { code, ...running.output() };
    expect(code).toBe(130);
    expect(errorOf(result)).toMatchObject({
      message: "Interrupted behind m2.",
      suggestion: "Go on with the same command and --after m2",
    });
    await world.bwp([...REPLAY, "--all", "--forward-to", hook.url, "--after", "m2"]);
    expect([...bodies(hangs), ...bodies(hook)]).toEqual(texts(6));
  });

  test("--speed keeps the pauses between arrivals, or a part of them", async () => {
    const world = startArchiveWorld();
    await world.write(texts(61));
    const at: number[] = [];
    const hook = await receiver((_, response) => {
      at.push(performance.now() - started);
      response.writeHead(200).end();
    });
    const started = performance.now();
    await world.bwp([...REPLAY, "--all", "--forward-to", hook.url, "--speed", "200"]);
    // A second each, and two hundred times as fast: a busy machine is late, never early, and not by a minute.
    expect(at).toHaveLength(61);
    expect(at.every((time, index) => time > index * 5 - 2)).toBe(true);
    expect(at.at(-1)).toBeLessThan(30_000);
  });
});

test("to a command: BWP_REPLAY and the member replay tell what it is", async () => {
  const world = startArchiveWorld();
  await world.write(texts(2));
  const out = join(world.folder, "..", "out");
  const command = `printf '%s ' "$BWP_REPLAY" >> ${out}; cat >> ${out}; echo >> ${out}`;
  expect((await world.bwp([...REPLAY, "--all", "--exec", command])).code).toBe(0);
  const lines = readFileSync(out, "utf8").trim().split("\n");
  expect(lines.map((line) => line.slice(0, 5))).toEqual(["true ", "true "]);
  expect(JSON.parse(lines[1]?.slice(5) ?? "")).toMatchObject({ messageId: "m1", replay: true });
});

test("to a queue that is named: the original bytes, in batches, with a message attribute", async () => {
  const events = await startEventsWorld();
  await events.createQueue("again");
  const archive = startArchiveWorld();
  await archive.write(texts(25));
  const argv = [...REPLAY, "--all", "--queue", "again", "--archive-dir", archive.folder];
  const { code, stderr } = await events.bwp(argv);
  expect([code, stderr]).toEqual([0, expect.stringContaining("25 events taken by queue again.")]);
  const answer = await callAws(events.emulator.url, "AmazonSQS.ReceiveMessage", {
    QueueUrl: `${events.emulator.url}/000000000000/again`,
    MaxNumberOfMessages: 1,
    MessageAttributeNames: ["All"],
  });
  expect(answer.Messages).toMatchObject([
    { Body: eventText(0), MessageAttributes: { "x-bwp-replay": { DataType: "String", StringValue: "true" } } },
  ]);
  expect(await events.numbers("again")).toEqual({ visible: 24, inFlight: 1 });
  const missing = await events.bwp([...REPLAY, "--all", "--queue", "nowhere", "--archive-dir", archive.folder]);
  expect([missing.code, errorOf(missing).type]).toEqual([4, "not_found"]);
});

test("to a FIFO queue: in the order of arrival, and the same bytes as often as they are sent", async () => {
  const events = await startEventsWorld();
  await events.createFifo("again.fifo");
  const archive = startArchiveWorld();
  await archive.write([...texts(12), eventText(0)]);
  const argv = [...REPLAY, "--all", "--with-duplicates", "--queue", "again.fifo", "--archive-dir", archive.folder];
  const { code, stderr } = await events.bwp(argv);
  expect([code, stderr]).toEqual([0, expect.stringContaining("13 events taken by queue again.fifo.")]);
  expect(await events.drain("again.fifo")).toEqual([...texts(12), eventText(0)]);
  await events.bwp([...argv, "--concurrency", "10"]);
  expect((await events.drain("again.fifo")).sort()).toEqual([...texts(12), eventText(0)].sort());
});

test("a FIFO queue keeps the order also if some are taken at a second try only", async () => {
  const events = await startEventsWorld();
  await events.createFifo("again.fifo");
  const archive = startArchiveWorld();
  await archive.write(texts(5));
  // Every other send fails on the way.
  let sends = 0;
  const proxy = await startProxy(Number(new URL(events.emulator.url).port), (action) =>
    action === "SendMessageBatch" && sends++ % 2 === 0 ? { status: 503, body: "{}" } : undefined,
  );
  onTestFinished(() => proxy.stop());
  const at = ["--queue", "again.fifo", "--endpoint-url", `http://127.0.0.1:${proxy.port}`];
  const { code } = await events.bwp([...REPLAY, "--all", ...at, "--archive-dir", archive.folder], {
    env: { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator", AWS_REGION: "us-east-1" },
  });
  expect([code, await events.drain("again.fifo")]).toEqual([0, texts(5)]);
});

test("a message that no queue takes is told; the others are sent", async () => {
  const events = await startEventsWorld();
  await events.createQueue("again");
  const archive = startArchiveWorld();
  await archive.write([eventText(0), Buffer.from([0xff, 0xfe]), "\u0001", eventText(1)]);
  const result = await events.bwp([...REPLAY, "--all", "--queue", "again", "--archive-dir", archive.folder]);
  expect(result.code).toBe(6);
  expect(errorOf(result).findings).toEqual(["m1", "m2"]);
  expect(result.stdout).toContain("not valid UTF-8");
  expect(await events.numbers("again")).toEqual({ visible: 2, inFlight: 0 });
});

test("--dry-run lists what would be sent, and sends nothing", async () => {
  const world = startArchiveWorld();
  await world.write([eventText(1), eventText(1), eventText(2)]);
  const hook = await receiver();
  const { code, stdout, stderr } = await world.bwp([...REPLAY, "--all", "--forward-to", hook.url, "--dry-run"]);
  expect(code).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(2);
  expect(stderr).toContain(`Dry run: 2 events would be sent to ${hook.url}.`);
  expect(hook.requests).toHaveLength(0);
});

describe("what cannot be done is said before anything is sent", () => {
  const cases: readonly (readonly [string, readonly string[], number, string])[] = [
    ["nothing selected", ["--forward-to", "http://127.0.0.1:1/"], 2, "missing_input"],
    ["no receiver", ["--all"], 2, "missing_input"],
    ["two receivers", ["--all", "--queue", "q", "--exec", "cat"], 2, "usage"],
    ["an unknown id", ["nothing", "--exec", "cat"], 4, "not_found"],
    ["an unknown id to go on behind", ["--all", "--after", "nothing", "--exec", "cat"], 4, "not_found"],
    ["a speed that is none", ["--all", "--exec", "cat", "--speed", "0"], 2, "invalid_speed"],
  ];
  test.each(cases)("%s", async (_, words, code, name) => {
    const world: ArchiveWorld = startArchiveWorld();
    await world.write(texts(1));
    const result = await world.bwp([...REPLAY, ...words]);
    expect([result.code, errorOf(result).code]).toEqual([code, name]);
  });
});

describe("what is missing", () => {
  const down = "\u001b[B";

  test("is named at once where nobody can be asked", async () => {
    const result = await startArchiveWorld().bwp(REPLAY);
    expect(errorOf(result).message).toBe(
      "Missing: ID (or --all, or a filter such as --since 1d), --forward-to <URL> (or --exec <COMMAND>, --queue <QUEUE>).",
    );
  });

  test("is asked for on a terminal: events of a list, the newest first, and an address that is one", async () => {
    const world = startArchiveWorld();
    await world.write(texts(3));
    const hook = await receiver();
    const { code, stderr } = await world.asked(REPLAY, [
      ["Which events?", "\r"],
      ["Events", ` ${down}${down} \r`],
      ["Where to?", "\r"],
      ["Address", "ftp://x\r"],
      ["--forward-to takes a web address", `${"\u007f".repeat(10)}${hook.url}\r`],
    ]);
    expect([code, bodies(hook)]).toEqual([0, [eventText(0), eventText(2)]]);
    expect(stderr).toContain("2025-01-31 12:00:00 UTC  PACKAGE_DELIVERED");
  });

  test("is all of the archive, to a command, just as well; an empty archive is said", async () => {
    const world = startArchiveWorld();
    const empty = await world.asked([...REPLAY, "--exec", "cat"], []);
    expect([empty.code, empty.stderr]).toEqual([4, expect.stringContaining(`There are no events in ${world.folder}.`)]);
    await world.write(texts(2));
    const { code, stdout } = await world.asked(REPLAY, [
      ["Which events?", `${down}\r`],
      ["Where to?", `${down}\r`],
      ["Command", "true\r"],
    ]);
    expect([code, stdout.match(/ taken by true \(exit status 0/g)?.length]).toEqual([0, 2]);
  });
});

test("events of several tails are replayed in the order of their arrival", async () => {
  const world = startArchiveWorld();
  const [first, second] = [await world.writer(NOON), await world.writer(NOON + 1)];
  for (let at = 0; at < 10; at += 1) {
    await (at % 2 === 0 ? first : second).append([entry(eventText(at), `m${at}`, NOON + at * 1000)]);
  }
  await first.close();
  await second.close();
  const hook = await receiver();
  await world.bwp([...REPLAY, "--all", "--forward-to", hook.url]);
  expect(bodies(hook)).toEqual(texts(10));
});
