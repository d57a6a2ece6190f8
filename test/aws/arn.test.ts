import { expect, test } from "vitest";
import { parseArn, parseQueueReference } from "../../src/aws/arn.ts";

test.each([
  ["orders", { name: "orders" }],
  ["orders.fifo", { name: "orders.fifo" }],
  ["arn:aws:sqs:eu-west-1:123456789012:orders", { name: "orders", account: "123456789012", region: "eu-west-1" }],
  [
    "https://sqs.us-east-1.amazonaws.com/123456789012/orders",
    { name: "orders", url: "https://sqs.us-east-1.amazonaws.com/123456789012/orders", region: "us-east-1" },
  ],
  [
    "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders",
    { name: "orders", url: "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders", region: "cn-north-1" },
  ],
  ["http://127.0.0.1:4566/000000000000/q", { name: "q", url: "http://127.0.0.1:4566/000000000000/q" }],
])("%s is a queue", (text, reference) => {
  expect(parseQueueReference(text)).toEqual(reference);
});

test.each([
  "",
  "no spaces",
  "a".repeat(81),
  "arn:aws:sns:us-east-1:123456789012:topic",
  "arn:aws:sqs:us-east-1:123456789012:a/b",
  "https://sqs.us-east-1.amazonaws.com/",
  "ftp://x/y",
])("%j is none", (text) => {
  expect(parseQueueReference(text)).toBeUndefined();
});

test("an ARN without region or account, and with slashes and colons in the resource", () => {
  expect(parseArn("arn:aws-us-gov:events:us-gov-west-1::event-source/aws.partner/buywithprime/a:b")).toEqual({
    partition: "aws-us-gov",
    service: "events",
    region: "us-gov-west-1",
    account: "",
    resource: "event-source/aws.partner/buywithprime/a:b",
  });
  expect(parseArn("nothing")).toBeUndefined();
});
