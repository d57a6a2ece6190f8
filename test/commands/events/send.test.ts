import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { callAws } from "../../emulator/support/aws.ts";
import { envelope, webhookBody } from "../../events/messages.ts";
import { type Answer, startReceiver } from "../../events/sinks/receiver.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";
import { startArchiveWorld } from "./history/archive-world.ts";

const SEND = ["events", "send"];

async function hook(answer?: Answer) {
  const started = await startReceiver(answer);
  onTestFinished(() => started.stop());
  return started;
}

async function received(world: EventsWorld, queue: string): Promise<Record<string, unknown>> {
  const answer = await callAws(world.emulator.url, "AmazonSQS.ReceiveMessage", {
    QueueUrl: `${world.emulator.url}/000000000000/${queue}`,
  });
  return JSON.parse((answer.Messages as readonly { Body: string }[])[0]?.Body ?? "null");
}

/** A file in a folder of the test's own. */
function file(world: { readonly folder: string }, name: string, content: string): string {
  const path = join(world.folder, "..", "..", name);
  writeFileSync(path, content);
  return path;
}

test("--type posts a webhook as the documentation has it; what was made up is said", async () => {
  const receiver = await hook();
  const world = await startEventsWorld();
  const argv = ["--type", "refund_requested", "--order", "322-AB12-CD34EF", "--forward-to", receiver.url];
  const { code, stdout, stderr } = await world.bwp([...SEND, ...argv]);
  expect(code).toBe(0);
  const body = JSON.parse(receiver.requests[0]?.body.toString("utf8") ?? "");
  expect(Object.keys(body).sort()).toEqual([
    ...["apiVersion", "data", "eventDescriptor", "eventId", "eventTime"],
    ...["idempotencyKey", "resources", "subscriptionId"],
  ]);
  expect(body).toMatchObject({ eventDescriptor: "REFUND_REQUESTED", apiVersion: "2024-11-01", data: {} });
  const { targetId } = world.emulator.credentials;
  expect(body.resources).toEqual([
    expect.stringMatching(new RegExp(`^businessProduct/${targetId}/order/322-AB12-CD34EF/refund/[^/]+$`)),
  ]);
  expect(receiver.requests[0]?.headers["x-bwp-replay"]).toBeUndefined();
  expect(JSON.parse(stdout)).toEqual({ event: body, delivery: expect.objectContaining({ taken: true, status: 200 }) });
  expect(stderr).toMatch(/^Made up: refundId [^,]+\.$/m);
});

test("a stock that no sandbox announces: INVENTORY_CHANGED by hand, and its handling leads to the stock", async () => {
  const world = await startEventsWorld();
  await world.json(["catalog", "product", "create", "--sku", "MUG", "--amazon-sku", "MUG", "--external-id", "mug"]);
  const stock = await world.json<{ inventoryItemId: string }>(["emulator", "stock", "--sku", "MUG", "--units", "7"]);
  await world.createQueue("mine", { "bwp:managed": "true" });
  const set = ["--set", `itemId=${stock.inventoryItemId}`];
  await world.json([...SEND, "--type", "INVENTORY_CHANGED", ...set, "--queue", "mine"]);
  const { stdout } = await world.bwp(["events", "tail", "mine", "--consume", "--hydrate", "--limit", "1"]);
  expect(JSON.parse(stdout)).toMatchObject({
    eventType: "INVENTORY_CHANGED",
    form: "eventbridge",
    hydrated: [{ kind: "inventoryItem", inventoryItem: { id: stock.inventoryItemId, amount: "7" } }],
  });
});

