import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { callAws, wireQueue } from "../../emulator/support/aws.ts";
import { eventually } from "../../emulator/support/emulator.ts";
import { startReceiver } from "../../emulator/support/receiver.ts";
import { createTestHost } from "../../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

interface Entry {
  readonly eventType: string;
  readonly outcome: string;
  readonly to: string[];
  readonly reason: string | null;
  readonly eventId: string | null;
}

const events = (...words: string[]) => world.json<Entry[]>(["emulator", "events", ...words]);
const order = () => world.json(["order", "create", "--sample"]);
const subscribe = (...words: string[]) =>
  world.json<{ subscriptionId: string }[]>(["subscribe", "create", "--type", "ORDER_CONFIRMED", ...words]);
const source = (name: string) => `aws.partner/buywithprime/${name}`;

test("nothing yet: an empty list, said in words", async () => {
  const result = await world.bwp(["emulator", "events"]);
  expect(result).toMatchObject({ code: 0, stdout: "[]\n" });
  expect(result.stderr).toContain("Nothing was published yet.");
});

test("every fate of an event is told with its reason", async () => {
  await order();
  expect(await events()).toMatchObject([
    { eventType: "ORDER_CONFIRMED", outcome: "dropped", reason: "nobody is subscribed to it", eventId: null },
  ]);

  await subscribe("--source-name", "shop");
  await order();
  expect((await events()).at(-1)).toMatchObject({
    outcome: "dropped",
    reason: expect.stringContaining(`no event bus is associated with ${source("shop")}`),
    eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });

  const { url } = world.emulator;
  const bus = source("shop");
  await wireQueue(url, "shop");
  await order();
  expect((await events()).at(-1)).toMatchObject({
    outcome: "delivered",
    to: ["arn:aws:sqs:us-east-1:000000000000:shop"],
    reason: null,
  });

  const EventPattern = JSON.stringify({ "detail-type": ["RETURN_STARTED"] });
  await callAws(url, "AWSEvents.PutRule", { Name: "all", EventBusName: bus, EventPattern });
  await order();
  expect((await events()).at(-1)).toMatchObject({ outcome: "dropped", reason: "no rule on the bus matches" });

  await callAws(url, "AWSEvents.PutRule", { Name: "all", EventBusName: bus, EventPattern: '{"version":["0"]}' });
  const QueueUrl = `${url}/000000000000/shop`;
  await callAws(url, "AmazonSQS.SetQueueAttributes", { QueueUrl, Attributes: { Policy: "" } });
  await order();
  expect((await events()).at(-1)).toMatchObject({
    outcome: "dropped",
    reason: expect.stringContaining("the queue has no policy"),
  });

  await world.json(["emulator", "fault", "add", "ORDER_CONFIRMED", "--kind", "drop", "--times", "1"]);
  await order();
  expect((await events()).at(-1)).toMatchObject({ outcome: "dropped", reason: "a fault of the emulator" });
  await world.json(["emulator", "fault", "add", "ORDER_*", "--kind", "delay", "--delay", "1h", "--times", "1"]);
  await order();
  expect((await events()).at(-1)).toMatchObject({
    outcome: "held",
    reason: expect.stringContaining("a fault of the emulator, until "),
  });
});

test("a webhook that refuses, by type and outcome", async () => {
  const receiver = await startReceiver((_, count) => (count === 1 ? 503 : 200));
  await subscribe("--webhook-url", `${receiver.url}/hook`);
  await order();
  await eventually(async () => (await events()).length > 0);
  await world.json(["emulator", "clock", "advance", "1s"]);
  await eventually(async () => (await events()).length === 2);
  expect(await events("--outcome", "retrying")).toMatchObject([
    { to: [`${receiver.url}/hook`], reason: "it answered 503; next attempt in 1 s", attempt: 1 },
  ]);
  expect(await events("--type", "ORDER_*", "--outcome", "delivered")).toMatchObject([{ attempt: 2, reason: null }]);
  expect(await events("--type", "RETURN_*")).toEqual([]);
  const unknown = await world.bwp(["emulator", "events", "--type", "ORDER_CONFIRMD"]);
  expect(unknown.code).toBe(2);
  expect(errorOf(unknown)).toMatchObject({
    code: "unknown_event_type",
    message: "ORDER_CONFIRMD is no event type.",
    suggestion: "Did you mean ORDER_CONFIRMED? bwp events types lists all.",
  });
});

test("on a terminal: what, where or why, and what it is about", async () => {
  await subscribe("--source-name", "shop");
  await wireQueue(world.emulator.url, "shop");
  await order();
  const { stdout } = await world.bwp(["emulator", "events"], { tty: true });
  expect(stdout).toMatch(
    /^\d\d:\d\d:\d\d {2}ORDER_CONFIRMED {2}delivered\n {10}to queue shop\n {10}order\/\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}\n$/,
  );
});

test("as CSV: one row an event, lists as texts", async () => {
  await order();
  const { stdout } = await world.bwp(["emulator", "events", "-o", "csv"]);
  expect(stdout).toMatch(
    /^sequence,time,eventType,outcome,to,reason,resources,eventId,subscriptionId,attempt\n\d+,[^,]+,ORDER_CONFIRMED,dropped,,nobody is subscribed to it,businessProduct\/[^,"]+,,,\n$/,
  );
});

test("--follow shows what is there and what comes, until Ctrl-C", async () => {
  await order();
  const { host, output, signal, remove } = createTestHost({ env: world.env });
  try {
    const running = runCli(["emulator", "events", "--follow", "-o", "ndjson"], host);
    const lines = () => output().stdout.split("\n").filter(Boolean);
    await eventually(async () => lines().length === 1);
    await order();
    await eventually(async () => lines().length === 2);
    expect(lines().map((each) => JSON.parse(each).eventType)).toEqual(["ORDER_CONFIRMED", "ORDER_CONFIRMED"]);
    signal("SIGINT");
    expect(await running).toBe(0);
  } finally {
    remove();
  }
});

test("rotate-key makes a new key and tells until when the old one is listed", async () => {
  const published = async (): Promise<{ kid: string }[]> =>
    (await (await fetch(`${world.emulator.url}/jwks.json`)).json()).keys;
  const [before] = await published();
  const keys = await world.json<{ kid: string; current: boolean; listedUntil: string | null }[]>([
    "emulator",
    "rotate-key",
  ]);
  expect(keys).toMatchObject([
    { current: true, listedUntil: null },
    { kid: before?.kid, current: false, listedUntil: expect.stringMatching(/^\d{4}-.*Z$/) },
  ]);
  expect((await published()).map(({ kid }) => kid)).toEqual(keys.map(({ kid }) => kid));
});
