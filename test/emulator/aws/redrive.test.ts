import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  ResourceNotFoundException,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../support/emulator.ts";
import type { Harness } from "./harness.ts";
import { ACCOUNT, REGION, removeDirectories, startAws, temporaryDirectory } from "./harness.ts";

let aws: Harness;
beforeEach(async () => {
  aws = await startAws();
});
afterEach(() => aws.stop());
afterAll(removeDirectories);

const arn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
const url = (name: string) => `${aws.url}/${ACCOUNT}/${name}`;

async function createQueue(name: string, Attributes: Record<string, string> = {}): Promise<void> {
  await aws.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
}

/** A queue whose messages go to `dead` after so many receives. */
async function createPair(maxReceiveCount = 1): Promise<void> {
  await createQueue("dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount });
  await createQueue("orders", { RedrivePolicy });
}

async function send(name: string, ...bodies: string[]): Promise<void> {
  for (const MessageBody of bodies) await aws.sqs.send(new SendMessageCommand({ QueueUrl: url(name), MessageBody }));
}

async function receive(name: string): Promise<Message[]> {
  const input = { QueueUrl: url(name), MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };
  return (await aws.sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

/** Receives everything of `orders` and gives it back, so that the next receive is one too many. */
async function fail(): Promise<void> {
  for (const { ReceiptHandle } of await receive("orders")) {
    await aws.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url("orders"), ReceiptHandle, VisibilityTimeout: 0 }),
    );
  }
}

const start = (more: object = {}) => aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn("dead"), ...more }));

async function tasks(MaxResults?: number) {
  const answer = await aws.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn("dead"), MaxResults }));
  return answer.Results ?? [];
}

const hasBegun = async () => ((await tasks())[0]?.ApproximateNumberOfMessagesMoved ?? 0) > 0;
const done = (status: string) => eventually(async () => (await tasks())[0]?.Status === status);

test("after maxReceiveCount a message is in the dead-letter queue, and says where it came from", async () => {
  await createPair(2);
  await send("orders", "a");
  await fail();
  await fail();
  expect(await receive("orders")).toEqual([]);
  const [message] = await receive("dead");
  expect(message).toMatchObject({
    Body: "a",
    Attributes: { DeadLetterQueueSourceArn: arn("orders"), ApproximateReceiveCount: "3" },
  });
});

test("a message in a dead-letter queue is still there after a restart, and after its source is deleted", async () => {
  const directory = temporaryDirectory();
  await aws.stop();
  aws = await startAws(directory);
  await createPair();
  await send("orders", "a");
  await fail();
  expect(await receive("orders")).toEqual([]);
  await aws.stop();
  aws = await startAws(directory);
  expect(await receive("orders")).toEqual([]);
  await aws.sqs.send(new DeleteQueueCommand({ QueueUrl: url("orders") }));
  expect(await receive("dead")).toMatchObject([{ Body: "a", Attributes: { DeadLetterQueueSourceArn: arn("orders") } }]);
});

test("a task moves messages back to where they came from, as new ones", async () => {
  await createPair();
  await send("orders", "a", "b", "c");
  await fail();
  expect(await receive("orders")).toEqual([]);
  const { TaskHandle } = await start();
  expect(TaskHandle).toMatch(/^[\w+/=]+$/);
  await done("COMPLETED");
  expect(await tasks()).toEqual([
    {
      Status: "COMPLETED",
      SourceArn: arn("dead"),
      ApproximateNumberOfMessagesMoved: 3,
      ApproximateNumberOfMessagesToMove: 3,
      StartedTimestamp: expect.any(Number),
    },
  ]);
  const back = await receive("orders");
  expect(back.map(({ Body }) => Body).sort()).toEqual(["a", "b", "c"]);
  expect(back[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
  expect(back[0]?.Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
  for (const { ReceiptHandle } of back) {
    await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: url("orders"), ReceiptHandle }));
  }
  expect(await receive("dead")).toEqual([]);
});

test("a task moves messages to a queue of choice; what is in flight stays", async () => {
  await createPair();
  await createQueue("other");
  await send("dead", "a", "b");
  const input = { QueueUrl: url("dead"), MaxNumberOfMessages: 1 };
  const inFlight = (await aws.sqs.send(new ReceiveMessageCommand(input))).Messages?.[0];
  await start({ DestinationArn: arn("other") });
  await done("COMPLETED");
  const [task] = await tasks();
  expect(task).toMatchObject({ DestinationArn: arn("other"), ApproximateNumberOfMessagesMoved: 1 });
  const [moved, ...more] = await receive("other");
  expect(more).toEqual([]);
  expect([moved?.Body, inFlight?.Body].sort()).toEqual(["a", "b"]);
});

