import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DisableRuleCommand,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applyPlan, changesOf, type Plan } from "../../src/aws/plan.ts";
import { planDisconnection } from "../../src/aws/unwiring.ts";
import { type ConnectionRequest, planConnection, type Wiring } from "../../src/aws/wiring.ts";
import { wiringNames, wiringTags } from "../../src/aws/wiring-names.ts";
import { ACCOUNT, type Harness, REGION } from "../emulator/aws/harness.ts";
import { BUS, SOURCE, startWiringWorld, type WiringWorld } from "./wiring-world.ts";

const REQUEST: ConnectionRequest = { sources: ["acme"], profile: "sandbox", owner: "me", now: Date.UTC(2025, 0, 31) };

let world: WiringWorld;
let aws: Harness;
let wiring: Wiring;

beforeEach(async () => {
  world = await startWiringWorld();
  ({ aws, wiring } = world);
});
afterEach(() => world.close());

function actions(plan: Plan): string[] {
  return plan.steps.map(({ action, resource }) => `${action} ${resource}`);
}

function publish(detailType: string) {
  return aws.store.transaction((tx) =>
    aws.endpoint.publish(tx, {
      source: SOURCE,
      detailType,
      resources: ["businessProduct/bp/order/o"],
      time: "2025-01-31T12:00:00Z",
      detail: {},
    }),
  );
}

async function queueNames(): Promise<string[]> {
  const { QueueUrls = [] } = await aws.sqs.send(new ListQueuesCommand({}));
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
}

const NEW = [
  "keep partner event source",
  "create event bus",
  "create dead-letter queue",
  "create queue",
  "create rule",
  "create queue policy",
  "create queue policy",
  "create target",
];
const KEPT = NEW.map((step) => step.replace("create", "keep"));

test("from nothing to events in the queue, and a second run changes nothing", async () => {
  const plan = await planConnection(wiring, REQUEST);
  expect(actions(plan)).toEqual(NEW);
  expect(await queueNames()).toEqual([]);
  const done: string[] = [];
  await applyPlan(plan, ({ resource }) => done.push(resource));
  expect(done).toHaveLength(7);

  const queue = plan.queue();
  expect(queue?.arn).toBe(`arn:aws:sqs:${REGION}:${ACCOUNT}:bwp-acme`);
  publish("ORDER_CONFIRMED");
  const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue?.url, WaitTimeSeconds: 2 }));
  expect(JSON.parse(Messages?.[0]?.Body ?? "{}")).toMatchObject({ "detail-type": "ORDER_CONFIRMED", source: BUS });

  const again = await planConnection(wiring, { ...REQUEST, now: REQUEST.now + 1000 });
  expect(actions(again)).toEqual(KEPT);
  expect(changesOf(again)).toBe(0);
});

test("queue and bus are tagged, messages stay 14 days, the policy names one rule", async () => {
  const plan = await planConnection(wiring, REQUEST);
  await applyPlan(plan);
  const QueueUrl = plan.queue()?.url;
  const { Tags } = await aws.sqs.send(new ListQueueTagsCommand({ QueueUrl }));
  const tags = {
    "bwp:managed-by": "bwp",
    "bwp:profile": "sandbox",
    "bwp:source": BUS,
    "bwp:owner": "me",
    "bwp:created": "2025-01-31T00:00:00.000Z",
  };
  expect(Tags).toEqual(tags);
  expect(await wiring.events.tags((await wiring.events.bus(BUS)) ?? "")).toEqual(tags);
  const { Attributes } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({ MessageRetentionPeriod: "1209600", ReceiveMessageWaitTimeSeconds: "20" });
  expect(JSON.parse(Attributes?.RedrivePolicy ?? "")).toMatchObject({
    deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:bwp-acme-dlq`,
  });
  expect(JSON.parse(Attributes?.Policy ?? "").Statement).toEqual([
    expect.objectContaining({
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:events:${REGION}:${ACCOUNT}:rule/${BUS}/bwp-acme` } },
    }),
  ]);
});

