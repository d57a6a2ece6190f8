import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { openArchive } from "../../../src/events/archive.ts";
import { readEnvelope } from "../../../src/events/envelope.ts";
import { envelope, eventText, webhookBody } from "../../events/messages.ts";
import { createTestHost, runBwp } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bwp-decode-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string | Buffer): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, text);
  return path;
}

const REFUND = "order/322-ABC1-AAAAAA/refund/r1";

test("every form, line by line", async () => {
  const lines = [
    eventText(1),
    "",
    JSON.stringify(envelope("REFUND_REQUESTED", REFUND, {})),
    JSON.stringify(webhookBody("RETURN_STARTED", "order/322-ABC1-AAAAAA/return/r1")),
    '{"hello":"world"}',
  ];
  const result = await runBwp(["events", "decode", file(lines.join("\n")), "-o", "ndjson"]);
  expect(result.code).toBe(0);
  const records = result.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records).toMatchObject([
    {
      line: 1,
      eventType: "PACKAGE_DELIVERED",
      form: "eventbridge",
      time: "2025-01-31T12:00:00.000Z",
      eventId: "00000000-0000-4000-8000-000000000001",
      envelopeId: "22222222-0000-4000-8000-000000000001",
      source: "aws.partner/buywithprime/acme",
      references: [{ orderId: "322-ABC1-AAAAAA", deliveryId: "d1" }],
    },
    { line: 3, eventType: "REFUND_REQUESTED", form: "eventbridge-thin", references: [{ refundId: "r1" }] },
    { line: 4, eventType: "RETURN_STARTED", form: "webhook", references: [{ returnId: "r1" }] },
    { line: 5, eventType: null, form: "unknown", raw: '{"hello":"world"}' },
  ]);
  expect(records[0]).not.toHaveProperty("problems");
  expect(result.stderr).toBe("4 events, 1 with problems.\n");
});

describe("what bwp wrote", () => {
  const message = { queue: "http://127.0.0.1/q", messageId: "m1", receiveCount: 2 };

  async function segment(...bodies: (string | Buffer)[]): Promise<string> {
    const archive = await openArchive({ folder, now: Date.now, pid: process.pid });
    const receivedAt = Date.UTC(2025, 0, 31, 12);
    await archive.append(bodies.map((body) => ({ ...message, receivedAt, event: readEnvelope(body) })));
    await archive.close();
    const name = readdirSync(folder)
      .filter((entry) => entry.endsWith(".ndjson"))
      .sort()
      .at(-1);
    return join(folder, name ?? "");
  }

  async function decode(path: string): Promise<Record<string, unknown>[]> {
    const { code, stdout } = await runBwp(["events", "decode", path, "--json"]);
    expect(code).toBe(0);
    return JSON.parse(stdout);
  }

  test("a file of the archive gives its messages, decoded, with when and as which they came", async () => {
    const path = await segment(eventText(1), Buffer.from([0x7b, 0xff]), "no JSON");
    const received = { ...message, receivedAt: "2025-01-31T12:00:00.000Z" };
    const records = await decode(path);
    expect(records).toMatchObject([
      { line: 1, ...received, eventType: "PACKAGE_DELIVERED", form: "eventbridge", references: [{ deliveryId: "d1" }] },
      { line: 2, ...received, eventType: null, form: "unknown", raw: "e/8=", rawEncoding: "base64" },
      { line: 3, ...received, eventType: null, form: "unknown", raw: "no JSON" },
    ]);
    expect(records[0]).not.toHaveProperty("problems");
  });

  test("what decode wrote is read as it was, again and again", async () => {
    const lines = [eventText(1), JSON.stringify(webhookBody("RETURN_STARTED", "order/o1/return/r1")), "no JSON"];
    const first = await decode(file(lines.join("\n")));
    const written = first.map((record) => JSON.stringify(record)).join("\n");
    const second = await decode(file(written));
    expect(second).toEqual(first);
    const ofArchive = await decode(await segment(eventText(1)));
    expect(await decode(file(JSON.stringify(ofArchive)))).toEqual(ofArchive);
  });

  test("what tail wrote gives itself, with what hydration had found, on a terminal too", async () => {
    const record = {
      receivedAt: "2025-01-31T12:00:00.000Z",
      sentAt: "2025-01-31T11:00:00.000Z",
      ...message,
      redelivered: true,
      duplicateOf: "m0",
      eventType: "PACKAGE_DELIVERED",
      form: "eventbridge-thin",
      resources: ["businessProduct/bp/order/o1/delivery/d1"],
      references: [{ businessProductId: "bp", orderId: "o1", deliveryId: "d1" }],
      hydrated: [
        {
          resource: "businessProduct/bp/order/o1/delivery/d1",
          query: "order",
          kind: "package",
          lineItems: [],
          package: { id: "d1", state: "DELIVERED", contents: [] },
        },
      ],
    };
    const path = file(JSON.stringify(record));
    expect(await decode(path)).toEqual([{ line: 1, ...record }]);
    const { stdout } = await runBwp(["events", "decode", path], { tty: true });
    expect(stdout).toContain("PACKAGE_DELIVERED  [duplicate]  [redelivered]\n");
    expect(stdout).toContain("  order o1, package d1\n");
    expect(stdout).toMatch(/Package +DELIVERED/);
  });

  test("what only looks like it is unknown, whatever it holds, and spoils nothing", async () => {
    const look = { eventType: "X", form: "webhook", resources: [], references: [] };
    const fakes = [
      { ...look, time: 5 },
      { ...look, resources: [1] },
      { ...look, problems: "none" },
      { ...look, receiveCount: "2" },
      { ...look, hydrated: [{ kind: "order", order: 5 }] },
      { ...look, hydrated: [{ kind: "problem", problem: {} }] },
      { ...look, hydrated: "x" },
      { ...message, receivedAt: 5, sha256: "", keys: [], encoding: "utf8", body: eventText(1) },
    ].map((fake) => JSON.stringify(fake));
    const path = file(fakes.join("\n"));
    expect((await decode(path)).map(({ form, raw }) => [form, raw])).toEqual(fakes.map((fake) => ["unknown", fake]));
    expect(await runBwp(["events", "decode", path], { tty: true })).toMatchObject({ code: 0 });
  });
});