describe("files", () => {
  test("the short form in YAML becomes EventBridge's envelope in a queue", async () => {
    const world = await startEventsWorld();
    await world.createQueue("q");
    const yaml =
      "type: PACKAGE_DELIVERED\nbusinessProductId: bp\norderId: o-1\ndeliveryId: d-1\ndata: { order: { id: o-1 } }\n";
    const { code } = await world.bwp([...SEND, "-", "--queue", "q"], { stdin: yaml });
    expect(code).toBe(0);
    const resources = ["businessProduct/bp/order/o-1/delivery/d-1"];
    expect(await received(world, "q")).toMatchObject({
      version: "0",
      "detail-type": "PACKAGE_DELIVERED",
      source: "aws.partner/buywithprime/test",
      resources,
      detail: { eventDescriptor: "PACKAGE_DELIVERED", resources, data: { order: { id: "o-1" } } },
    });
  });

  test("an envelope and a webhook body are sent with what they have; --set lays over it", async () => {
    const world = startArchiveWorld();
    await world.write([]);
    const body = webhookBody("RETURN_STARTED", "order/o/return/r", 3);
    const whole = envelope("RETURN_STARTED", "order/o/return/r", body, 3);
    const dry = async (...words: string[]) => JSON.parse((await world.bwp([...SEND, ...words, "--dry-run"])).stdout);
    const path = file(world, "event.json", JSON.stringify(whole));
    expect(await dry(path)).toEqual({ event: whole, delivery: null });
    expect((await dry(path, "--envelope", "webhook")).event).toEqual(body);
    const changed = await dry(path, "--set", "data.order.aliases[0].aliasId=shop-1", "--set", "eventId=e-1");
    expect(changed.event.detail).toMatchObject({
      eventId: "e-1",
      data: { order: { aliases: [{ aliasId: "shop-1" }] } },
    });
  });

  test("before 2024-11-01 the detail is empty", async () => {
    const { stdout } = await startArchiveWorld().bwp([...SEND, "--type", "ITEM_DELIVERED", "--dry-run"]);
    expect(JSON.parse(stdout).event).toMatchObject({ "detail-type": "ITEM_DELIVERED", detail: {} });
  });

  test("unknown members are errors with a suggestion, all at once", async () => {
    const world = startArchiveWorld();
    await world.write([]);
    const path = file(world, "bad.json", JSON.stringify({ type: "RETURN_STARTED", ordrId: "o", eventTim: "x" }));
    const result = await world.bwp([...SEND, path, "--dry-run"]);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatchObject({
      code: "invalid_event",
      findings: [
        expect.stringMatching(/^ordrId: there is no such member. Did you mean orderId/),
        expect.stringMatching(/^eventTim: .* Did you mean eventTime/),
      ],
    });
  });
});

describe("what is not as documented", () => {
  const base = { eventDescriptor: "RETURN_STARTED", resources: ["businessProduct/bp/order/o/return/r"] };
  test.each([
    ["an unknown type", { ...base, eventDescriptor: "RETURN_STRATED" }, /no event type RETURN_STRATED/],
    [
      "another path",
      { ...base, resources: ["businessProduct/bp/order/o/refund/r"] },
      /resources\[0\]: of RETURN_STARTED/,
    ],
    ["a time that is none", { ...base, eventTime: "yesterday" }, /eventTime/],
    [
      "a version that lacks it",
      { ...base, eventDescriptor: "REFUND_COMPLETED", apiVersion: "2024-01-01" },
      /exists since/,
    ],
  ])("%s is listed, and sent with --force only", async (_, body, finding) => {
    const world = startArchiveWorld();
    await world.write([]);
    const path = file(world, "event.json", JSON.stringify(body));
    const refused = await world.bwp([...SEND, path, "--dry-run"]);
    expect([refused.code, errorOf(refused).code]).toEqual([2, "not_as_documented"]);
    expect(errorOf(refused).findings?.join("\n")).toMatch(finding);
    const forced = await world.bwp([...SEND, path, "--dry-run", "--force"]);
    expect([forced.code, forced.stderr]).toEqual([0, expect.stringMatching(finding)]);
  });

  test.each([
    ["--set", "refndId=1", "unknown_path", "Did you mean refundId"],
    ["--set", "eventId.x=1", "unknown_path", "eventId has no members."],
    ["--set", "eventId", "invalid_set", ""],
  ])("%s %s", async (flag, written, code, suggestion) => {
    const result = await startArchiveWorld().bwp([...SEND, "--type", "REFUND_REQUESTED", flag, written, "--dry-run"]);
    expect([result.code, errorOf(result).code]).toEqual([2, code]);
    expect(errorOf(result).suggestion ?? "").toContain(suggestion);
  });
});