test("a run that broke off anywhere is finished by the next", async () => {
  for (let broken = 0; broken < 7; broken += 1) {
    const plan = await planConnection(wiring, REQUEST);
    const steps = plan.steps.filter(({ run }) => run !== undefined).slice(0, broken);
    await applyPlan({ steps });
    const rest = await planConnection(wiring, REQUEST);
    await applyPlan(rest);
    expect(actions(await planConnection(wiring, REQUEST))).toEqual(KEPT);
    expect(publish("ORDER_CONFIRMED")).toMatchObject({ delivered: [expect.stringContaining("bwp-acme")] });
    await applyPlan(await planDisconnection(wiring, { sources: ["acme"] }));
    expect(await queueNames()).toEqual([]);
  }
});

test("chosen event types are selected, and changing them updates the rule only", async () => {
  await applyPlan(await planConnection(wiring, { ...REQUEST, eventTypes: ["REFUND_REQUESTED"] }));
  expect(publish("ORDER_CONFIRMED")).toHaveProperty("dropped");
  expect(publish("REFUND_REQUESTED")).toHaveProperty("delivered");
  const wider = await planConnection(wiring, REQUEST);
  expect(changesOf(wider)).toBe(1);
  expect(actions(wider)).toContain("update rule");
  await applyPlan(wider);
  expect(publish("ORDER_CONFIRMED")).toHaveProperty("delivered");
});

test("statements of others in the queue's policy stay", async () => {
  const plan = await planConnection(wiring, REQUEST);
  await applyPlan(plan);
  const other = { Sid: "other", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [other] });
  await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: plan.queue()?.url, Attributes: { Policy } }));
  const repair = await planConnection(wiring, REQUEST);
  expect(actions(repair)).toContain("update queue policy");
  await applyPlan(repair);
  const { attributes } = (await wiring.queues.find("bwp-acme")) ?? {};
  expect(JSON.parse(attributes?.Policy ?? "").Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
    "other",
    "bwp-events",
  ]);
});

test("what bwp did not make is neither used nor deleted", async () => {
  await aws.sqs.send(new CreateQueueCommand({ QueueName: "bwp-acme" }));
  await expect(planConnection(wiring, REQUEST)).rejects.toMatchObject({ type: "refused", code: "not_managed" });
  const plan = await planDisconnection(wiring, { sources: ["acme"] });
  expect(actions(plan)).toEqual(["leave queue"]);
  await applyPlan(plan);
  expect(await queueNames()).toEqual(["bwp-acme"]);
  await expect(planConnection(wiring, { ...REQUEST, queueName: "mine" })).resolves.toMatchObject({
    names: { queue: "mine", deadLetterQueue: "mine-dlq", rule: "mine" },
  });
});

test("a bus that bwp did not make is used, and left", async () => {
  await aws.events.send(new CreateEventBusCommand({ Name: BUS, EventSourceName: BUS }));
  const plan = await planConnection(wiring, REQUEST);
  expect(actions(plan)[1]).toBe("keep event bus");
  await applyPlan(plan);
  const disconnection = await planDisconnection(wiring, { sources: ["acme"] });
  expect(actions(disconnection)).toEqual([
    "delete target",
    "delete rule",
    "delete queue",
    "delete dead-letter queue",
    "leave event bus",
  ]);
  await applyPlan(disconnection);
  expect(await wiring.events.bus(BUS)).toBeDefined();
  await aws.events.send(new DeleteEventBusCommand({ Name: BUS }));
});

test("a bus with rules of others is left, and says so; without them all goes", async () => {
  await applyPlan(await planConnection(wiring, REQUEST));
  await aws.events.send(new PutRuleCommand({ Name: "theirs", EventBusName: BUS, EventPattern: '{"source":["x"]}' }));
  const plan = await planDisconnection(wiring, { sources: [BUS] });
  expect(plan.steps.at(-1)).toMatchObject({ action: "leave", detail: "other rules use it: theirs" });
  await applyPlan(plan);
  const { Rules } = await aws.events.send(new ListRulesCommand({ EventBusName: BUS }));
  expect(Rules?.map(({ Name }) => Name)).toEqual(["theirs"]);
  expect(await queueNames()).toEqual([]);
  await wiring.events.deleteRule(BUS, "theirs");
  await applyPlan(await planDisconnection(wiring, { sources: ["acme"] }));
  expect(await wiring.events.bus(BUS)).toBeUndefined();
  expect((await planDisconnection(wiring, { sources: ["acme"] })).steps).toEqual([]);
});

