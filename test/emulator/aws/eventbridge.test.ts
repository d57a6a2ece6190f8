import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeEventSourceCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  InvalidEventPatternException,
  LimitExceededException,
  ListEventBusesCommand,
  ListEventSourcesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PublishOutcome } from "../../../src/emulator/aws/endpoint.ts";
import type { Harness } from "./harness.ts";
import { ACCOUNT, REGION, removeDirectories, startAws, temporaryDirectory } from "./harness.ts";

const SOURCE = { account: ACCOUNT, region: REGION, name: "my-source" };
const NAME = "aws.partner/buywithprime/my-source";
const QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`;
const RULE_ARN = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${NAME}/to-orders`;

let aws: Harness;
beforeEach(async () => {
  aws = await startAws();
});
afterEach(() => aws.stop());
afterAll(removeDirectories);

function ensureSource(source = SOURCE): void {
  aws.store.transaction((tx) => aws.endpoint.ensureSource(tx, source));
}

function removeSource(): void {
  aws.store.transaction((tx) => aws.endpoint.removeSource(tx, SOURCE));
}

function publish(detailType = "RETURN_STARTED", source = SOURCE): PublishOutcome {
  return aws.store.transaction((tx) =>
    aws.endpoint.publish(tx, {
      source,
      detailType,
      resources: ["businessProduct/bp-1/order/o-1"],
      time: "2026-01-02T03:04:05.678Z",
      detail: { eventDescriptor: detailType, data: { n: 1 } },
    }),
  );
}

function policy(condition: object = { ArnEquals: { "aws:SourceArn": RULE_ARN } }, more: object = {}): string {
  const Statement = [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: QUEUE_ARN,
      Condition: condition,
      ...more,
    },
  ];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

async function createQueue(name: string, queuePolicy?: string): Promise<void> {
  const Attributes = queuePolicy === undefined ? {} : { Policy: queuePolicy };
  await aws.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
}