test("documents one after the other, arrays, and pretty-printed JSON", async () => {
  const text = `${JSON.stringify([webhookBody("RETURN_STARTED", "order/o1"), webhookBody("RETURN_STARTED", "order/o2")])}
${JSON.stringify(webhookBody("RETURN_STARTED", "order/o3"), null, 2)}${eventText(4)}${eventText(5)}`;
  const { stdout } = await runBwp(["events", "decode", "-", "-o", "ndjson", "--query", "references[0].orderId"], {
    stdin: text,
  });
  expect(stdout).toBe('"o1"\n"o2"\n"o3"\n"322-ABC1-AAAAAA"\n"322-ABC1-AAAAAA"\n');
});

test("JSON is one array whatever the number of events, and stdin is read when something is piped in", async () => {
  for (const count of [0, 1, 3]) {
    const stdin = Array.from({ length: count }, (_, index) => `${eventText(index)}\n`).join("");
    const { code, stdout } = await runBwp(["events", "decode"], { stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(count);
  }
});

test("CSV has the same columns whatever the first event holds", async () => {
  const path = file(`no JSON\n${eventText(7)}\n`);
  const { stdout } = await runBwp(["events", "decode", path, "-o", "csv"]);
  const [head = "", ...rows] = stdout.trim().split("\n");
  expect(head).toContain("eventType,form,time,eventId");
  expect(head).toContain("orderId,deliveryId");
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain("322-ABC1-AAAAAA,d7");
});

test("YAML", async () => {
  const { stdout } = await runBwp(["events", "decode", file(eventText(1)), "-o", "yaml"]);
  expect(stdout).toMatch(/^---\nline: 1\neventType: PACKAGE_DELIVERED\n/);
});

test("cards on a terminal, with the line of what could not be read", async () => {
  const path = file(`${eventText(1, "DELIVERY_COMPLETED")}\nno JSON\n`);
  const { stdout, code } = await runBwp(["events", "decode", path], { tty: true });
  expect(code).toBe(0);
  expect(stdout).toBe(`
2025-01-31 12:00:00 UTC  DELIVERY_COMPLETED  [deprecated]
  order 322-ABC1-AAAAAA, package d1
  subscribe to PACKAGE_DELIVERED instead
  Event id      00000000-0000-4000-8000-000000000001
  Envelope id   22222222-0000-4000-8000-000000000001
  Subscription  11111111-0000-4000-8000-000000000000
  API version   2024-11-01
  From          aws.partner/buywithprime/acme, 123456789012, us-east-1
  Form          eventbridge

no time  (no event type)  [unknown form]
  Form  unknown
  line 2: The text is no JSON.
  Message: no JSON (7 bytes)
`);
});

test("what the handling found stands in one column with the ids, and no name of a type is broken at 80 columns", async () => {
  const orderOf = (id: string) => ({
    id,
    lineItems: [],
    packages: [],
    returns: [],
    refunds: [],
    executionState: "STARTED",
  });
  const resource = "businessProduct/bp/order/322-ABC1-AAAAAA";
  const record = {
    eventType: "RETURN_DELIVERY_IN_TRANSIT",
    form: "webhook",
    time: "2025-01-31T12:00:00Z",
    eventId: "e-1",
    successor: "RETURN_PACKAGE_IN_TRANSIT",
    duplicateOf: "m-1",
    resources: [resource],
    references: [{}],
    hydrated: [1, 2].map((index) => ({ resource, query: "order", kind: "order", order: orderOf(`o-${index}`) })),
  };
  const { stdout } = await runBwp(["events", "decode", file(JSON.stringify(record))], { tty: true });
  expect(stdout).toBe(`
2025-01-31 12:00:00 UTC  RETURN_DELIVERY_IN_TRANSIT  [duplicate]  [deprecated]
  order 322-ABC1-AAAAAA
  subscribe to RETURN_PACKAGE_IN_TRANSIT instead
  Event id  e-1
  Form      webhook
  Order     STARTED
  Order     STARTED
`);
});

test("numbers keep their digits, and nesting of any depth is marked instead of a crash", async () => {
  const big = JSON.stringify(webhookBody("RETURN_STARTED", "order/o")).replace(
    '"data":{}',
    '"data":{"a":10.10,"b":123456789012345678901234567890}',
  );
  const deep = `{"eventDescriptor":"RETURN_STARTED","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const path = file(`${big}\n${deep}\n`);
  for (const format of ["ndjson", "json", "yaml", "csv", "table"]) {
    const { code, stdout } = await runBwp(["events", "decode", path, "-o", format, "--quiet"]);
    expect(code).toBe(0);
    // YAML is written with plain numbers.
    expect(format === "yaml" || /10\.10.*123456789012345678901234567890/s.test(stdout)).toBe(true);
    expect(stdout.includes("nested too deeply")).toBe(true);
  }
});

test("bytes that are no UTF-8 are kept as Base64", async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  const { stdout } = await runBwp(["events", "decode", file(bytes)]);
  expect(JSON.parse(stdout)).toMatchObject([{ form: "unknown", raw: bytes.toString("base64"), rawEncoding: "base64" }]);
});

test("a file that is not there, and a folder", async () => {
  const missing = await runBwp(["events", "decode", "nothing.ndjson"]);
  expect(missing).toMatchObject({ code: 2, stdout: "" });
  expect(errorOf(missing)).toMatchObject({
    code: "unreadable_file",
    message: "Cannot read nothing.ndjson: there is no such file.",
  });
  const directory = await runBwp(["events", "decode", folder]);
  expect(errorOf(directory).message).toContain("it is a folder");
});

test("on a terminal without a file and without questions, the argument is named", async () => {
  const result = await runBwp(["events", "decode", "--no-input"], { tty: true });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain("Missing: FILE.");
});

test("from a pipe that stays open, events come as they are read, and Ctrl-C ends it", async () => {
  const stdin = new PassThrough();
  const { host, output, signal, remove } = createTestHost({ stdin });
  const running = runCli(["events", "decode", "-o", "ndjson"], host);
  stdin.write(`${eventText(1)}\n`);
  while (output().stdout === "") await delay(5);
  expect(JSON.parse(output().stdout)).toMatchObject({ line: 1 });
  signal("SIGINT");
  expect(await running).toBe(130);
  remove();
});
