import { afterAll, beforeAll, expect, test } from "vitest";
import type { Harness } from "./harness.ts";
import { ACCOUNT, AUTHORIZATION, startAws } from "./harness.ts";

let aws: Harness;
let url: string;
beforeAll(async () => {
  aws = await startAws();
  url = `${aws.url}/${ACCOUNT}/q`;
  const answer = await aws.query({
    Action: "CreateQueue",
    QueueName: "q",
    "Attribute.1.Name": "VisibilityTimeout",
    "Attribute.1.Value": "5",
    "Attribute.2.Name": "Policy",
    "Attribute.2.Value": '{"a":"<&>"}',
    "Tag.1.Key": "owner",
    "Tag.1.Value": "me & you",
  });
  expect(answer.text).toContain(`<CreateQueueResult><QueueUrl>${url}</QueueUrl></CreateQueueResult>`);
  expect(answer.headers["content-type"]).toBe("text/xml");
});
afterAll(() => aws.stop());

function between(text: string, tag: string): string[] {
  return Array.from(text.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g")), (match) => String(match[1]));
}

test("attributes and tags", async () => {
  const attributes = await aws.query({
    Action: "GetQueueAttributes",
    QueueUrl: url,
    "AttributeName.1": "VisibilityTimeout",
    "AttributeName.2": "Policy",
  });
  expect(between(attributes.text, "Attribute")).toEqual([
    "<Name>VisibilityTimeout</Name><Value>5</Value>",
    "<Name>Policy</Name><Value>{&quot;a&quot;:&quot;&lt;&amp;&gt;&quot;}</Value>",
  ]);
  const tags = await aws.query({ Action: "ListQueueTags", QueueUrl: url });
  expect(between(tags.text, "Tag")).toEqual(["<Key>owner</Key><Value>me &amp; you</Value>"]);
  await aws.query({ Action: "TagQueue", QueueUrl: url, "Tag.1.Key": "x", "Tag.1.Value": "y" });
  await aws.query({ Action: "UntagQueue", QueueUrl: url, "TagKey.1": "owner" });
  const after = await aws.query({ Action: "ListQueueTags", QueueUrl: url });
  expect(between(after.text, "Tag")).toEqual(["<Key>x</Key><Value>y</Value>"]);
});

test("a message with attributes, sent to the queue's own URL", async () => {
  const sent = await aws.query(
    {
      Action: "SendMessage",
      MessageBody: "a\r\n<b>",
      "MessageAttribute.1.Name": "RULE_ARN",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "arn",
    },
    `/${ACCOUNT}/q`,
  );
  const [id] = between(sent.text, "MessageId");
  const received = await aws.query({
    Action: "ReceiveMessage",
    QueueUrl: url,
    MaxNumberOfMessages: "10",
    "AttributeName.1": "ApproximateReceiveCount",
    "MessageAttributeName.1": "All",
  });
  const [message] = between(received.text, "Message");
  expect(message).toContain(`<MessageId>${id}</MessageId>`);
  expect(message).toContain("<Body>a&#13;\n&lt;b&gt;</Body>");
  expect(message).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
  expect(message).toContain(
    "<MessageAttribute><Name>RULE_ARN</Name><Value><DataType>String</DataType><StringValue>arn</StringValue></Value></MessageAttribute>",
  );
  const [handle] = between(received.text, "ReceiptHandle");
  const deleted = await aws.query({
    Action: "DeleteMessageBatch",
    QueueUrl: url,
    "DeleteMessageBatchRequestEntry.1.Id": "a",
    "DeleteMessageBatchRequestEntry.1.ReceiptHandle": String(handle),
    "DeleteMessageBatchRequestEntry.2.Id": "b",
    "DeleteMessageBatchRequestEntry.2.ReceiptHandle": "x",
  });
  expect(between(deleted.text, "DeleteMessageBatchResultEntry")).toEqual(["<Id>a</Id>"]);
  expect(between(deleted.text, "BatchResultErrorEntry")[0]).toContain("<Code>ReceiptHandleIsInvalid</Code>");
});

test("a batch of messages keeps the order of the numbers", async () => {
  const form: Record<string, string> = { Action: "SendMessageBatch", QueueUrl: url };
  for (let i = 10; i >= 1; i -= 1) {
    form[`SendMessageBatchRequestEntry.${i}.Id`] = `m${i}`;
    form[`SendMessageBatchRequestEntry.${i}.MessageBody`] = `body ${i}`;
  }
  const sent = await aws.query(form);
  expect(between(sent.text, "Id")).toEqual(Array.from({ length: 10 }, (_, i) => `m${i + 1}`));
  const received = await aws.query({ Action: "ReceiveMessage", QueueUrl: url, MaxNumberOfMessages: "10" });
  expect(between(received.text, "Body")).toEqual(Array.from({ length: 10 }, (_, i) => `body ${i + 1}`));
  const change: Record<string, string> = { Action: "ChangeMessageVisibilityBatch", QueueUrl: url };
  between(received.text, "ReceiptHandle").forEach((handle, i) => {
    change[`ChangeMessageVisibilityBatchRequestEntry.${i + 1}.Id`] = String(i);
    change[`ChangeMessageVisibilityBatchRequestEntry.${i + 1}.ReceiptHandle`] = handle;
    change[`ChangeMessageVisibilityBatchRequestEntry.${i + 1}.VisibilityTimeout`] = "0";
  });
  const changed = await aws.query(change);
  expect(between(changed.text, "ChangeMessageVisibilityBatchResultEntry")).toHaveLength(10);
  const purged = await aws.query({ Action: "PurgeQueue", QueueUrl: url });
  expect(purged.text).toContain("<PurgeQueueResponse");
});

test("listing", async () => {
  const answer = await aws.query({ Action: "ListQueues", QueueNamePrefix: "q" });
  expect(between(answer.text, "ListQueuesResult")).toEqual([`<QueueUrl>${url}</QueueUrl>`]);
});

test.each([
  [{ Action: "ReceiveMessage", QueueUrl: "none" }, 400, "AWS.SimpleQueueService.NonExistentQueue"],
  [{ Action: "DeleteMessageBatch", QueueUrl: "q" }, 400, "AWS.SimpleQueueService.EmptyBatchRequest"],
  [
    { Action: "CreateQueue", QueueName: "q", "Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "9" },
    400,
    "QueueAlreadyExists",
  ],
  [{ Action: "Dance" }, 400, "InvalidAction"],
  [{}, 400, "InvalidAction"],
])("%j answers %i %s", async (form, status, code) => {
  const answer = await aws.query(form as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(`<Error><Type>Sender</Type><Code>${code}</Code><Message>`);
});

test("the JSON protocol names the code of the Query protocol in a header", async () => {
  const answer = await aws.post('{"QueueUrl":"none"}', {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "AmazonSQS.ReceiveMessage",
    authorization: AUTHORIZATION,
  });
  expect(answer.headers["x-amzn-query-error"]).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
  expect(JSON.parse(answer.text)).toEqual({
    __type: "com.amazonaws.sqs#QueueDoesNotExist",
    message: "The specified queue does not exist.",
  });
});

test.each([["AmazonSQS.Dance"], ["AWSEvents.Dance"], ["DynamoDB_20120810.GetItem"], ["nonsense"]])(
  "the unknown operation %s is named",
  async (target) => {
    const answer = await aws.post("{}", {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      authorization: AUTHORIZATION,
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      __type: "UnknownOperationException",
      message: expect.stringContaining(target),
    });
  },
);

test("a form without a signature, as a web page could post it, is refused", async () => {
  const answer = await aws.post("Action=ListQueues", { "content-type": "application/x-www-form-urlencoded" });
  expect(answer.status).toBe(403);
  expect(answer.text).toContain("<Code>MissingAuthenticationToken</Code>");
});

test.each([["{"], ["[]"], ["null"]])("the body %j is a SerializationException", async (body) => {
  const answer = await aws.post(body, {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "AmazonSQS.ListQueues",
    authorization: AUTHORIZATION,
  });
  expect(JSON.parse(answer.text).__type).toContain("SerializationException");
});

test("GetCallerIdentity", async () => {
  const answer = await aws.query({ Action: "GetCallerIdentity", Version: "2011-06-15" });
  expect(between(answer.text, "Account")).toEqual([ACCOUNT]);
  expect(between(answer.text, "Arn")).toEqual([`arn:aws:iam::${ACCOUNT}:root`]);
});

test("an empty answer keeps its result element, which older clients look for; actions without output have none", async () => {
  await aws.query({ Action: "CreateQueue", QueueName: "empty" });
  const empty = `${aws.url}/${ACCOUNT}/empty`;
  const received = await aws.query({ Action: "ReceiveMessage", QueueUrl: empty });
  expect(received.text).toMatch(/<ReceiveMessageResult(\/>|><\/ReceiveMessageResult>)/);
  const purged = await aws.query({ Action: "PurgeQueue", QueueUrl: empty });
  expect(purged.text).not.toContain("PurgeQueueResult");
});
