import { execFile, execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Harness } from "./harness.ts";
import { ACCOUNT, REGION, startAws } from "./harness.ts";

/** The AWS CLIs of this machine: Debian's package (version 2, Query protocol) and whatever is first in the path. */
const INSTALLED = ["/usr/bin/aws", "aws"].flatMap((file) => {
  try {
    return [{ file, version: execFileSync(file, ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).toString() }];
  } catch {
    return [];
  }
});
const CLIS = INSTALLED.filter(({ version }, i) => INSTALLED.findIndex((other) => other.version === version) === i);

if (CLIS.length === 0) test.skip("no aws command is installed: the AWS CLI was not tried", () => undefined);

const NAME = "aws.partner/buywithprime/my-source";

describe.each(CLIS)("$version", ({ file }) => {
  let aws: Harness;
  beforeAll(async () => {
    aws = await startAws();
    aws.store.transaction((tx) =>
      aws.endpoint.ensureSource(tx, { account: ACCOUNT, region: REGION, name: "my-source" }),
    );
  });
  afterAll(() => aws.stop());

  function run(...args: string[]): Promise<{ code: number | string | undefined; stdout: string; stderr: string }> {
    const env = {
      PATH: process.env.PATH,
      HOME: "/nonexistent",
      AWS_ACCESS_KEY_ID: "emu",
      AWS_SECRET_ACCESS_KEY: "emu",
      AWS_DEFAULT_REGION: REGION,
      AWS_PAGER: "",
      NO_PROXY: "127.0.0.1",
    };
    return new Promise((resolve) => {
      execFile(file, ["--endpoint-url", aws.url, "--output", "json", ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : (error.code ?? undefined), stdout, stderr }),
      );
    });
  }

  async function json(...args: string[]) {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout === "" ? undefined : JSON.parse(stdout);
  }

  test("lists the partner event source, wires a queue and receives an event", { timeout: 300_000 }, async () => {
    expect((await json("sts", "get-caller-identity")).Account).toBe(ACCOUNT);
    expect((await json("events", "list-event-sources")).EventSources).toMatchObject([{ Name: NAME, State: "PENDING" }]);
    await json("events", "create-event-bus", "--name", NAME, "--event-source-name", NAME);
    const pattern = JSON.stringify({ source: [NAME] });
    const { RuleArn } = await json(
      ...["events", "put-rule", "--name", "r", "--event-bus-name", NAME, "--event-pattern", pattern],
    );
    const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`;
    const policy = {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
        },
      ],
    };
    const attributes = JSON.stringify({ Policy: JSON.stringify(policy), VisibilityTimeout: "60" });
    const { QueueUrl } = await json(
      ...["sqs", "create-queue", "--queue-name", "orders", "--attributes", attributes, "--tags", "owner=me"],
    );
    const target = JSON.stringify([{ Id: "q", Arn: arn }]);
    await json("events", "put-targets", "--rule", "r", "--event-bus-name", NAME, "--targets", target);

    aws.store.transaction((tx) =>
      aws.endpoint.publish(tx, {
        source: { account: ACCOUNT, region: REGION, name: "my-source" },
        detailType: "ORDER_CONFIRMED",
        resources: ["r"],
        time: "2026-01-01T00:00:00Z",
        detail: { text: '<😀 & "quotes">\r\n' },
      }),
    );
    const received = await json(
      ...["sqs", "receive-message", "--queue-url", QueueUrl, "--max-number-of-messages", "10"],
      ...["--wait-time-seconds", "5", "--attribute-names", "All", "--message-attribute-names", "All"],
    );
    expect(received.Messages).toHaveLength(1);
    expect(JSON.parse(received.Messages[0].Body)).toMatchObject({
      source: NAME,
      detail: { text: '<😀 & "quotes">\r\n' },
    });
    expect(received.Messages[0].Attributes.ApproximateReceiveCount).toBe("1");
    const handle = received.Messages[0].ReceiptHandle;
    await json("sqs", "delete-message", "--queue-url", QueueUrl, "--receipt-handle", handle);
    expect(await json("sqs", "list-queue-tags", "--queue-url", QueueUrl)).toEqual({ Tags: { owner: "me" } });
    const shown = await json("sqs", "get-queue-attributes", "--queue-url", QueueUrl, "--attribute-names", "All");
    expect(shown.Attributes).toMatchObject({
      VisibilityTimeout: "60",
      ApproximateNumberOfMessages: "0",
      QueueArn: arn,
    });
  });

  test("sends a batch with attributes, and changes and deletes in batches", { timeout: 300_000 }, async () => {
    const { QueueUrl } = await json("sqs", "create-queue", "--queue-name", "batch");
    const entries = ["a", "b"].map((Id) => ({
      Id,
      MessageBody: `body ${Id}`,
      MessageAttributes: { kind: { DataType: "String", StringValue: Id } },
    }));
    const sent = await json(
      ...["sqs", "send-message-batch", "--queue-url", QueueUrl, "--entries", JSON.stringify(entries)],
    );
    expect(sent.Successful).toHaveLength(2);
    const { Messages } = await json(
      ...["sqs", "receive-message", "--queue-url", QueueUrl, "--max-number-of-messages", "10"],
      ...["--message-attribute-names", "All"],
    );
    expect(Messages.map((message: { Body: string }) => message.Body)).toEqual(["body a", "body b"]);
    expect(Messages[1].MessageAttributes.kind.StringValue).toBe("b");
    const deletes = Messages.map((message: { ReceiptHandle: string }, i: number) => ({
      Id: String(i),
      ReceiptHandle: message.ReceiptHandle,
    }));
    const deleted = await json(
      ...["sqs", "delete-message-batch", "--queue-url", QueueUrl, "--entries", JSON.stringify(deletes)],
    );
    expect(deleted.Successful).toHaveLength(2);
    expect((await json("sqs", "list-queues", "--queue-name-prefix", "ba")).QueueUrls).toEqual([QueueUrl]);
  });

  test("moves messages out of a dead-letter queue", { timeout: 300_000 }, async () => {
    const arn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
    await json("sqs", "create-queue", "--queue-name", "cli-dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("cli-dead"), maxReceiveCount: 3 });
    const attributes = JSON.stringify({ RedrivePolicy });
    await json("sqs", "create-queue", "--queue-name", "cli-orders", "--attributes", attributes);
    const urlOf = (name: string) => `${aws.url}/${ACCOUNT}/${name}`;
    await json("sqs", "send-message", "--queue-url", urlOf("cli-dead"), "--message-body", "a");
    const started = await json(
      ...["sqs", "start-message-move-task", "--source-arn", arn("cli-dead")],
      ...["--destination-arn", arn("cli-orders"), "--max-number-of-messages-per-second", "10"],
    );
    expect(started.TaskHandle).toMatch(/^[\w+/=]+$/);
    const { Results } = await json("sqs", "list-message-move-tasks", "--source-arn", arn("cli-dead"));
    expect(Results).toMatchObject([{ SourceArn: arn("cli-dead"), DestinationArn: arn("cli-orders") }]);
    const received = await json(
      "sqs",
      "receive-message",
      "--queue-url",
      urlOf("cli-orders"),
      "--wait-time-seconds",
      "5",
    );
    expect(received.Messages).toMatchObject([{ Body: "a" }]);
  });

  test("takes input transformers of a rule", { timeout: 300_000 }, async () => {
    await json("events", "put-rule", "--name", "cli-rule", "--event-pattern", '{"source":["my.app"]}');
    const Target = {
      Id: "q",
      Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:cli-target`,
      InputTransformer: { InputPathsMap: { id: "$.id" }, InputTemplate: '{"id":<id>}' },
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 },
    };
    await json("events", "put-targets", "--rule", "cli-rule", "--targets", JSON.stringify([Target]));
    const { Targets } = await json("events", "list-targets-by-rule", "--rule", "cli-rule");
    expect(Targets).toEqual([Target]);
  });

  test("shows errors by their AWS names", { timeout: 300_000 }, async () => {
    const queue = await run("sqs", "receive-message", "--queue-url", `${aws.url}/${ACCOUNT}/none`);
    expect(queue.code).not.toBe(0);
    expect(queue.stderr).toContain("AWS.SimpleQueueService.NonExistentQueue");
    const rule = await run("events", "describe-rule", "--name", "none");
    expect(rule.stderr).toContain("(ResourceNotFoundException)");
    expect(rule.stderr).toContain("Rule none does not exist on EventBus default.");
  });
});
