import http from "node:http";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type Message,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./harness.ts";
import { ACCOUNT, AUTHORIZATION, removeDirectories, startAws, temporaryDirectory } from "./harness.ts";

let aws: Harness;
beforeEach(async () => {
  aws = await startAws();
});
afterEach(() => aws.stop());
afterAll(removeDirectories);

async function createQueue(name: string, attributes: Record<string, string> = {}, on = aws): Promise<string> {
  const { QueueUrl } = await on.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return String(QueueUrl);
}

async function receive(url: string, more: object = {}, on = aws): Promise<Message[]> {
  const input = { QueueUrl: url, MaxNumberOfMessages: 10, ...more };
  return (await on.sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

function send(url: string, body: string, on = aws) {
  return on.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}

describe("queues", () => {
  test("a queue's URL is on the endpoint, and whatever ends in its name is understood", async () => {
    const url = await createQueue("orders");
    expect(url).toBe(`${aws.url}/${ACCOUNT}/orders`);
    await send(url, "one");
    for (const other of [`http://sqs.us-east-1.localhost:4566/${ACCOUNT}/orders`, "orders", `/${ACCOUNT}/orders`]) {
      const [message] = await receive(other, { VisibilityTimeout: 0 });
      expect(message?.Body).toBe("one");
    }
    const found = await aws.sqs.send(new GetQueueUrlCommand({ QueueName: "orders" }));
    expect(found.QueueUrl).toBe(url);
  });

  test("queues of one name live apart in two regions", async () => {
    const url = await createQueue("orders");
    const frankfurt = aws.client(SQSClient, "eu-central-1");
    await frankfurt.send(new CreateQueueCommand({ QueueName: "orders" }));
    await send(url, "virginia");
    await frankfurt.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "frankfurt" }));
    expect((await receive(url)).map((message) => message.Body)).toEqual(["virginia"]);
    const { Attributes } = await frankfurt.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
    );
    expect(Attributes).toEqual({ QueueArn: `arn:aws:sqs:eu-central-1:${ACCOUNT}:orders` });
  });

  test("a missing queue raises the SDK's own class", async () => {
    await expect(receive(`${aws.url}/${ACCOUNT}/none`)).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(aws.sqs.send(new GetQueueUrlCommand({ QueueName: "none" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
  });

  test("creating twice is the same queue, with other attributes it is refused", async () => {
    const url = await createQueue("orders", { VisibilityTimeout: "60" });
    expect(await createQueue("orders", { VisibilityTimeout: "60" })).toBe(url);
    await expect(createQueue("orders", { VisibilityTimeout: "61" })).rejects.toMatchObject({
      name: expect.stringMatching(/QueueNameExists|QueueAlreadyExists/),
    });
  });

  test.each([["a b"], ["a/b"], ["x".repeat(81)], [""], ["../etc"]])("the name %j is refused", async (name) => {
    await expect(createQueue(name)).rejects.toThrow();
  });

  test("lists by prefix, in pages", async () => {
    for (const name of ["a-1", "a-2", "a-3", "b-1"]) await createQueue(name);
    const first = await aws.sqs.send(new ListQueuesCommand({ QueueNamePrefix: "a-", MaxResults: 2 }));
    expect(first.QueueUrls).toEqual([`${aws.url}/${ACCOUNT}/a-1`, `${aws.url}/${ACCOUNT}/a-2`]);
    const second = await aws.sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: "a-", MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(second).toMatchObject({ QueueUrls: [`${aws.url}/${ACCOUNT}/a-3`] });
    expect(second.NextToken).toBeUndefined();
  });

  test("attributes can be set, shown, and taken away again", async () => {
    const url = await createQueue("orders");
    const dead = await createQueue("dead");
    const redrive = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`,
      maxReceiveCount: 3,
    });
    await aws.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: url,
        Attributes: { RedrivePolicy: redrive, SqsManagedSseEnabled: "true" },
      }),
    );
    const sources = await aws.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
    expect(sources.queueUrls).toEqual([url]);
    const shown = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    expect(shown.Attributes).toMatchObject({
      RedrivePolicy: redrive,
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "30",
    });
    await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { RedrivePolicy: "" } }));
    const after = await aws.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["RedrivePolicy"] }),
    );
    expect(after.Attributes).toBeUndefined();
  });

  test.each<[Record<string, string>, string]>([
    [{ Nonsense: "1" }, "InvalidAttributeName"],
    [{ Policy: "{" }, "InvalidAttributeValue"],
    [{ VisibilityTimeout: "-1" }, "InvalidAttributeValue"],
    [{ RedrivePolicy: "[]" }, "InvalidParameterValue"],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":1}' },
      "InvalidParameterValue",
    ],
  ])("the attributes %j are refused", async (attributes, name) => {
    const url = await createQueue("orders");
    await expect(
      aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes })),
    ).rejects.toMatchObject({ name });
  });

  test("tags", async () => {
    const url = await createQueue("orders");
    await aws.sqs.send(new TagQueueCommand({ QueueUrl: url, Tags: { "bwp:owner": "me", keep: "1" } }));
    await aws.sqs.send(new UntagQueueCommand({ QueueUrl: url, TagKeys: ["keep"] }));
    const { Tags } = await aws.sqs.send(new ListQueueTagsCommand({ QueueUrl: url }));
    expect(Tags).toEqual({ "bwp:owner": "me" });
  });

  test("deleting and purging", async () => {
    const url = await createQueue("orders");
    await send(url, "one");
    await aws.sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await receive(url)).toEqual([]);
    await send(url, "two");
    await aws.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(receive(url)).rejects.toBeInstanceOf(QueueDoesNotExist);
    await createQueue("orders");
    expect(await receive(url)).toEqual([]);
  });
});

describe("messages", () => {
  test("bodies and attributes come back as they were, with digests that the SDK accepts", async () => {
    const url = await createQueue("orders");
    const body = 'emoji 😀, tab\t, CR\r\n, quotes ", <&> and \u{10ffff}';
    const attributes = {
      b: { DataType: "Binary", BinaryValue: new Uint8Array([0, 1, 255]) },
      a: { DataType: "String.custom", StringValue: "é" },
      n: { DataType: "Number", StringValue: "1.50" },
    };
    const sent = await aws.sqs.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageAttributes: attributes }),
    );
    const [message] = await receive(url, { MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All"] });
    expect(message).toMatchObject({ Body: body, MessageId: sent.MessageId, MD5OfBody: sent.MD5OfMessageBody });
    expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(message?.MessageAttributes?.a?.StringValue).toBe("é");
    expect(Array.from(message?.MessageAttributes?.b?.BinaryValue ?? [])).toEqual([0, 1, 255]);
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1", SenderId: ACCOUNT });
  });

  test("attributes come only when asked for", async () => {
    const url = await createQueue("orders");
    const MessageAttributes = {
      "x.1": { DataType: "String", StringValue: "v" },
      y: { DataType: "String", StringValue: "w" },
    };
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "m", MessageAttributes }));
    const [bare] = await receive(url, { VisibilityTimeout: 0 });
    expect(bare).not.toHaveProperty("MessageAttributes");
    expect(bare).not.toHaveProperty("Attributes");
    const [some] = await receive(url, { MessageAttributeNames: ["x.*"] });
    expect(Object.keys(some?.MessageAttributes ?? {})).toEqual(["x.1"]);
  });

  test.each([
    ["\u0000", "InvalidMessageContents"],
    ["\ufffe", "InvalidMessageContents"],
    ["", "MissingParameter"],
    ["x".repeat(1_048_577), "InvalidParameterValue"],
  ])("a bad body is refused (%#)", async (body, name) => {
    await expect(send(await createQueue("orders"), body)).rejects.toMatchObject({ name });
  });

  test("a batch takes what is good and names what is not", async () => {
    const url = await createQueue("orders");
    const answer = await aws.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "1", MessageBody: "one" },
          { Id: "2", MessageBody: "\u0001" },
          { Id: "3", MessageBody: "three" },
        ],
      }),
    );
    expect(answer.Successful?.map((entry) => entry.Id)).toEqual(["1", "3"]);
    expect(answer.Failed).toMatchObject([{ Id: "2", Code: "InvalidMessageContents", SenderFault: true }]);
    expect((await receive(url)).map((message) => message.Body)).toEqual(["one", "three"]);
  });

  test.each([
    [[], "EmptyBatchRequest"],
    [[{ Id: "1" }, { Id: "1" }], "BatchEntryIdsNotDistinct"],
    [[{ Id: "a b" }], "InvalidBatchEntryId"],
    [Array.from({ length: 11 }, (_, i) => ({ Id: String(i) })), "TooManyEntriesInBatchRequest"],
  ])("a malformed batch is refused as a whole (%#)", async (entries, name) => {
    const url = await createQueue("orders");
    const Entries = entries.map((entry) => ({ ...entry, MessageBody: "x" }));
    await expect(aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).rejects.toMatchObject({ name });
  });

  test("a received message is invisible, and visible again after ChangeMessageVisibility 0", async () => {
    const url = await createQueue("orders");
    await send(url, "one");
    const [first] = await receive(url);
    expect(await receive(url)).toEqual([]);
    await aws.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    const [second] = await receive(url, { AttributeNames: ["ApproximateReceiveCount"] });
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
    // The old handle is stale now: it answers without error, and deletes nothing.
    await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    await aws.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [{ Id: "1", ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 }],
      }),
    );
    expect(await receive(url)).toHaveLength(1);
  });

  test("deleting after the visibility timeout ended still deletes", async () => {
    const url = await createQueue("orders");
    await send(url, "one");
    const [message] = await receive(url, { VisibilityTimeout: 0 });
    await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await receive(url)).toEqual([]);
  });

  test("a batch delete answers for each entry, and twice is no error", async () => {
    const url = await createQueue("orders");
    await send(url, "one");
    const [message] = await receive(url);
    const Entries = [
      { Id: "good", ReceiptHandle: message?.ReceiptHandle },
      { Id: "bad", ReceiptHandle: "nonsense" },
    ];
    for (let round = 0; round < 2; round += 1) {
      const answer = await aws.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
      expect(answer.Successful).toEqual([{ Id: "good" }]);
      expect(answer.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
    }
  });

  test("a long poll is answered when a message comes, or is delayed to then", async () => {
    const url = await createQueue("orders");
    const before = Date.now();
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await send(url, "one");
    expect((await waiting).map((message) => message.Body)).toEqual(["one"]);
    expect(Date.now() - before).toBeLessThan(15_000);
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "late", DelaySeconds: 4 }));
    expect(await receive(url)).toEqual([]);
    expect((await receive(url, { WaitTimeSeconds: 20 })).map((message) => message.Body)).toEqual(["late"]);
  });

  test("an empty long poll ends after its time", async () => {
    const url = await createQueue("orders");
    const before = Date.now();
    expect(await receive(url, { WaitTimeSeconds: 1 })).toEqual([]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(950);
  });

  test("one message ends one of several long polls, the others go on waiting", async () => {
    const url = await createQueue("orders");
    const before = Date.now();
    const polls = Array.from({ length: 4 }, async () => ({
      messages: await receive(url, { WaitTimeSeconds: 5 }),
      after: Date.now() - before,
    }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await send(url, "one");
    const [first, ...others] = (await Promise.all(polls)).sort((x, y) => x.after - y.after);
    expect(first?.messages.map((message) => message.Body)).toEqual(["one"]);
    expect(first?.after).toBeLessThan(4900);
    for (const other of others) {
      expect(other.messages).toEqual([]);
      expect(other.after).toBeGreaterThanOrEqual(4950);
    }
  });

  test("a client that hangs up in a long poll swallows nothing", async () => {
    const url = await createQueue("orders");
    for (let round = 0; round < 20; round += 1) {
      const request = http.request(aws.url, {
        method: "POST",
        headers: {
          authorization: AUTHORIZATION,
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "AmazonSQS.ReceiveMessage",
        },
      });
      request.on("error", () => undefined);
      request.end(JSON.stringify({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }));
      await new Promise((resolve) => setTimeout(resolve, 10));
      // Sending and hanging up at the same moment meets both sides of the race.
      const sent = send(url, `message ${round}`);
      request.destroy();
      await sent;
      const [message] = await receive(url, { WaitTimeSeconds: 2 });
      expect(message?.Body).toBe(`message ${round}`);
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    }
  });

  test("a FIFO queue keeps the order in a group and drops duplicates", async () => {
    const url = await createQueue("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    for (const body of ["1", "2", "2", "3"]) {
      await aws.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageGroupId: "g" }));
    }
    const bodies: unknown[] = [];
    for (let i = 0; i < 3; i += 1) {
      const [message] = await receive(url, { MaxNumberOfMessages: 1 });
      bodies.push(message?.Body);
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    }
    expect(bodies).toEqual(["1", "2", "3"]);
    expect(await receive(url)).toEqual([]);
  });
});

describe("after a restart", () => {
  test("queues with attributes and tags, and all messages that were not deleted, are back", async () => {
    await aws.stop();
    const directory = temporaryDirectory();
    aws = await startAws(directory);
    const dead = await createQueue("dead");
    const arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`;
    const url = await createQueue("a-orders", {
      VisibilityTimeout: "77",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 1 }),
    });
    await aws.sqs.send(new TagQueueCommand({ QueueUrl: url, Tags: { owner: "me" } }));
    const ids = new Map<string, string>();
    for (let i = 0; i < 25; i += 1) {
      const sent = await send(url, `😀 ${i}`);
      ids.set(`😀 ${i}`, String(sent.MessageId));
    }
    const received = await receive(url);
    await aws.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: received.slice(0, 5).map((message, i) => ({ Id: String(i), ReceiptHandle: message.ReceiptHandle })),
      }),
    );
    const [toDead] = received.slice(5, 6);
    await aws.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: toDead?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    for (let rest = 15; rest > 0; ) rest -= (await receive(url)).length;
    expect(await receive(url)).toEqual([]);
    const [moved] = await receive(dead);
    expect(moved?.MessageId).toBe(toDead?.MessageId);
    const late = received[6];

    await aws.stop();
    aws = await startAws(directory);
    const shown = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl: "a-orders", AttributeNames: ["All"] }));
    expect(shown.Attributes).toMatchObject({ VisibilityTimeout: "77", ApproximateNumberOfMessages: "19" });
    const { Tags } = await aws.sqs.send(new ListQueueTagsCommand({ QueueUrl: "a-orders" }));
    expect(Tags).toEqual({ owner: "me" });
    expect((await receive("dead")).map((message) => message.MessageId)).toEqual([moved?.MessageId]);
    // A handle from before the restart still deletes its message.
    await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: "a-orders", ReceiptHandle: late?.ReceiptHandle }));
    const back = [...(await receive("a-orders")), ...(await receive("a-orders"))];
    expect(back).toHaveLength(18);
    for (const message of back) expect(message.MessageId).toBe(ids.get(String(message.Body)));
    const gone = new Set([...received.slice(0, 5), moved, late].map((message) => message?.Body));
    expect(back.filter((message) => gone.has(message.Body))).toEqual([]);
  });

  test("reset drops everything", async () => {
    const url = await createQueue("orders");
    await send(url, "one");
    aws.store.reset();
    await aws.endpoint.reset();
    await expect(receive(url)).rejects.toBeInstanceOf(QueueDoesNotExist);
    await createQueue("orders");
    expect(await receive(url)).toEqual([]);
    await send(url, "two");
    expect((await receive(url)).map((message) => message.Body)).toEqual(["two"]);
  });
});
