import { describe, expect, test } from "vitest";
import { readEnvelope } from "../../src/events/envelope.ts";
import { toEventRecord } from "../../src/events/record.ts";
import { stringifyJson } from "../../src/model/json.ts";
import { envelope, webhookBody } from "./messages.ts";
import { fc, test as property } from "./property.ts";

const REFUND = "order/322-ABC1-AAAAAA/refund/r1";

describe("documented forms", () => {
  test("EventBridge with empty detail", () => {
    const event = readEnvelope(JSON.stringify(envelope("REFUND_REQUESTED", REFUND, {})));
    expect(event).toMatchObject({
      form: "eventbridge-thin",
      type: "REFUND_REQUESTED",
      envelopeId: "22222222-0000-4000-8000-000000000000",
      eventId: undefined,
      time: "2025-01-31T12:00:01Z",
      account: "123456789012",
      region: "us-east-1",
      source: "aws.partner/buywithprime/acme",
      problems: [],
    });
    expect(event.model?.permission).toBe("viewOrder");
    expect(event.references[0]?.ids).toMatchObject({ orderId: "322-ABC1-AAAAAA", refundId: "r1" });
  });

  test("EventBridge with the webhook body in detail: Buy with Prime's own ids and time count", () => {
    const body = webhookBody("REFUND_REQUESTED", REFUND, 7);
    const event = readEnvelope(JSON.stringify(envelope("REFUND_REQUESTED", REFUND, body, 8)));
    expect(event).toMatchObject({
      form: "eventbridge",
      eventId: body.eventId,
      envelopeId: "22222222-0000-4000-8000-000000000008",
      idempotencyKey: body.idempotencyKey,
      subscriptionId: body.subscriptionId,
      apiVersion: "2024-11-01",
      time: "2025-01-31T12:00:00.000Z",
      resources: body.resources,
      data: {},
      problems: [],
    });
  });

  test("webhook body", () => {
    const event = readEnvelope(JSON.stringify(webhookBody("RETURN_STARTED", "order/o/return/r#RF")));
    expect(event).toMatchObject({ form: "webhook", type: "RETURN_STARTED", source: undefined, problems: [] });
    expect(event.references[0]?.ids.returnId).toBe("r#RF");
  });

  test("inside an SNS notification, and inside JSON text", () => {
    const text = JSON.stringify(webhookBody("RETURN_STARTED", "order/o/return/r"));
    const notification = { Type: "Notification", MessageId: "m", TopicArn: "arn:aws:sns:us-east-1:1:t", Message: text };
    const wrapped = readEnvelope(JSON.stringify(notification));
    expect(wrapped).toMatchObject({
      form: "webhook",
      sns: { topicArn: "arn:aws:sns:us-east-1:1:t", messageId: "m" },
      raw: JSON.stringify(notification),
    });
    expect(readEnvelope(JSON.stringify(text))).toMatchObject({ form: "webhook", sns: undefined });
  });

  test("a deprecated name tells its successor, an unknown one is read all the same", () => {
    const old = readEnvelope(JSON.stringify(envelope("DELIVERY_COMPLETED", "order/o/delivery/d", {})));
    expect(old).toMatchObject({ form: "eventbridge-thin", successor: "PACKAGE_DELIVERED" });
    const next = readEnvelope(JSON.stringify(webhookBody("SOMETHING_NEW", "order/o")));
    expect(next).toMatchObject({ form: "webhook", type: "SOMETHING_NEW", model: undefined, problems: [] });
  });

  test("events of the partner preview are unknown, but their fields are read", () => {
    const event = readEnvelope(JSON.stringify(envelope("ORDER_PLACED", "order/o", { orderId: "o" })));
    expect(event).toMatchObject({ form: "unknown", type: "ORDER_PLACED", account: "123456789012" });
    expect(event.problems).toEqual(["An event of the partner preview before 2024."]);
  });

  test("an event of another source is unknown", () => {
    const event = readEnvelope(JSON.stringify({ ...envelope("Scheduled Event", "x", {}), source: "aws.events" }));
    expect(event).toMatchObject({ form: "unknown", type: "Scheduled Event" });
  });
});