test("a message that was sent to the dead-letter queue has no place to go back to", async () => {
  await createPair();
  await send("dead", "a");
  await start();
  await done("FAILED");
  expect((await tasks())[0]).toMatchObject({ FailureReason: "CouldNotDetermineMessageSource" });
  expect(await receive("dead")).toHaveLength(1);
});

test("a slow task can be cancelled, runs alone, and is listed with its handle while it runs", async () => {
  await createPair();
  await createQueue("other");
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `m${index}`, MessageBody: `${index}` }));
  await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: url("dead"), Entries }));
  const { TaskHandle } = await start({ DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 });
  await eventually(hasBegun);
  expect((await tasks())[0]).toMatchObject({ Status: "RUNNING", TaskHandle, MaxNumberOfMessagesPerSecond: 1 });
  await expect(start()).rejects.toThrow("There is already a task running");
  const cancelled = await aws.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  // One, or more on a machine that was slow to get here.
  const moved = cancelled.ApproximateNumberOfMessagesMoved ?? 0;
  expect(moved).toBeGreaterThanOrEqual(1);
  expect((await tasks())[0]?.Status).toBe("CANCELLED");
  await expect(aws.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toBeInstanceOf(
    UnsupportedOperation,
  );
  expect(await receive("dead")).toHaveLength(10 - moved);
  expect(await receive("other")).toHaveLength(moved);
  await start({ DestinationArn: arn("other") });
  expect(await tasks(10)).toHaveLength(2);
});

test.each<[string, object, string]>([
  ["a queue that is no dead-letter queue", { SourceArn: arn("orders") }, "must be configured as a Dead Letter Queue"],
  ["no ARN", { SourceArn: "dead" }, "You must use this format to specify the SourceArn"],
  ["itself as the destination", { DestinationArn: arn("dead") }, "cannot be the same"],
  ["too high a rate", { MaxNumberOfMessagesPerSecond: 501 }, "between 1 and 500"],
])("a task with %s is refused", async (_name, more, message) => {
  await createPair();
  await expect(start(more)).rejects.toThrow(message);
});

test("queues and tasks that are not there", async () => {
  await createPair();
  await expect(start({ SourceArn: arn("none") })).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(start({ DestinationArn: arn("none") })).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(aws.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: "no" }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
});

test("a task goes on after a restart", async () => {
  const directory = temporaryDirectory();
  await aws.stop();
  aws = await startAws(directory);
  await createPair();
  await createQueue("other");
  await send("dead", "a", "b", "c");
  await start({ DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 });
  await eventually(hasBegun);
  await aws.stop();
  aws = await startAws(directory);
  await done("COMPLETED");
  expect((await receive("other")).map(({ Body }) => Body).sort()).toEqual(["a", "b", "c"]);
});

test("a dead-letter queue chooses its sources by RedriveAllowPolicy", async () => {
  await createPair();
  const allow = (policy: object) =>
    aws.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: url("dead"),
        Attributes: { RedriveAllowPolicy: JSON.stringify(policy) },
      }),
    );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 3 });
  await allow({ redrivePermission: "denyAll" });
  await expect(createQueue("more", { RedrivePolicy })).rejects.toThrow("does not allow this source queue");
  await allow({ redrivePermission: "byQueue", sourceQueueArns: [arn("more")] });
  await createQueue("more", { RedrivePolicy });
  await expect(createQueue("stranger", { RedrivePolicy })).rejects.toThrow("does not allow this source queue");
  await allow({ redrivePermission: "allowAll" });
  await createQueue("stranger", { RedrivePolicy });
  await expect(allow({ redrivePermission: "byQueue" })).rejects.toThrow("sourceQueueArns");
  await expect(allow({ redrivePermission: "some" })).rejects.toThrow("redrivePermission must be one of");
  await expect(createQueue("a.fifo", { FifoQueue: "true", RedrivePolicy })).rejects.toThrow("same type of queue");
});

test("the Query protocol lists tasks too", async () => {
  await createPair();
  await createQueue("other");
  await send("dead", "a");
  const started = await aws.query({
    Action: "StartMessageMoveTask",
    SourceArn: arn("dead"),
    DestinationArn: arn("other"),
    MaxNumberOfMessagesPerSecond: "5",
  });
  expect(started.text).toMatch(/<StartMessageMoveTaskResult><TaskHandle>[^<]+<\/TaskHandle>/);
  await done("COMPLETED");
  const listed = await aws.query({ Action: "ListMessageMoveTasks", SourceArn: arn("dead") });
  expect(listed.text).toContain(
    "<ListMessageMoveTasksResult><ListMessageMoveTasksResultEntry><Status>COMPLETED</Status>",
  );
});
