import {
  CreateEventBusCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CleanupRequest, planCleanup } from "../../src/aws/cleanup.ts";
import { applyPlan, type Plan } from "../../src/aws/plan.ts";
import { type ConnectionRequest, planConnection, type Wiring } from "../../src/aws/wiring.ts";
import { ACCOUNT, type Harness, REGION } from "../emulator/aws/harness.ts";
import { BUS, SOURCE, startWiringWorld, type WiringWorld } from "./wiring-world.ts";

const MADE = Date.UTC(2025, 0, 31);
const REQUEST: ConnectionRequest = { sources: ["acme"], profile: "sandbox", owner: "me", now: MADE };
const GENTLE: CleanupRequest = { force: false };

let world: WiringWorld;
let aws: Harness;
let wiring: Wiring;

beforeEach(async () => {
  world = await startWiringWorld();
  ({ aws, wiring } = world);
  await applyPlan(await planConnection(wiring, REQUEST));
});
afterEach(() => world.close());

const shown = (plan: Plan) =>
  plan.steps.map(({ action, resource, name, detail }) => `${action} ${resource} ${name}: ${detail}`);
const cut = () =>
  aws.events.send(new RemoveTargetsCommand({ Rule: "bwp-acme", EventBusName: BUS, Ids: ["bwp-queue"] }));

async function queueNames(): Promise<readonly string[]> {
  return (await wiring.queues.urls()).map((url) => url.split("/").at(-1) ?? "").sort();
}

test("what is wired is in use, and so is nothing of others' looked at as unused", async () => {
  await aws.sqs.send(new CreateQueueCommand({ QueueName: "theirs" }));
  await aws.events.send(new CreateEventBusCommand({ Name: "theirs" }));
  await aws.events.send(new PutRuleCommand({ Name: "theirs", EventBusName: BUS, EventPattern: '{"source":["x"]}' }));
  expect(shown(await planCleanup(wiring, GENTLE))).toEqual([]);
});

test("a rule without a target, the queues it sent to, and the bus that nothing uses then", async () => {
  await cut();
  const plan = await planCleanup(wiring, GENTLE);
  expect(shown(plan)).toEqual([
    `delete rule bwp-acme: it has no target; on ${BUS}`,
    "delete queue bwp-acme: no rule sends to it; empty",
    "delete dead-letter queue bwp-acme-dlq: no rule sends to it; empty",
    `delete event bus ${BUS}: no rule uses it`,
  ]);
  await applyPlan(plan);
  expect(await queueNames()).toEqual([]);
  expect(await wiring.events.bus(BUS)).toBeUndefined();
});

test("a rule whose queue is gone", async () => {
  const facts = await wiring.queues.find("bwp-acme");
  await wiring.queues.delete("bwp-acme", facts?.url ?? "");
  expect(shown(await planCleanup(wiring, GENTLE))).toEqual([
    "delete target bwp-queue: of the rule bwp-acme",
    `delete rule bwp-acme: its queue is gone; on ${BUS}`,
    "delete dead-letter queue bwp-acme-dlq: no rule sends to it; empty",
    `delete event bus ${BUS}: no rule uses it`,
  ]);
});

test("a bus whose source Buy with Prime has deleted goes with its rule; others' rules keep it", async () => {
  aws.store.transaction((tx) => aws.endpoint.removeSource(tx, SOURCE));
  const lost = shown(await planCleanup(wiring, GENTLE));
  expect(lost[1]).toBe(`delete rule bwp-acme: Buy with Prime has deleted its source; on ${BUS}`);
  expect(lost.at(-1)).toBe(`delete event bus ${BUS}: Buy with Prime has deleted its source`);
  await aws.events.send(new PutRuleCommand({ Name: "theirs", EventBusName: BUS, EventPattern: '{"source":["x"]}' }));
  const plan = await planCleanup(wiring, GENTLE);
  expect(shown(plan).at(-1)).toBe(
    `leave event bus ${BUS}: Buy with Prime has deleted its source, but other rules use it: theirs`,
  );
  await applyPlan(plan);
  expect(await wiring.events.ruleNames(BUS)).toEqual(["theirs"]);
});

test("a queue with messages stays, and its dead-letter queue with it, unless it is forced", async () => {
  await cut();
  const QueueUrl = (await wiring.queues.find("bwp-acme"))?.url;
  await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  const gentle = await planCleanup(wiring, GENTLE);
  expect(shown(gentle)).toContain(
    "leave queue bwp-acme: no rule sends to it, but it holds about 1 message: --force deletes both",
  );
  await applyPlan(gentle);
  expect(await queueNames()).toEqual(["bwp-acme", "bwp-acme-dlq"]);
  const forced = await planCleanup(wiring, { force: true });
  expect(forced.steps.map(({ messages }) => messages)).toEqual([1, 0]);
  await applyPlan(forced);
  expect(await queueNames()).toEqual([]);
});

test("what was made before a moment goes though it is wired; of another owner, or later, nothing", async () => {
  expect(shown(await planCleanup(wiring, { force: false, madeBefore: MADE }))).toEqual([]);
  expect(shown(await planCleanup(wiring, { force: false, madeBefore: MADE + 1, owner: "you" }))).toEqual([]);
  const plan = await planCleanup(wiring, { force: false, madeBefore: MADE + 1, owner: "me" });
  expect(shown(plan)[1]).toBe(`delete rule bwp-acme: made 2025-01-31T00:00:00.000Z; on ${BUS}`);
  await applyPlan(plan);
  expect([await queueNames(), await wiring.events.bus(BUS)]).toEqual([[], undefined]);
});

test("a queue that another rule sends to stays, and lets the rule that is gone send no more", async () => {
  const Targets = [{ Id: "t", Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:bwp-acme` }];
  await aws.events.send(new PutRuleCommand({ Name: "theirs", EventBusName: BUS, EventPattern: '{"source":["x"]}' }));
  await aws.events.send(new PutTargetsCommand({ Rule: "theirs", EventBusName: BUS, Targets }));
  const plan = await planCleanup(wiring, { force: false, madeBefore: MADE + 1 });
  expect(shown(plan).filter((step) => step.includes("queue bwp-acme:"))).toEqual([]);
  await applyPlan(plan);
  expect(await queueNames()).toEqual(["bwp-acme", "bwp-acme-dlq"]);
  expect((await wiring.queues.find("bwp-acme"))?.attributes.Policy ?? "").not.toContain("bwp-acme-events");
  expect((await wiring.queues.find("bwp-acme"))?.attributes.Policy).toBeUndefined();
});
