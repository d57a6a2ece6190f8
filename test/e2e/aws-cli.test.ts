import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

/** Every AWS CLI on this machine: Debian's speaks the older Query protocol of SQS, newer ones speak JSON. */
const CLIS = ["/usr/bin/aws", "/usr/local/bin/aws", "aws"].filter(
  (path, index, all) => all.indexOf(path) === index && spawnSync(path, ["--version"]).status === 0,
);

describe.skipIf(CLIS.length === 0)("the AWS CLI against the emulator", () => {
  let sandbox: Sandbox;
  let url: string;

  beforeAll(async () => {
    sandbox = new Sandbox();
    url = await sandbox.startEmulator(["--memory"]);
    Object.assign(sandbox.env, {
      AWS_ACCESS_KEY_ID: "emulator",
      AWS_SECRET_ACCESS_KEY: "emulator",
      AWS_DEFAULT_REGION: "us-east-1",
    });
    const subscribed = await sandbox.run(["subscribe", "create", "--type", "ORDER_CONFIRMED", "--source-name", "shop"]);
    expect(subscribed.code).toBe(0);
    expect((await sandbox.run(["events", "connect", "--source", "shop", "--yes"])).code).toBe(0);
  });
  afterAll(() => sandbox.close());

  it.each(CLIS)("%s lists the partner event source and receives a message", async (cli) => {
    const aws = (...words: string[]): { readonly [name: string]: unknown } => {
      const { status, stdout, stderr } = spawnSync(cli, ["--endpoint-url", url, "--output", "json", ...words], {
        env: sandbox.env,
        encoding: "utf8",
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      return stdout === "" ? {} : (JSON.parse(stdout) as { readonly [name: string]: unknown });
    };
    expect(aws("events", "list-event-sources")).toMatchObject({
      EventSources: [{ Name: "aws.partner/buywithprime/shop", State: "ACTIVE" }],
    });
    const created = await sandbox.run([
      "order",
      "create",
      "--merchant",
      "--line",
      "sku=MUG,title=Mug,qty=1,price=18.50",
      "--name",
      "Nora Quist",
      "--email",
      "nora@example.com",
      "--json",
    ]);
    expect({ code: created.code, stderr: created.stderr }).toMatchObject({ code: 0 });
    const queues = aws("sqs", "list-queues") as { QueueUrls: string[] };
    const received = queues.QueueUrls.flatMap((queueUrl) => {
      const { Messages = [] } = aws("sqs", "receive-message", "--queue-url", queueUrl, "--wait-time-seconds", "1") as {
        Messages?: { Body: string; ReceiptHandle: string }[];
      };
      for (const message of Messages)
        aws("sqs", "delete-message", "--queue-url", queueUrl, "--receipt-handle", message.ReceiptHandle);
      return Messages.map((message) => JSON.parse(message.Body) as { "detail-type": string });
    });
    expect(received).toMatchObject([{ "detail-type": "ORDER_CONFIRMED" }]);
  });
});
