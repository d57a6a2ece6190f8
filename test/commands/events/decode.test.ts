import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
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
2025-01-31 12:00:00 UTC  DELIVERY_COMPLETED  [deprecated: use PACKAGE_DELIVERED]
  order 322-ABC1-AAAAAA, package d1
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