test("a rule with targets of others keeps them", async () => {
  const plan = await planConnection(wiring, REQUEST);
  await applyPlan(plan);
  const Targets = [{ Id: "theirs", Arn: plan.queue()?.arn }];
  await aws.events.send(new PutTargetsCommand({ Rule: "bwp-acme", EventBusName: BUS, Targets }));
  const disconnection = await planDisconnection(wiring, { sources: ["acme"] });
  expect(actions(disconnection)).toEqual([
    "delete target",
    "leave rule",
    "delete queue",
    "delete dead-letter queue",
    "leave event bus",
  ]);
  await applyPlan(disconnection);
  expect((await wiring.events.targets(BUS, "bwp-acme")).map(({ id }) => id)).toEqual(["theirs"]);
});

test("a source that is not there, of another region or account, or deleted", async () => {
  await expect(planConnection(wiring, { ...REQUEST, sources: ["other"] })).rejects.toMatchObject({
    type: "not_found",
    code: "event_source_not_found",
    message: `There is no partner event source aws.partner/buywithprime/other in region ${REGION} of account ${ACCOUNT}.`,
  });
  await expect(planConnection(wiring, { ...REQUEST, expected: { region: "eu-west-1" } })).rejects.toMatchObject({
    type: "usage",
    code: "wrong_region",
  });
  await expect(planConnection(wiring, { ...REQUEST, expected: { account: "123456789012" } })).rejects.toMatchObject({
    code: "wrong_account",
  });
  await applyPlan(await planConnection(wiring, REQUEST));
  aws.store.transaction((tx) => aws.endpoint.removeSource(tx, SOURCE));
  await expect(planConnection(wiring, REQUEST)).rejects.toMatchObject({ code: "event_source_deleted" });
});

const OTHER = { account: ACCOUNT, region: REGION, name: "other" };
const TWO: ConnectionRequest = { ...REQUEST, sources: ["acme", "other"], queueName: "both" };

function publishOn(source: typeof SOURCE, detailType = "ORDER_CONFIRMED") {
  const event = { source, detailType, resources: [], time: "2025-01-31T12:00:00Z", detail: {} };
  return aws.store.transaction((tx) => aws.endpoint.publish(tx, event));
}

async function policyOf(name: string) {
  const facts = await wiring.queues.find(name);
  return JSON.parse(facts?.attributes.Policy ?? "{}").Statement ?? [];
}

