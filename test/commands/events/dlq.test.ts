import { beforeEach, describe, expect, test } from "vitest";
import { callAws } from "../../emulator/support/aws.ts";
import { eventually } from "../../emulator/support/emulator.ts";
import { eventText } from "../../events/messages.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

interface DeadLetters {
  readonly queue: string;
  readonly sources: readonly string[];
  readonly waiting: number;
  readonly oldestSentAt: string | null;
  readonly messages: readonly {
    readonly eventType: string;
    readonly receiveCount: number;
    readonly gaveUp?: string;
    readonly failure?: Readonly<Record<string, string>>;
  }[];
}

const BUS = "aws.partner/buywithprime/shop";
const ARN = "arn:aws:sqs:us-east-1:000000000000";
let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
  await world.connected("shop");
});

const aws = (target: string, input: object) => callAws(world.emulator.url, target, input);
const urlOf = (name: string): string => `${world.emulator.url}/000000000000/${name}`;
const show = (...words: string[]) => world.json<DeadLetters>(["events", "dlq", "show", ...words]);

/** Takes the leave to send to the queue away from the rule, and lets an event happen. */
async function failToDeliver(): Promise<void> {
  await aws("AmazonSQS.SetQueueAttributes", { QueueUrl: urlOf("bwp-shop"), Attributes: { Policy: "" } });
  expect((await world.bwp(["sandbox", "run", "delivered"])).code).toBe(0);
}