describe("what is wrong is told, and kept", () => {
  test.each([
    ["no JSON at all", "The text is no JSON."],
    ["", "The message is empty."],
    ["[1]", "The JSON is not an object but a list."],
    ["17", "The JSON is not an object but a number."],
    ["10.10", "The JSON is not an object but a number."],
    ["null", "The JSON is not an object but null."],
    ['{"a":1}', "Neither detail-type nor eventDescriptor is there: no event."],
  ])("%s", (raw, problem) => {
    expect(readEnvelope(raw)).toMatchObject({ form: "unknown", problems: [problem], raw });
  });

  test("wrong types", () => {
    const event = readEnvelope(
      JSON.stringify({ ...webhookBody("RETURN_STARTED", "order/o"), eventId: 17, resources: [1, "order/o/return"] }),
    );
    expect(event).toMatchObject({ form: "webhook", eventId: undefined, resources: ["order/o/return"] });
    expect(event.problems).toEqual([
      "resources holds entries that are not text.",
      "eventId is not text but a number.",
      'The resource path "order/o/return" has a piece without partner at its end.',
    ]);
  });

  test("detail of a wrong type", () => {
    const event = readEnvelope(JSON.stringify(envelope("REFUND_REQUESTED", REFUND, "text")));
    expect(event.form).toBe("unknown");
    expect(event.problems[0]).toBe("detail is not an object but a string.");
  });

  test("two names, two lists of resources", () => {
    const event = readEnvelope(
      JSON.stringify(envelope("REFUND_REQUESTED", "order/a", webhookBody("RETURN_STARTED", "order/b"))),
    );
    expect(event).toMatchObject({ form: "eventbridge", type: "RETURN_STARTED" });
    expect(event.resources).toHaveLength(2);
    expect(event.problems).toHaveLength(2);
  });

  test("bytes that are not UTF-8 come back in Base64", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"eventDescriptor":"RETURN_STARTED","data":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const event = readEnvelope(bytes);
    expect(event).toMatchObject({ form: "webhook", problems: ["The bytes are not valid UTF-8."] });
    expect(toEventRecord(event)).toMatchObject({ raw: bytes.toString("base64"), rawEncoding: "base64" });
  });

  test("huge numbers keep their digits", () => {
    const body = JSON.stringify(webhookBody("RETURN_STARTED", "order/o")).replace(
      '"data":{}',
      '"data":{"big":123456789012345678901234567890,"amount":10.10,"far":1e999}',
    );
    const event = readEnvelope(body);
    expect(stringifyJson(toEventRecord(event))).toContain(
      '"data":{"big":123456789012345678901234567890,"amount":10.10,"far":1e999}',
    );
  });

  test("a field of 1 MB, and nesting that JSON.stringify cannot write", () => {
    const big = readEnvelope(
      JSON.stringify({ ...webhookBody("RETURN_STARTED", "order/o"), data: "x".repeat(1 << 20) }),
    );
    expect(big).toMatchObject({ form: "webhook", problems: [] });
    const deep = `{"eventDescriptor":"RETURN_STARTED","data":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    const event = readEnvelope(deep);
    const written: unknown = JSON.parse(stringifyJson(toEventRecord(event)));
    expect(written).toMatchObject({ eventType: "RETURN_STARTED", raw: deep });
  });
});

const json = fc.jsonValue();
const messy = fc.record(
  {
    "detail-type": fc.oneof(fc.string(), json),
    source: fc.oneof(fc.constant("aws.partner/buywithprime/x"), json),
    resources: fc.oneof(fc.array(fc.string()), json),
    detail: fc.oneof(fc.record({ eventDescriptor: json, eventId: json, resources: json, data: json }), json),
    eventDescriptor: json,
    Type: fc.constant("Notification"),
    Message: fc.oneof(fc.string(), fc.json()),
  },
  { requiredKeys: [] },
);

property(
  "any bytes, any JSON: no throw, and the bytes stay",
  [
    fc.oneof(
      fc.uint8Array(),
      fc.string(),
      messy.map((value) => JSON.stringify(value)),
    ),
  ],
  (raw) => {
    const event = readEnvelope(raw);
    expect(event.raw).toBe(raw);
    expect(() => JSON.parse(stringifyJson(toEventRecord(event)))).not.toThrow();
  },
);

property(
  "ids survive the way through both EventBridge forms and SNS",
  [fc.string(), fc.string(), fc.string(), json],
  (eventId, id, segment, data) => {
    const path = `order/${segment.replaceAll("/", "%2F") || "o"}`;
    const body = { ...webhookBody("RETURN_STARTED", path), eventId, data };
    const outer = JSON.stringify({ ...envelope("RETURN_STARTED", path, body), id });
    for (const text of [outer, JSON.stringify({ Type: "Notification", Message: outer })]) {
      const event = readEnvelope(Buffer.from(text));
      expect(event).toMatchObject({ form: "eventbridge", eventId, envelopeId: id });
      expect(event.data).toEqual(JSON.parse(JSON.stringify(data)));
      expect(event.references[0]?.ids.orderId).toBe(segment.replaceAll("/", "%2F") || "o");
    }
  },
);