test("several sources end in one queue, whose policy names both rules; taking one away leaves the other", async () => {
  aws.store.transaction((tx) => aws.endpoint.ensureSource(tx, OTHER));
  await applyPlan(await planConnection(wiring, TWO));
  expect(changesOf(await planConnection(wiring, TWO))).toBe(0);
  const rules = [BUS, BUS.replace("acme", "other")].map(
    (bus) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus}/both`,
  );
  expect(await policyOf("both")).toMatchObject([{ Condition: { ArnEquals: { "aws:SourceArn": rules } } }]);
  const delivered = { delivered: [`arn:aws:sqs:${REGION}:${ACCOUNT}:both`] };
  expect([publishOn(SOURCE), publishOn(OTHER)]).toMatchObject([delivered, delivered]);

  const away = await planDisconnection(wiring, { sources: ["acme"], queueName: "both" });
  expect(actions(away)).toEqual([
    "delete target",
    "delete rule",
    "leave queue",
    "update queue policy",
    "leave dead-letter queue",
    "update queue policy",
    "delete event bus",
  ]);
  expect(away.steps[2]?.detail).toBe(`other rules send to it: both on ${BUS.replace("acme", "other")}`);
  await applyPlan(away);
  expect(await policyOf("both")).toMatchObject([{ Condition: { ArnEquals: { "aws:SourceArn": rules[1] } } }]);
  expect(publishOn(OTHER)).toHaveProperty("delivered");
  await applyPlan(await planDisconnection(wiring, { sources: ["other"], queueName: "both" }));
  expect(await queueNames()).toEqual([]);
});

test("a queue that another source needs stays, also when its policy was emptied meanwhile", async () => {
  aws.store.transaction((tx) => aws.endpoint.ensureSource(tx, OTHER));
  const plan = await planConnection(wiring, TWO);
  await applyPlan(plan);
  await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: plan.queue()?.url, Attributes: { Policy: "" } }));
  const away = await planDisconnection(wiring, { sources: ["acme"], queueName: "both" });
  expect(actions(away)).toContain("leave queue");
  await applyPlan(away);
  expect(await queueNames()).toEqual(["both", "both-dlq"]);
});

test("a second source joins the queue of the first without taking its leave to send", async () => {
  aws.store.transaction((tx) => aws.endpoint.ensureSource(tx, OTHER));
  for (const sources of [["acme"], ["other"]]) await applyPlan(await planConnection(wiring, { ...TWO, sources }));
  expect([publishOn(SOURCE), publishOn(OTHER)]).toEqual([
    expect.objectContaining({ delivered: expect.anything() }),
    expect.objectContaining({ delivered: expect.anything() }),
  ]);
});

test("a queue of others is used if it is named: only a statement is added to its policy, and taken out again", async () => {
  const theirs = { Sid: "theirs", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
  const before = {
    MessageRetentionPeriod: "3600",
    Policy: JSON.stringify({ Version: "2012-10-17", Id: "p", Statement: [theirs] }),
  };
  await aws.sqs.send(new CreateQueueCommand({ QueueName: "theirs", Attributes: before }));
  const plan = await planConnection(wiring, { ...REQUEST, queueName: "theirs" });
  expect(plan.steps.find(({ resource }) => resource === "queue")).toMatchObject({
    action: "keep",
    detail: "bwp did not make it, and changes nothing of it but its policy",
  });
  expect(plan.steps.filter(({ resource }) => resource === "queue policy")[1]).toMatchObject({
    action: "update",
    detail: expect.stringContaining("adds the statement bwp-events, 1 of others stay as they are"),
  });
  await applyPlan(plan);
  expect(publish("ORDER_CONFIRMED")).toHaveProperty("delivered");
  const { attributes, tags } = (await wiring.queues.find("theirs")) ?? {};
  expect([attributes?.MessageRetentionPeriod, attributes?.RedrivePolicy, tags]).toEqual(["3600", undefined, {}]);
  expect(JSON.parse(attributes?.Policy ?? "")).toMatchObject({ Id: "p", Statement: [theirs, { Sid: "bwp-events" }] });

  await applyPlan(await planDisconnection(wiring, { sources: ["acme"], queueName: "theirs" }));
  expect(await queueNames()).toEqual(["theirs"]);
  expect(JSON.parse((await wiring.queues.find("theirs"))?.attributes.Policy ?? "")).toEqual(JSON.parse(before.Policy));
});

test("a bus that is there takes one rule for all sources; one that is not there is refused", async () => {
  const request = { ...TWO, bus: "central" };
  await expect(planConnection(wiring, request)).rejects.toMatchObject({ code: "event_bus_not_found" });
  await aws.events.send(new CreateEventBusCommand({ Name: "central" }));
  await applyPlan(await planConnection(wiring, request));
  const rule = await wiring.events.rule("central", "both");
  expect(JSON.parse(rule?.pattern ?? "")).toEqual({ source: [BUS, BUS.replace("acme", "other")] });
  expect(await wiring.events.bus(BUS)).toBeUndefined();
  await applyPlan(await planDisconnection(wiring, { sources: TWO.sources, queueName: "both", bus: "central" }));
  expect(await wiring.events.ruleNames("central")).toEqual([]);
  expect(await wiring.events.bus("central")).toBeDefined();
});

const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}`;
const DEAD = JSON.stringify({ deadLetterTargetArn: `${ARN}:bwp-acme-dlq`, maxReceiveCount: 100 });
test.each<[string, () => Promise<unknown>, string, readonly object[]]>([
  [
    "a rule that was disabled",
    () => aws.events.send(new DisableRuleCommand({ Name: "bwp-acme", EventBusName: BUS })),
    "update rule",
    [{ what: "state", is: "DISABLED", wanted: "ENABLED" }],
  ],
  [
    "another pattern",
    () => putRule({ source: [BUS], "detail-type": ["B", "A"], account: ["1"] }),
    "update rule",
    [
      { what: "detail-type", is: '["A", "B"]', wanted: "any" },
      { what: "account", is: '["1"]', wanted: "any" },
    ],
  ],
  [
    "a target that is gone",
    () => aws.events.send(new RemoveTargetsCommand({ Rule: "bwp-acme", EventBusName: BUS, Ids: ["bwp-queue"] })),
    "create target",
    [],
  ],
  [
    "a target with another input and no dead-letter queue",
    () => putTarget({ Arn: `${ARN}:bwp-acme`, InputPath: "$.detail" }),
    "update target",
    [
      { what: "dead-letter queue", is: null, wanted: `${ARN}:bwp-acme-dlq` },
      { what: "input", is: "InputPath", wanted: "the whole event" },
    ],
  ],
  ["a policy that is gone", () => setQueue({ Policy: "" }), "create queue policy", []],
  [
    "messages that are kept for an hour, and no way to the dead-letter queue",
    () => setQueue({ MessageRetentionPeriod: "3600", RedrivePolicy: "" }),
    "update queue",
    [
      { what: "MessageRetentionPeriod", is: "3600", wanted: "1209600" },
      { what: "RedrivePolicy", is: null, wanted: DEAD },
    ],
  ],
])("drift: %s", async (_, spoil, step, differences) => {
  await applyPlan(await planConnection(wiring, REQUEST));
  await spoil();
  const plan = await planConnection(wiring, REQUEST);
  const changed = plan.steps.filter(({ run }) => run !== undefined);
  expect(changed.map(({ action, resource }) => `${action} ${resource}`)).toEqual([step]);
  expect(changed[0]?.differences ?? []).toEqual(differences);
  await applyPlan(plan);
  expect(actions(await planConnection(wiring, REQUEST))).toEqual(KEPT);
  expect(publish("ORDER_CONFIRMED")).toHaveProperty("delivered");
});

function putRule(pattern: object) {
  const input = { Name: "bwp-acme", EventBusName: BUS, EventPattern: JSON.stringify(pattern) };
  return aws.events.send(new PutRuleCommand(input));
}

function putTarget(target: { Arn: string; InputPath?: string }) {
  const Targets = [{ Id: "bwp-queue", ...target }];
  return aws.events.send(new PutTargetsCommand({ Rule: "bwp-acme", EventBusName: BUS, Targets }));
}

async function setQueue(Attributes: Record<string, string>) {
  const QueueUrl = (await wiring.queues.find("bwp-acme"))?.url;
  return aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

test("names fit the limits of AWS and stay apart", () => {
  const long = "x".repeat(230);
  for (const name of ["acme", "acme.dev", "acme-dev", long, `${long}y`]) {
    const names = wiringNames(name);
    for (const queue of [names.queue, names.deadLetterQueue]) expect(queue).toMatch(/^[\w-]{1,80}$/);
    expect(names.rule).toMatch(/^[.\w-]{1,64}$/);
  }
  const queues = ["acme.dev", "acme-dev", "acme_dev", long, `${long}y`].map((name) => wiringNames(name).queue);
  expect(new Set(queues).size).toBe(5);
  expect(wiringNames("a", "q".repeat(80)).deadLetterQueue).toMatch(/^q+-[0-9a-f]{8}-dlq$/);
  const tags = wiringTags(wiringNames("acme"), { profile: "a<b>\n", now: 0 });
  expect(tags["bwp:profile"]).toBe("a-b--");
});
