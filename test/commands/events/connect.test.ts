import { beforeEach, describe, expect, test } from "vitest";
import { callAws } from "../../emulator/support/aws.ts";
import { eventText } from "../../events/messages.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

interface WiringResult {
  readonly applied: boolean;
  readonly queues: readonly { readonly name: string; readonly url: string | null; readonly arn: string | null }[];
  readonly lostMessages: number;
  readonly steps: readonly {
    readonly action: string;
    readonly resource: string;
    readonly name: string;
    readonly differences: readonly {
      readonly what: string;
      readonly is: string | null;
      readonly wanted: string | null;
    }[];
  }[];
}

const BUS = "aws.partner/buywithprime/shop";
let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
  await world.json(["subscribe", "create", "--type", "PACKAGE_DELIVERED", "--source-name", "shop"]);
});

const actions = (result: WiringResult): string[] => [...new Set(result.steps.map(({ action }) => action))];
const aws = (target: string, input: unknown) => callAws(world.emulator.url, target, input);
const queueUrl = (name: string): string => `${world.emulator.url}/000000000000/${name}`;

async function queueNames(): Promise<string[]> {
  const { QueueUrls = [] } = (await aws("AmazonSQS.ListQueues", {})) as { QueueUrls?: string[] };
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
}

describe("connect", () => {
  test("a dry run shows the plan and changes nothing", async () => {
    const plan = await world.bwp(["events", "connect", "--source", "shop", "--dry-run"]);
    expect(plan.code).toBe(0);
    const result: WiringResult = JSON.parse(plan.stdout);
    expect(result).toMatchObject({ applied: false, queues: [{ name: "bwp-shop", url: null, arn: null }] });
    expect(result.steps.map(({ action, resource, name }) => `${action} ${resource} ${name}`)).toEqual([
      `keep partner event source ${BUS}`,
      `create event bus ${BUS}`,
      "create dead-letter queue bwp-shop-dlq",
      "create queue bwp-shop",
      "create rule bwp-shop",
      "create queue policy bwp-shop-dlq",
      "create queue policy bwp-shop",
      "create target bwp-queue",
    ]);
    expect(plan.stderr).toBe(
      `emulator account 000000000000, us-east-1 at ${world.emulator.url}: connect ${BUS} to the queue bwp-shop\n`,
    );
    expect(await queueNames()).toEqual([]);
  });

  test("twice: the second time everything is kept", async () => {
    const first = await world.json<WiringResult>(["events", "connect", "--source", "shop"]);
    expect(first).toMatchObject({
      applied: true,
      sources: [BUS],
      queues: [{ name: "bwp-shop", arn: "arn:aws:sqs:us-east-1:000000000000:bwp-shop" }],
    });
    expect(actions(first)).toEqual(["keep", "create"]);
    const second = await world.json<WiringResult>(["events", "connect", "--source", BUS]);
    expect(actions(second)).toEqual(["keep"]);
    expect(second.queues).toEqual(first.queues);
  });

  test("what is said to be done is what is listed, counted", async () => {
    const first = await world.bwp(["events", "connect", "--source", "shop"], { tty: true });
    const rows = first.stdout.split("\n").filter((line) => /^(kept|created) /.test(line));
    expect(rows).toHaveLength(8);
    expect(first.stderr).toContain("Connecting: 7 created, 1 kept\n");
    await aws("AWSEvents.PutRule", { Name: "theirs", EventBusName: BUS, EventPattern: '{"account":["1"]}' });
    const away = await world.bwp(["events", "disconnect", "--source", "shop"], { tty: true });
    expect(away.stderr).toContain("Disconnecting: 4 deleted, 1 left\n");
  });

  test("everything that it makes carries the tag", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    for (const name of ["bwp-shop", "bwp-shop-dlq"]) {
      const { Tags } = await aws("AmazonSQS.ListQueueTags", { QueueUrl: queueUrl(name) });
      expect(Tags).toMatchObject({ "bwp:managed-by": "bwp", "bwp:source": BUS });
    }
    const { Arn } = await aws("AWSEvents.DescribeRule", { Name: "bwp-shop", EventBusName: BUS });
    const { Tags } = await aws("AWSEvents.ListTagsForResource", { ResourceARN: Arn });
    expect(Tags).toContainEqual({ Key: "bwp:managed-by", Value: "bwp" });
  });

  test("goes on where a half-done one stopped", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    await aws("AWSEvents.RemoveTargets", { Rule: "bwp-shop", EventBusName: BUS, Ids: ["bwp-queue"] });
    await aws("AWSEvents.DeleteRule", { Name: "bwp-shop", EventBusName: BUS });
    const again = await world.json<WiringResult>(["events", "connect", "--source", "shop"]);
    const done = again.steps.filter(({ action }) => action !== "keep").map(({ resource }) => resource);
    expect(done).toEqual(expect.arrayContaining(["rule", "target"]));
    expect(done).not.toContain("queue");
    expect(done).not.toContain("event bus");
  });

  test("another selection of event types changes the rule only", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    const narrower = ["events", "connect", "--source", "shop", "--type", "RETURN_*"];
    const result = await world.json<WiringResult>(narrower);
    expect(result.steps.filter(({ action }) => action !== "keep")).toMatchObject([
      { action: "update", resource: "rule" },
    ]);
    const { EventPattern } = await aws("AWSEvents.DescribeRule", { Name: "bwp-shop", EventBusName: BUS });
    expect(JSON.parse(String(EventPattern))["detail-type"]).toContain("RETURN_COMPLETED");
    expect(actions(await world.json<WiringResult>(narrower))).toEqual(["keep"]);
  });

  test("a queue of others is tailed only by a word that its events may be taken out", async () => {
    await world.createQueue("theirs");
    const result = await world.bwp(["events", "connect", "--source", "shop", "--queue", "theirs"], { tty: true });
    expect(result.code).toBe(0);
    const [, words = ""] = /\nNext {2}bwp (.*)\n$/.exec(result.stdout) ?? [];
    expect(words).toBe("events tail theirs --consume");
    await world.send("theirs", [eventText(1)]);
    expect((await world.bwp([...words.split(" "), "--limit", "1"])).code).toBe(0);
  });

  test("what bwp did not make is refused and left as it is", async () => {
    await world.createQueue("bwp-shop");
    const result = await world.bwp(["events", "connect", "--source", "shop"]);
    expect(result).toMatchObject({ code: 5, stdout: "" });
    expect(errorOf(result).code).toBe("not_managed");
    expect(await queueNames()).toEqual(["bwp-shop"]);
  });

  test("a source that is not there, another account, malformed names", async () => {
    const unknown = await world.bwp(["events", "connect", "--source", "nobody"]);
    expect([unknown.code, errorOf(unknown).code]).toEqual([4, "event_source_not_found"]);
    const account = await world.bwp(["events", "connect", "--source", "shop", "--account", "123456789012"]);
    expect([account.code, errorOf(account).code]).toEqual([5, "wrong_account"]);
    for (const bad of [
      ["--source", "my shop"],
      ["--source", "shop", "--queue", "a/b"],
      ["--source", "shop", "--account", "12"],
    ]) {
      expect((await world.bwp(["events", "connect", ...bad])).code).toBe(2);
    }
    const type = await world.bwp(["events", "connect", "--source", "shop", "--type", "NO_SUCH_TYPE"]);
    expect([type.code, errorOf(type).suggestion]).toEqual([2, 'See "bwp events types" for all names.']);
  });

  test("without --source: an error without a terminal, a question on one", async () => {
    const missing = await world.bwp(["events", "connect"]);
    expect(missing.code).toBe(2);
    expect(errorOf(missing).message).toBe("Missing: --source <NAME>.");
    const asked = await world.asked(["events", "connect"], [["Which partner event source", "\r"]]);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toMatch(/^kept {5}partner event source {2}aws\.partner\/buywithprime\/shop\n/);
    expect(asked.stdout).toMatch(/\n\nNext {2}bwp events tail\n$/);
  });

  test("anywhere but at the emulator it asks first, and --yes answers", async () => {
    // Not the emulator's own profile: the same address, named as another endpoint.
    const env = {
      BWP_API_URL: undefined,
      BWP_CLIENT_ID: undefined,
      BWP_CLIENT_SECRET: undefined,
      BWP_TARGET_ID: undefined,
      AWS_ENDPOINT_URL: world.emulator.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    // The SDK's own credential chain reads the real environment.
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
    try {
      const refused = await world.bwp(["events", "connect", "--source", "shop"], { env });
      expect([refused.code, errorOf(refused).code]).toEqual([2, "confirmation_required"]);
      expect(refused.stderr).toContain("AWS account 000000000000, us-east-1 at http://127.0.0.1:");
      expect(await queueNames()).toEqual([]);
      const agreed = await world.bwp(["events", "connect", "--source", "shop", "--yes"], { env });
      expect(agreed.code).toBe(0);
      expect(await queueNames()).toEqual(["bwp-shop", "bwp-shop-dlq"]);
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });
});