test("on a bus: with a source of its own, since AWS keeps aws. to the partner", async () => {
  const world = await startEventsWorld();
  await world.connected("shop");
  const { code, stdout, stderr } = await world.bwp([...SEND, "--type", "PACKAGE_DELIVERED", "--bus", "default"]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  expect(JSON.parse(stdout)).toMatchObject({
    event: { source: "bwp.events" },
    delivery: { taken: true, target: "event bus default" },
  });
  const source = ["--set", "source=aws.partner/buywithprime/shop"];
  const refused = await world.bwp([...SEND, "--type", "PACKAGE_DELIVERED", "--bus", "default", ...source]);
  expect([refused.code, errorOf(refused).code]).toEqual([2, "reserved_source"]);
});

test("into a FIFO queue: in the order of the calls, the same event as often as it is sent", async () => {
  const world = await startEventsWorld();
  await world.createFifo("mine.fifo");
  const path = file(
    { folder: join(world.stateFolder, "a", "b") },
    "event.json",
    JSON.stringify(webhookBody("PACKAGE_DELIVERED", "order/o/delivery/d")),
  );
  for (const words of [[path], ["--type", "ORDER_CONFIRMED"], [path]]) {
    const { code, stdout } = await world.bwp([...SEND, ...words, "--queue", "mine.fifo", "--envelope", "webhook"]);
    expect([code, JSON.parse(stdout).delivery]).toEqual([
      0,
      expect.objectContaining({ target: "queue mine.fifo", taken: true }),
    ]);
  }
  const bodies = (await world.drain("mine.fifo")).map((body) => JSON.parse(body));
  expect(bodies.map(({ eventDescriptor }) => eventDescriptor)).toEqual([
    "PACKAGE_DELIVERED",
    "ORDER_CONFIRMED",
    "PACKAGE_DELIVERED",
  ]);
  expect(bodies[0]).toEqual(bodies[2]);
});

test("a receiver that refuses ends with 6; no receiver at all is said", async () => {
  const receiver = await hook((_, response) => void response.writeHead(400).end());
  const world = startArchiveWorld();
  const refused = await world.bwp([...SEND, "--type", "PACKAGE_DELIVERED", "--forward-to", receiver.url]);
  expect([refused.code, errorOf(refused).code]).toEqual([6, "not_taken"]);
  const none = await world.bwp([...SEND, "--type", "PACKAGE_DELIVERED"]);
  expect([none.code, errorOf(none).code]).toEqual([2, "missing_input"]);
});

describe("what is missing", () => {
  test("is named at once where nobody can be asked; a dry run needs no receiver", async () => {
    const world = startArchiveWorld();
    const missing = async (...words: string[]) => errorOf(await world.bwp([...SEND, ...words])).message;
    expect(await missing()).toBe(
      "Missing: FILE (or --type <TYPE>), --forward-to <URL> (or --queue <QUEUE>, --bus <BUS>).",
    );
    expect(await missing("--dry-run")).toBe("Missing: FILE (or --type <TYPE>).");
    expect(await missing("--type", "NONE")).toBe("There is no event type NONE.");
  });

  test("is asked for on a terminal", async () => {
    const receiver = await hook();
    const world = startArchiveWorld();
    const { code, stdout } = await world.asked(SEND, [
      ["Which event?", "\u001b[B\u001b[B\r"],
      ["Where to?", "\r"],
      ["Address", `${receiver.url}\r`],
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`taken by ${receiver.url} (200`)]);
    expect(JSON.parse(receiver.requests[0]?.body.toString("utf8") ?? "")).toMatchObject({
      eventDescriptor: "PACKAGE_DELIVERED",
    });
  });
});