async function receive(name = "orders"): Promise<Message[]> {
  const input = { QueueUrl: `${aws.url}/${ACCOUNT}/${name}`, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
  return (await aws.sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

const createBus = () => aws.events.send(new CreateEventBusCommand({ Name: NAME, EventSourceName: NAME }));

async function putRule(more: object = {}): Promise<void> {
  const input = { Name: "to-orders", EventBusName: NAME, EventPattern: '{"source":[{"prefix":"aws.partner/"}]}' };
  await aws.events.send(new PutRuleCommand({ ...input, ...more }));
}

async function putTarget(more: object = {}): Promise<void> {
  const Targets = [{ Id: "queue", Arn: QUEUE_ARN, ...more }];
  await aws.events.send(new PutTargetsCommand({ Rule: "to-orders", EventBusName: NAME, Targets }));
}

/** Source, bus, rule and queue; the target is up to the test. */
async function wire(queuePolicy: string | undefined = policy()): Promise<void> {
  ensureSource();
  await createBus();
  await putRule();
  await createQueue("orders", queuePolicy);
}

describe("partner event sources", () => {
  test("are PENDING until their bus exists, then ACTIVE, and DELETED while the bus outlives them", async () => {
    ensureSource();
    const state = async () => (await aws.events.send(new DescribeEventSourceCommand({ Name: NAME }))).State;
    expect(await aws.events.send(new DescribeEventSourceCommand({ Name: NAME }))).toMatchObject({
      Arn: `arn:aws:events:${REGION}::event-source/${NAME}`,
      Name: NAME,
      State: "PENDING",
      ExpirationTime: expect.any(Date),
    });
    const { EventBusArn } = await createBus();
    expect(EventBusArn).toBe(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${NAME}`);
    expect(await state()).toBe("ACTIVE");
    removeSource();
    expect(await state()).toBe("DELETED");
    expect(publish()).toEqual({ dropped: expect.stringContaining("was deleted") });
    ensureSource();
    expect(await state()).toBe("ACTIVE");
    removeSource();
    await aws.events.send(new DeleteEventBusCommand({ Name: NAME }));
    await expect(state()).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test("that were PENDING are gone when removed", async () => {
    ensureSource();
    removeSource();
    expect((await aws.events.send(new ListEventSourcesCommand({}))).EventSources).toEqual([]);
  });

  test("are seen only in their own account and region, in pages, by prefix", async () => {
    for (const name of ["a", "b", "c"]) ensureSource({ ...SOURCE, name });
    ensureSource({ ...SOURCE, name: "other", account: "123456789012" });
    ensureSource({ ...SOURCE, name: "ireland", region: "eu-west-1" });
    const first = await aws.events.send(new ListEventSourcesCommand({ Limit: 2 }));
    expect(first.EventSources?.map((source) => source.Name)).toEqual([
      "aws.partner/buywithprime/a",
      "aws.partner/buywithprime/b",
    ]);
    const second = await aws.events.send(new ListEventSourcesCommand({ Limit: 2, NextToken: first.NextToken }));
    expect(second.EventSources).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    const ireland = await aws
      .client(EventBridgeClient, "eu-west-1")
      .send(new ListEventSourcesCommand({ NamePrefix: "aws.partner/buywithprime/i" }));
    expect(ireland.EventSources?.map((source) => source.Name)).toEqual(["aws.partner/buywithprime/ireland"]);
  });
});

describe("event buses", () => {
  test("a partner bus needs its source and has the source's name", async () => {
    await expect(createBus()).rejects.toThrow(`Event source ${NAME} does not exist.`);
    await expect(createBus()).rejects.toBeInstanceOf(ResourceNotFoundException);
    ensureSource();
    await expect(
      aws.events.send(new CreateEventBusCommand({ Name: "other", EventSourceName: NAME })),
    ).rejects.toMatchObject({ name: "ValidationException" });
    await expect(aws.events.send(new CreateEventBusCommand({ Name: NAME }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await createBus();
    await expect(createBus()).rejects.toBeInstanceOf(ResourceAlreadyExistsException);
    await expect(createBus()).rejects.toThrow(`Event bus ${NAME} already exists.`);
  });

  test("default is always there and cannot be deleted", async () => {
    const shown = await aws.events.send(new DescribeEventBusCommand({}));
    expect(shown).toMatchObject({ Name: "default", Arn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default` });
    await expect(aws.events.send(new DeleteEventBusCommand({ Name: "default" }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("default has no tags until it is given some, and stays the one of its name", async () => {
    const ResourceARN = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;
    const tags = async () => (await aws.events.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tags()).toEqual([]);
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await aws.events.send(new TagResourceCommand({ ResourceARN, Tags }));
    await aws.events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
    expect(await tags()).toEqual([{ Key: "b", Value: "2" }]);
    const { EventBuses } = await aws.events.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map((bus) => bus.Name)).toEqual(["default"]);
    const elsewhere = ResourceARN.replace(REGION, "eu-west-1");
    await expect(aws.events.send(new ListTagsForResourceCommand({ ResourceARN: elsewhere }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  test("are listed with default, shown, and deleted once they have no rules; deleting twice is no error", async () => {
    ensureSource();
    await createBus();
    await putRule();
    const { EventBuses } = await aws.events.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map((bus) => bus.Name)).toEqual([NAME, "default"]);
    const shown = await aws.events.send(new DescribeEventBusCommand({ Name: NAME }));
    expect(shown).toMatchObject({ Name: NAME, CreationTime: expect.any(Date) });
    await expect(aws.events.send(new DeleteEventBusCommand({ Name: NAME }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "EventBus can't be deleted since it has rules.",
    });
    await aws.events.send(new DeleteRuleCommand({ Name: "to-orders", EventBusName: NAME }));
    for (let i = 0; i < 2; i += 1) await aws.events.send(new DeleteEventBusCommand({ Name: NAME }));
    await expect(aws.events.send(new DescribeEventBusCommand({ Name: NAME }))).rejects.toThrow(
      `Event bus ${NAME} does not exist.`,
    );
  });
});

describe("rules and targets", () => {
  beforeEach(async () => {
    ensureSource();
    await createBus();
  });

  test("a rule is put, shown, listed, changed, and keeps its targets", async () => {
    const put = await aws.events.send(
      new PutRuleCommand({
        Name: "to-orders",
        EventBusName: NAME,
        EventPattern: '{"source":["x"]}',
        Description: "d",
        Tags: [{ Key: "owner", Value: "me" }],
      }),
    );
    expect(put.RuleArn).toBe(RULE_ARN);
    await putTarget();
    await putRule({ State: "DISABLED", EventPattern: '{"source":["y"]}' });
    const shown = await aws.events.send(new DescribeRuleCommand({ Name: "to-orders", EventBusName: NAME }));
    expect(shown).toMatchObject({
      Arn: RULE_ARN,
      State: "DISABLED",
      EventPattern: '{"source":["y"]}',
      EventBusName: NAME,
      CreatedBy: ACCOUNT,
    });
    expect(shown.Description).toBeUndefined();
    const { Targets } = await aws.events.send(new ListTargetsByRuleCommand({ Rule: "to-orders", EventBusName: NAME }));
    expect(Targets).toEqual([{ Id: "queue", Arn: QUEUE_ARN }]);
    await aws.events.send(new EnableRuleCommand({ Name: "to-orders", EventBusName: NAME }));
    const { Rules } = await aws.events.send(new ListRulesCommand({ EventBusName: NAME, NamePrefix: "to-" }));
    expect(Rules).toMatchObject([{ Name: "to-orders", State: "ENABLED" }]);
    expect((await aws.events.send(new ListRulesCommand({}))).Rules).toEqual([]);
  });

  test("a bus may be named by its ARN", async () => {
    await putRule({ EventBusName: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${NAME}` });
    expect((await aws.events.send(new ListRulesCommand({ EventBusName: NAME }))).Rules).toHaveLength(1);
  });

  test("a rule with targets cannot be deleted", async () => {
    await putRule();
    await putTarget();
    const remove = () => aws.events.send(new DeleteRuleCommand({ Name: "to-orders", EventBusName: NAME }));
    await expect(remove()).rejects.toMatchObject({
      name: "ValidationException",
      message: "Rule can't be deleted since it has targets.",
    });
    await aws.events.send(new RemoveTargetsCommand({ Rule: "to-orders", EventBusName: NAME, Ids: ["queue"] }));
    await remove();
    await expect(aws.events.send(new DescribeRuleCommand({ Name: "to-orders", EventBusName: NAME }))).rejects.toThrow(
      `Rule to-orders does not exist on EventBus ${NAME}.`,
    );
  });

  test.each([
    [{ EventPattern: "{" }, InvalidEventPatternException],
    [{ EventPattern: '{"source":"x"}' }, InvalidEventPatternException],
    [{ EventBusName: "none" }, ResourceNotFoundException],
  ])("PutRule with %j is refused by class", async (more, errorClass) => {
    await expect(putRule(more)).rejects.toBeInstanceOf(errorClass);
  });

  test.each([
    [{ Name: "a b" }],
    [{ EventPattern: undefined }],
    [{ State: "SLEEPING" }],
    [{ ScheduleExpression: "rate(1 day)" }],
    [{ EventPattern: JSON.stringify({ source: ["x".repeat(5000)] }) }],
  ])("PutRule with %j is a ValidationException", async (more) => {
    await expect(putRule(more)).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("what is wrong with a pattern is said", async () => {
    await expect(putRule({ EventPattern: '{"detail":{"a":"x"}}' })).rejects.toThrow(
      'Event pattern is not valid. Reason: "a" must be an object or an array',
    );
  });

  test.each([
    [{ Id: "a b" }],
    [{ Arn: "queue" }],
    [{ Input: "{" }],
    [{ Input: "{}", InputPath: "$" }],
    [{ InputPath: "detail" }],
    [{ InputTransformer: { InputTemplate: "<x>" } }],
    [{ InputTransformer: { InputTemplate: "no quotes" } }],
    [{ InputTransformer: { InputTemplate: '{"a":<a>', InputPathsMap: { a: "$.id" } } }],
    [{ InputTransformer: { InputTemplate: "<a>", InputPathsMap: { a: "id" } } }],
    [{ InputTransformer: { InputTemplate: "<aws-a>", InputPathsMap: { "aws-a": "$.id" } } }],
    [{ InputTransformer: { InputTemplate: "{}" }, InputPath: "$" }],
    [{ RetryPolicy: { MaximumRetryAttempts: 186 } }],
    [{ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
    [{ DeadLetterConfig: { Arn: `${QUEUE_ARN}.fifo` } }],
    [{ DeadLetterConfig: { Arn: "arn:aws:sns:us-east-1:000000000000:x" } }],
    [{ Arn: `${QUEUE_ARN}.fifo` }],
  ])("the target %j is refused", async (more) => {
    await putRule();
    await expect(putTarget(more)).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("at most five targets", async () => {
    await putRule();
    for (let i = 0; i < 5; i += 1) await putTarget({ Id: `t${i}` });
    await putTarget({ Id: "t0" });
    await expect(putTarget({ Id: "t5" })).rejects.toBeInstanceOf(LimitExceededException);
  });

  test("tags of rules and buses", async () => {
    await putRule({ Tags: [{ Key: "a", Value: "1" }] });
    const busArn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${NAME}`;
    for (const ResourceARN of [RULE_ARN, busArn]) {
      await aws.events.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "b", Value: "2" }] }));
      await aws.events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
      const { Tags } = await aws.events.send(new ListTagsForResourceCommand({ ResourceARN }));
      expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
    }
    await expect(
      aws.events.send(new ListTagsForResourceCommand({ ResourceARN: `${RULE_ARN}x` })),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test("TestEventPattern", async () => {
    const Event = JSON.stringify({
      id: "1",
      account: ACCOUNT,
      source: "s",
      time: "2026-01-01T00:00:00Z",
      region: REGION,
      resources: [],
      "detail-type": "t",
      detail: { n: 5 },
    });
    const run = async (EventPattern: string, event = Event) =>
      (await aws.events.send(new TestEventPatternCommand({ EventPattern, Event: event }))).Result;
    expect(await run('{"detail":{"n":[{"numeric":[">",4]}]}}')).toBe(true);
    expect(await run('{"detail":{"n":[{"numeric":[">",5]}]}}')).toBe(false);
    await expect(run("{}")).rejects.toBeInstanceOf(InvalidEventPatternException);
    await expect(run('{"source":["s"]}', "{}")).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("publishing", () => {
  test("an event that a rule selects arrives in the queue as AWS writes it", async () => {
    await wire();
    await putTarget();
    expect(publish()).toEqual({ delivered: [QUEUE_ARN] });
    const [message] = await receive();
    const event: unknown = JSON.parse(String(message?.Body));
    expect(event).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      "detail-type": "RETURN_STARTED",
      source: NAME,
      account: ACCOUNT,
      time: "2026-01-02T03:04:05Z",
      region: REGION,
      resources: ["businessProduct/bp-1/order/o-1"],
      detail: { eventDescriptor: "RETURN_STARTED", data: { n: 1 } },
    });
    expect(Object.keys(event ?? {})).toEqual([
      ...["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"],
    ]);
    expect(aws.logs).toEqual([]);
  });

  test("two rules get the same event id", async () => {
    await wire(policy({ ArnLike: { "aws:SourceArn": `arn:aws:events:${REGION}:${ACCOUNT}:rule/*` } }));
    await putTarget();
    await putRule({ Name: "second" });
    const Targets = [{ Id: "queue", Arn: QUEUE_ARN }];
    await aws.events.send(new PutTargetsCommand({ Rule: "second", EventBusName: NAME, Targets }));
    expect(publish()).toEqual({ delivered: [QUEUE_ARN, QUEUE_ARN] });
    const ids = (await receive()).map((message) => JSON.parse(String(message.Body)).id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("a transaction that fails publishes nothing", async () => {
    await wire();
    await putTarget();
    expect(() =>
      aws.store.transaction((tx) => {
        aws.endpoint.publish(tx, { source: SOURCE, detailType: "X", resources: [], time: "t", detail: {} });
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(await receive()).toEqual([]);
  });

  test("what nobody takes is dropped with the reason", async () => {
    expect(publish()).toEqual({ dropped: expect.stringContaining("there is no partner event source") });
    ensureSource();
    expect(publish()).toEqual({ dropped: expect.stringContaining(`no event bus is associated with ${NAME}`) });
    await createBus();
    expect(publish()).toEqual({ dropped: expect.stringContaining("has no rule") });
    await putRule({ EventPattern: '{"detail-type":["ORDER_CONFIRMED"]}' });
    expect(publish()).toEqual({ dropped: "no rule on the bus matches" });
    expect(publish("ORDER_CONFIRMED")).toEqual({ dropped: expect.stringContaining("has no target") });
    await aws.events.send(new DisableRuleCommand({ Name: "to-orders", EventBusName: NAME }));
    expect(publish("ORDER_CONFIRMED")).toEqual({ dropped: expect.stringContaining("is disabled") });
    const foreign = { ...SOURCE, account: "123456789012" };
    ensureSource(foreign);
    expect(publish("X", foreign)).toEqual({
      dropped: expect.stringContaining(`the emulator's AWS account is ${ACCOUNT}`),
    });
  });

  test.each([
    ["no policy", undefined],
    ["another principal", policy({}, { Principal: { Service: "sns.amazonaws.com" } })],
    ["another action", policy({}, { Action: "sqs:ReceiveMessage" })],
    ["another resource", policy({}, { Resource: `${QUEUE_ARN}x` })],
    ["another rule", policy({ ArnEquals: { "aws:SourceArn": `${RULE_ARN}x` } })],
    ["a condition that is not known", policy({ NumericEquals: { "aws:x": 1 } })],
    [
      "a denial",
      JSON.stringify({
        Statement: [
          JSON.parse(policy()).Statement[0],
          { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*" },
        ],
      }),
    ],
  ])("a queue whose policy has %s gets nothing, and the log says so", async (_, queuePolicy) => {
    ensureSource();
    await createBus();
    await putRule();
    await createQueue("orders", queuePolicy);
    await putTarget();
    expect(publish()).toEqual({ dropped: expect.stringContaining("policy") });
    expect(await receive()).toEqual([]);
    expect(aws.logs).toMatchObject([
      { kind: "aws", message: expect.stringContaining("Target queue of rule to-orders") },
    ]);
  });

  test.each([
    ["no condition", policy({})],
    ["everybody", policy({}, { Principal: "*" })],
    ["a list and a wildcard", policy({}, { Action: ["sqs:Get*", "SQS:Send*"], Resource: ["arn:aws:sqs:*:*:orders"] })],
    ["StringEquals", policy({ StringEquals: { "AWS:SourceArn": [RULE_ARN] } })],
    ["StringLike", policy({ StringLike: { "aws:SourceArn": "*/to-orders" } })],
    ["the account", policy({ StringEquals: { "aws:SourceAccount": ACCOUNT } })],
  ])("a queue whose policy allows by %s gets the event", async (_, queuePolicy) => {
    await wire(queuePolicy);
    await putTarget();
    expect(publish()).toEqual({ delivered: [QUEUE_ARN] });
    expect(await receive()).toHaveLength(1);
  });

  test("the dead-letter queue of a target gets what the queue cannot take", async () => {
    const deadArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`;
    await wire();
    await createQueue("dead", policy({}, { Resource: deadArn }));
    await putTarget({ Arn: `${QUEUE_ARN}-gone`, DeadLetterConfig: { Arn: deadArn } });
    expect(publish()).toEqual({
      delivered: [deadArn],
      failures: [`the queue does not exist (${QUEUE_ARN}-gone); sent to its dead-letter queue`],
    });
    const [message] = await receive("dead");
    expect(JSON.parse(String(message?.Body))).toMatchObject({ "detail-type": "RETURN_STARTED" });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN,
      TARGET_ARN: `${QUEUE_ARN}-gone`,
      ERROR_CODE: "NO_RESOURCE",
      ERROR_MESSAGE: expect.any(String),
      RETRY_ATTEMPTS: "0",
    });
  });

  test("Input and InputPath", async () => {
    await wire();
    await putTarget({ Input: '{"fixed":true}' });
    await putTarget({ Id: "detail", InputPath: "$.detail.data" });
    await putTarget({ Id: "first", InputPath: "$.resources[0]" });
    publish();
    const bodies = (await receive()).map((message) => message.Body);
    expect(bodies).toEqual(['{"fixed":true}', '{"n":1}', '"businessProduct/bp-1/order/o-1"']);
  });

  test.each<[string, string, string]>([
    ["a string", '"<type> at <time>"', '"RETURN_STARTED at 2026-01-02T03:04:05Z"'],
    ["quotes that are escaped", '"the \\"<type>\\" event"', '"the \\"RETURN_STARTED\\" event"'],
    [
      "JSON, made short",
      '{\n  "type" : <type>,\n  "n": [ 9, <n>, true ]\n}',
      '{"type":"RETURN_STARTED","n":[9,1,true]}',
    ],
    [
      "JSON with variables in and out of quotes",
      '{"a":<type>,"b":"<type>: <n>"}',
      '{"a":"RETURN_STARTED","b":"RETURN_STARTED: 1"}',
    ],
    [
      "an object and a list",
      '{"data":<data>,"list":<list>}',
      '{"data":{"n":1},"list":["businessProduct/bp-1/order/o-1"]}',
    ],
    ["an object in quotes", '"data <data>"', '"data {n:1}"'],
    ["what the event has not, in quotes", '"<type> <missing>!"', '"RETURN_STARTED !"'],
    ["the rule", '{"r":<aws.events.rule-name>,"a":"<aws.events.rule-arn>"}', `{"r":"to-orders","a":"${RULE_ARN}"}`],
    ["the rule in a string", '"<aws.events.rule-name> triggered"', '"to-orders triggered"'],
    ["lines", '"<type>"\n"<n>"', '"RETURN_STARTED"\n"1"'],
  ])("an InputTransformer: %s", async (_name, InputTemplate, body) => {
    const paths = { type: "$.detail-type", time: "$.time", n: "$.detail.data.n", missing: "$.detail.none" };
    const InputPathsMap = { ...paths, data: "$.detail.data", list: "$.resources[*]" };
    await wire();
    await putTarget({ InputTransformer: { InputPathsMap, InputTemplate } });
    publish();
    expect((await receive()).map((message) => message.Body)).toEqual([body]);
  });

  test("an InputTransformer with the whole event, with and without its detail", async () => {
    await wire();
    const InputTemplate =
      '{"all":<aws.events.event.json>,"outer":<aws.events.event>,"at":<aws.events.event.ingestion-time>}';
    await putTarget({ InputTransformer: { InputTemplate } });
    publish();
    const [message] = await receive();
    const { all, outer, at } = JSON.parse(String(message?.Body));
    expect(all).toMatchObject({ "detail-type": "RETURN_STARTED", detail: { data: { n: 1 } } });
    const { detail: _, ...rest } = all;
    expect(outer).toEqual(rest);
    expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const { Targets } = await aws.events.send(new ListTargetsByRuleCommand({ Rule: "to-orders", EventBusName: NAME }));
    expect(Targets?.[0]?.InputTransformer).toEqual({ InputTemplate });
  });

  test("a RetryPolicy is kept and shown", async () => {
    await wire();
    const RetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 };
    await putTarget({ RetryPolicy });
    const { Targets } = await aws.events.send(new ListTargetsByRuleCommand({ Rule: "to-orders", EventBusName: NAME }));
    expect(Targets?.[0]?.RetryPolicy).toEqual(RetryPolicy);
  });

  test("other kinds of targets are not emulated, and the log says so", async () => {
    await wire();
    await putTarget({ Arn: "arn:aws:lambda:us-east-1:000000000000:function:f" });
    expect(publish()).toEqual({ dropped: expect.stringContaining("target type not emulated") });
    expect(aws.logs).toHaveLength(1);
  });

  test("PutEvents puts own events on the default bus", async () => {
    await createQueue("orders", policy({}));
    await aws.events.send(new PutRuleCommand({ Name: "mine", EventPattern: '{"source":["my.app"]}' }));
    await aws.events.send(new PutTargetsCommand({ Rule: "mine", Targets: [{ Id: "q", Arn: QUEUE_ARN }] }));
    const answer = await aws.events.send(
      new PutEventsCommand({
        Entries: [
          { Source: "my.app", DetailType: "t", Detail: '{"a":1}' },
          { Source: "my.app", DetailType: "t", Detail: "no" },
          { Source: "aws.ec2", DetailType: "t", Detail: "{}" },
        ],
      }),
    );
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries?.map((entry) => entry.ErrorCode)).toEqual([
      undefined,
      "MalformedDetail",
      "NotAuthorizedForSourceException",
    ]);
    const [message] = await receive();
    expect(JSON.parse(String(message?.Body))).toMatchObject({ id: answer.Entries?.[0]?.EventId, detail: { a: 1 } });
  });
});

test("sources, buses, rules, targets and undelivered events survive a restart", async () => {
  await aws.stop();
  const directory = temporaryDirectory();
  aws = await startAws(directory);
  await wire();
  await putTarget();
  publish();
  await aws.stop();
  aws = await startAws(directory);
  expect(await receive()).toHaveLength(1);
  expect(publish("ORDER_CONFIRMED")).toEqual({ delivered: [QUEUE_ARN] });
  expect(await receive()).toHaveLength(1);
});