describe("connect several", () => {
  const other = BUS.replace("shop", "other");
  beforeEach(async () => {
    await world.json(["subscribe", "create", "--type", "REFUND_REQUESTED", "--source-name", "other"]);
  });

  test("each source gets its own queue, and all of them are said", async () => {
    const result = await world.json<WiringResult>(["events", "connect", "--all"]);
    expect(result).toMatchObject({ sources: [other, BUS], queues: [{ name: "bwp-other" }, { name: "bwp-shop" }] });
    expect(await queueNames()).toEqual(["bwp-other", "bwp-other-dlq", "bwp-shop", "bwp-shop-dlq"]);
    const away = await world.json<WiringResult>(["events", "disconnect", "--source", "shop,other"]);
    expect(actions(away)).toEqual(["delete"]);
    expect(await queueNames()).toEqual([]);
  });

  test("one queue for the sources of subscriptions", async () => {
    const subscriptions = await world.json<{ subscriptionId: string }[]>(["subscribe", "list"]);
    const ids = subscriptions.flatMap(({ subscriptionId }) => ["--subscription", subscriptionId]);
    const result = await world.bwp(["events", "connect", ...ids, "--queue", "both"], { tty: true });
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/\n\nNext {2}bwp events tail both\n$/);
    expect(await queueNames()).toEqual(["both", "both-dlq"]);
    for (const bus of [BUS, other]) {
      expect(await aws("AWSEvents.DescribeRule", { Name: "both", EventBusName: bus })).toMatchObject({
        State: "ENABLED",
      });
    }
  });

  test("a subscription that is not there, and words that contradict each other", async () => {
    const unknown = await world.bwp(["events", "connect", "--subscription", "nobody"]);
    expect([unknown.code, errorOf(unknown).code]).toEqual([4, "subscription_without_source"]);
    for (const bad of [
      ["--all", "--source", "shop"],
      ["--source", "shop", "--bus", "a b"],
      ["--source", "shop", "--check", "--template", "cdk"],
      ["--source", "shop", "--template", "pulumi"],
    ]) {
      expect((await world.bwp(["events", "connect", ...bad])).code).toBe(2);
    }
  });
});