/** Lets the queue give up one message: it is received once, and may not be received again. */
async function giveUp(): Promise<void> {
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:bwp-shop-dlq`, maxReceiveCount: 1 });
  const QueueUrl = urlOf("bwp-shop");
  await aws("AmazonSQS.SetQueueAttributes", { QueueUrl, Attributes: { RedrivePolicy } });
  await world.send("bwp-shop", [eventText(1)]);
  for (let receive = 0; receive < 2; receive += 1) {
    await aws("AmazonSQS.ReceiveMessage", { QueueUrl, VisibilityTimeout: 0 });
  }
  await eventually(async () => (await world.numbers("bwp-shop-dlq")).visible === 1);
}

describe("dlq show", () => {
  test("an empty one, found by the queue that connect made", async () => {
    expect(await show()).toMatchObject({
      queue: "bwp-shop-dlq",
      sources: ["bwp-shop"],
      waiting: 0,
      oldestSentAt: null,
      messages: [],
    });
  });

  test("what a queue gave up, taken out by nobody; the receive count rises, and that is said", async () => {
    await giveUp();
    const first = await world.bwp(["events", "dlq", "show", "bwp-shop"]);
    const { messages, oldestSentAt }: DeadLetters = JSON.parse(first.stdout);
    expect(messages).toMatchObject([{ eventType: expect.any(String), gaveUp: "bwp-shop" }]);
    expect(messages[0]).not.toHaveProperty("failure");
    expect(Date.parse(oldestSentAt ?? "")).toBeGreaterThan(0);
    expect(first.stderr).toBe("Looking counts as a receive: 1 message received and given back.\n");
    const again = await show("bwp-shop-dlq");
    expect(again.messages[0]?.receiveCount).toBe((messages[0]?.receiveCount ?? 0) + 1);
    expect(await world.numbers("bwp-shop-dlq")).toEqual({ visible: 1, inFlight: 0 });
    const counted = await show("--limit", "0");
    expect(counted).toMatchObject({ waiting: 1, messages: [] });
  });

  test("what EventBridge could not deliver says why, by which rule, and where to", async () => {
    await failToDeliver();
    const { messages } = await show();
    expect(messages[0]).toMatchObject({
      eventType: "PACKAGE_DELIVERED",
      failure: {
        code: "NO_PERMISSIONS",
        ruleArn: `arn:aws:events:us-east-1:000000000000:rule/${BUS}/bwp-shop`,
        targetArn: `${ARN}:bwp-shop`,
      },
    });
    const seen = await world.bwp(["events", "dlq", "show"], { tty: true });
    expect(seen.stdout).toContain("not delivered: NO_PERMISSIONS");
    expect(seen.stdout).toContain("Dead letters of  bwp-shop\n");
  });

  test("queues that are not there, or have none", async () => {
    await world.createQueue("lonely");
    const lonely = await world.bwp(["events", "dlq", "show", "lonely"]);
    expect([lonely.code, errorOf(lonely).code]).toEqual([4, "no_dead_letter_queue"]);
    const nobody = await world.bwp(["events", "dlq", "show", "nobody"]);
    expect([nobody.code, errorOf(nobody).code]).toEqual([4, "no_queue"]);
    expect((await world.bwp(["events", "dlq", "show", "a/b"])).code).toBe(2);
  });
});

describe("dlq redrive", () => {
  const redrive = ["events", "dlq", "redrive"];

  test("moves all back to the queue, also what EventBridge sent", async () => {
    await giveUp();
    await world.send("bwp-shop-dlq", [eventText(2)]);
    expect(await world.json([...redrive, "--dry-run"])).toEqual({
      applied: false,
      queue: "bwp-shop-dlq",
      to: "bwp-shop",
      messages: 2,
      moved: 0,
    });
    expect(await world.json(redrive)).toMatchObject({ applied: true, to: "bwp-shop", moved: 2 });
    expect(await world.numbers("bwp-shop-dlq")).toMatchObject({ visible: 0 });
    expect(await world.numbers("bwp-shop")).toMatchObject({ visible: 2 });
    const again = await world.bwp(redrive, { tty: true });
    expect(again).toMatchObject({
      code: 0,
      stdout: "Nothing to move: no message waits in bwp-shop-dlq.\n",
      stderr: "",
    });
    expect(await world.json(redrive)).toMatchObject({ applied: false, messages: 0, moved: 0 });
  });

  test("with several source queues, what came from none needs --to", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:bwp-shop-dlq`, maxReceiveCount: 5 });
    await aws("AmazonSQS.CreateQueue", { QueueName: "second", Attributes: { RedrivePolicy } });
    await world.send("bwp-shop-dlq", [eventText(1)]);
    const refused = await world.bwp([...redrive, "bwp-shop-dlq"]);
    expect([refused.code, errorOf(refused).code]).toEqual([5, "no_message_source"]);
    expect(errorOf(refused).suggestion).toContain("--to <QUEUE>");
    expect(await world.json([...redrive, "bwp-shop-dlq", "--to", "second"])).toMatchObject({ to: "second", moved: 1 });
    expect(await world.numbers("second")).toMatchObject({ visible: 1 });
    expect((await world.bwp([...redrive, "--to", "nobody"])).code).toBe(2);
    expect((await world.bwp([...redrive, "--to", "bwp-shop-dlq"])).code).toBe(2);
  });

  test("a queue that no queue gives up to cannot be moved out of, and what to do is said", async () => {
    await world.createQueue("loose-dlq");
    await world.send("loose-dlq", [eventText(1)]);
    const refused = await world.bwp([...redrive, "loose-dlq", "--to", "bwp-shop"]);
    expect([refused.code, errorOf(refused).code]).toEqual([5, "not_a_redrive_source"]);
    expect(errorOf(refused).suggestion).toContain("bwp events tail loose-dlq --consume");
  });

  test("Ctrl-C cancels the task: what was not moved stays", async () => {
    await world.send(
      "bwp-shop-dlq",
      Array.from({ length: 10 }, (_, index) => eventText(index)),
    );
    const running = world.start([...redrive, "--rate", "1"]);
    await running.shows("Moving messages", "stderr");
    await eventually(async () => (await world.numbers("bwp-shop")).visible > 0);
    running.test.signal("SIGINT");
    expect(await running.code).toBe(130);
    expect(running.test.output().stderr).toMatch(
      /the task was cancelled after \d messages?; the rest waits in bwp-shop-dlq/,
    );
    const { Results } = await aws("AmazonSQS.ListMessageMoveTasks", { SourceArn: `${ARN}:bwp-shop-dlq` });
    expect(Results).toMatchObject([{ Status: "CANCELLED" }]);
    expect((await world.numbers("bwp-shop-dlq")).visible).toBeGreaterThan(5);
  });
});

describe("dlq purge", () => {
  const purge = ["events", "dlq", "purge"];

  test("says how many, needs a yes, and empties it", async () => {
    await world.send("bwp-shop-dlq", [eventText(1), eventText(2)]);
    const refused = await world.bwp(purge);
    expect(errorOf(refused)).toMatchObject({
      code: "confirmation_required",
      message:
        "Not done: delete all messages of bwp-shop-dlq needs a confirmation, since about 2 messages will be lost.",
    });
    expect(await world.json([...purge, "--dry-run"])).toEqual({ applied: false, queue: "bwp-shop-dlq", messages: 2 });
    expect(await world.numbers("bwp-shop-dlq")).toMatchObject({ visible: 2 });
    const asked = await world.asked(purge, [["About 2 messages will be lost.", "y\r"]]);
    expect(asked).toMatchObject({ code: 0, stdout: "Deleted about 2 messages of bwp-shop-dlq.\n" });
    expect(await world.numbers("bwp-shop-dlq")).toMatchObject({ visible: 0 });
    const empty = await world.bwp(purge, { tty: true });
    expect(empty).toMatchObject({ code: 0, stdout: "Nothing to delete: bwp-shop-dlq is empty.\n", stderr: "" });
    expect(await world.json(purge)).toEqual({ applied: false, queue: "bwp-shop-dlq", messages: 0 });
  });
});