describe("connect --check", () => {
  const check = ["events", "connect", "--source", "shop", "--check"];

  test("0 while all is as it was made; 5 with each difference named, and nothing changed", async () => {
    const before = await world.bwp(check);
    expect([before.code, errorOf(before).code, await queueNames()]).toEqual([5, "drift", []]);
    expect(errorOf(before).findings).toContain("queue bwp-shop: missing");
    await world.json(["events", "connect", "--source", "shop"]);
    expect((await world.bwp(check)).code).toBe(0);

    await aws("AWSEvents.DisableRule", { Name: "bwp-shop", EventBusName: BUS });
    await aws("AmazonSQS.SetQueueAttributes", { QueueUrl: queueUrl("bwp-shop"), Attributes: { Policy: "" } });
    const drift = await world.bwp(check);
    expect(drift.code).toBe(5);
    expect(errorOf(drift)).toMatchObject({
      code: "drift",
      message: "2 parts of the wiring are not as wanted.",
      findings: ["rule bwp-shop: state: DISABLED -> ENABLED", "queue policy bwp-shop: missing"],
    });
    const result: WiringResult & { applied: boolean } = JSON.parse(drift.stdout);
    expect(result.applied).toBe(false);
    expect(result.steps.find(({ resource }) => resource === "rule")?.differences).toEqual([
      { what: "state", is: "DISABLED", wanted: "ENABLED" },
    ]);
    const repaired = await world.bwp(["events", "connect", "--source", "shop"], { tty: true });
    expect(repaired.stdout).toContain("updated  rule                  bwp-shop\n");
    expect(repaired.stdout).toContain("state: DISABLED -> ENABLED\n");
    expect((await world.bwp(check)).code).toBe(0);
  });
});

describe("connect --template", () => {
  test.each([
    ["cloudformation", "AWSTemplateFormatVersion"],
    ["terraform", 'resource "aws_cloudwatch_event_bus" "source" {'],
    ["cdk", "export class BuyWithPrimeEventsStack extends cdk.Stack {"],
  ])("%s is printed as it is, and nothing is made", async (kind, part) => {
    const words = ["events", "connect", "--source", "shop", "--type", "PACKAGE_DELIVERED", "--template", kind];
    const result = await world.bwp(words);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toContain(part);
    expect(result.stdout).toContain("PACKAGE_DELIVERED");
    expect(await queueNames()).toEqual([]);
  });
});

describe("disconnect", () => {
  const disconnect = ["events", "disconnect", "--source", "shop"];

  test("takes away all that connect made, and can be repeated", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    const plan = await world.json<WiringResult>([...disconnect, "--dry-run"]);
    expect(plan.applied).toBe(false);
    expect(await queueNames()).toEqual(["bwp-shop", "bwp-shop-dlq"]);
    const result = await world.json<WiringResult>(disconnect);
    expect(result.steps.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      "delete target",
      "delete rule",
      "delete queue",
      "delete dead-letter queue",
      "delete event bus",
    ]);
    expect(await queueNames()).toEqual([]);
    const again = await world.bwp(disconnect, { tty: true });
    expect(again).toMatchObject({ code: 0, stdout: `Nothing to take away: bwp made nothing for ${BUS}.\n` });
  });

  test("a source that is not there is a misspelt one, unless something was made for it", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    const unknown = await world.bwp(["events", "disconnect", "--source", "shop,shpo"]);
    expect(unknown).toMatchObject({ code: 4, stdout: "" });
    expect(errorOf(unknown)).toMatchObject({
      code: "event_source_not_found",
      message: `There is no partner event source ${BUS.replace("shop", "shpo")} in region us-east-1 of account 000000000000.`,
    });
    expect(await queueNames()).toEqual(["bwp-shop", "bwp-shop-dlq"]);
    await world.createQueue("bwp-shpo", { "bwp:managed-by": "bwp" });
    await world.json(["events", "disconnect", "--source", "shpo"]);
    expect(await queueNames()).toEqual(["bwp-shop", "bwp-shop-dlq"]);
  });

  test("messages in the queue: says how many, and needs a yes", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    await world.send("bwp-shop", [eventText(1), eventText(2), eventText(3)]);
    const refused = await world.bwp(disconnect);
    expect(refused.code).toBe(2);
    expect(errorOf(refused)).toMatchObject({
      code: "confirmation_required",
      message: `Not done: disconnect ${BUS} needs a confirmation, since about 3 messages will be lost.`,
    });
    expect(await queueNames()).toContain("bwp-shop");
    const agreed = await world.json<WiringResult>([...disconnect, "--yes"]);
    expect(agreed.lostMessages).toBe(3);
    expect(await queueNames()).toEqual([]);
  });

  test("leaves the rules of others, and says why", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    await aws("AWSEvents.PutRule", { Name: "theirs", EventBusName: BUS, EventPattern: '{"account":["1"]}' });
    const result = await world.json<WiringResult>(disconnect);
    expect(result.steps).toContainEqual({
      action: "leave",
      resource: "event bus",
      name: BUS,
      detail: "other rules use it: theirs",
      differences: [],
    });
    expect(await aws("AWSEvents.DescribeRule", { Name: "theirs", EventBusName: BUS })).toMatchObject({
      Name: "theirs",
    });
  });

  test("leaves the default bus, which it did not make", async () => {
    const words = ["--source", "shop", "--queue", "viabus", "--bus", "default", "--yes"];
    await world.json(["events", "connect", ...words]);
    const result = await world.json<WiringResult>(["events", "disconnect", ...words]);
    expect(result.steps.map(({ action, resource, name }) => `${action} ${resource} ${name}`)).toEqual([
      "delete target bwp-queue",
      "delete rule viabus",
      "delete queue viabus",
      "delete dead-letter queue viabus-dlq",
      "leave event bus default",
    ]);
    expect(await queueNames()).toEqual([]);
  });

  test("leaves a queue of others", async () => {
    await world.createQueue("bwp-shop");
    const result = await world.json<WiringResult>([...disconnect, "--yes"]);
    expect(result.steps).toMatchObject([{ action: "leave", resource: "queue", detail: "bwp did not make it" }]);
    expect(await queueNames()).toEqual(["bwp-shop"]);
  });
});

describe("cleanup", () => {
  const cleanup = ["events", "cleanup"];

  test("nothing to remove while all is in use, and no question", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    const result = await world.bwp(cleanup, { tty: true });
    expect(result).toMatchObject({ code: 0, stdout: "Nothing to remove: all that bwp made is in use.\n" });
  });

  test("shows what would go, asks for a yes, and then removes it", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    await aws("AWSEvents.RemoveTargets", { Rule: "bwp-shop", EventBusName: BUS, Ids: ["bwp-queue"] });
    await world.createQueue("bwp-theirs");
    const refused = await world.bwp(cleanup);
    expect([refused.code, errorOf(refused).code]).toEqual([2, "confirmation_required"]);
    expect(await queueNames()).toEqual(["bwp-shop", "bwp-shop-dlq", "bwp-theirs"]);
    const asked = await world.asked(cleanup, [["Change the emulator's account", "y\r"]]);
    expect(asked.code).toBe(0);
    expect(asked.stderr).toContain("  delete queue bwp-shop\n");
    expect(asked.stderr).toContain("Cleaning up: 4 deleted\n");
    expect(await queueNames()).toEqual(["bwp-theirs"]);
  });

  test("what is wired goes only if it is old enough", async () => {
    await world.json(["events", "connect", "--source", "shop"]);
    expect((await world.json<WiringResult>([...cleanup, "--older-than", "1h", "--yes"])).steps).toEqual([]);
    const result = await world.json<WiringResult>([...cleanup, "--older-than", "0s", "--dry-run"]);
    expect(result.applied).toBe(false);
    expect(actions(result)).toEqual(["delete"]);
    expect(await queueNames()).toEqual(["bwp-shop", "bwp-shop-dlq"]);
  });
});
