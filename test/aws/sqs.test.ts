import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AwsSettings } from "../../src/aws/settings.ts";
import { openQueue } from "../../src/aws/sqs.ts";
import { BwpError } from "../../src/errors.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const credentials = { accessKeyId: "emu-id", secretAccessKey: "emu-secret" };
const base: AwsSettings = { region: "us-east-1", credentials, timeoutMs: 60_000, now: Date.now, env: {} };

describe("against a server", () => {
  let server: FauxqsServer;
  let settings: AwsSettings;
  let sender: SQSClient;
  beforeAll(async () => {
    server = await startFauxqs({ port: 0, logger: false });
    const endpoint = `http://127.0.0.1:${server.port}`;
    settings = { ...base, endpoint };
    sender = new SQSClient({ endpoint, region: "us-east-1", credentials, useQueueUrlAsEndpoint: false });
    server.createQueue("dead");
    server.createQueue("q", {
      attributes: {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
          maxReceiveCount: 7,
        }),
      },
      tags: { "bwp:managed-by": "bwp" },
    });
  });
  afterAll(async () => {
    sender.destroy();
    await server.stop();
  });

  test("by name, ARN and URL it is the same queue", async () => {
    const byName = await openQueue(settings, "q");
    const others = [byName.url, "arn:aws:sqs:us-east-1:000000000000:q"];
    for (const text of others) {
      const queue = await openQueue(settings, text);
      expect(queue).toMatchObject({ name: "q", url: byName.url, endpoint: settings.endpoint });
      expect(await queue.tags()).toEqual({ "bwp:managed-by": "bwp" });
      queue.close();
    }
    byName.close();
  });

  test("receives, prolongs, gives back and deletes", async () => {
    const queue = await openQueue(settings, "q");
    await sender.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "body" }));
    const request = { max: 10, waitSeconds: 0, visibilitySeconds: 30 };
    const [first] = await queue.receive(request);
    expect(first).toMatchObject({ body: "body", receiveCount: 1 });
    expect(Math.abs(Date.now() - (first?.sentAt ?? 0))).toBeLessThan(60_000);
    expect(await queue.attributes()).toMatchObject({ visible: 0, inFlight: 1, maxReceiveCount: 7 });
    expect(await queue.changeVisibilityBatch([first?.receiptHandle ?? ""], 0)).toEqual([]);
    const [second] = await queue.receive(request);
    expect(second).toMatchObject({ messageId: first?.messageId, receiveCount: 2 });
    expect(await queue.changeVisibilityBatch(["stale"], 30)).toMatchObject([{ receiptHandle: "stale", final: true }]);
    expect(await queue.deleteBatch([second?.receiptHandle ?? ""])).toEqual([]);
    expect(await queue.attributes()).toMatchObject({ visible: 0, inFlight: 0 });
    queue.close();
  });

  test("a queue's URL leads to its own host, unless an endpoint was asked for", async () => {
    const { endpoint: _, ...withoutEndpoint } = settings;
    const elsewhere = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
    for (const [given, endpoint] of [
      [withoutEndpoint, "https://sqs.us-east-1.amazonaws.com"],
      [settings, settings.endpoint],
    ] as const) {
      const queue = await openQueue(given, elsewhere);
      expect(queue).toMatchObject({ url: elsewhere, endpoint });
      queue.close();
    }
  });

  test("a long poll ends with its signal", async () => {
    const queue = await openQueue(settings, "q");
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const polling = queue.receive({ max: 1, waitSeconds: 20, visibilitySeconds: 30, signal: stop.signal });
    await expect(polling).rejects.toMatchObject({ name: "AbortError" });
    queue.close();
  });

  test("a queue that is not there, and text that names none", async () => {
    await expect(openQueue(settings, "missing")).rejects.toMatchObject({
      type: "not_found",
      operation: "sqs:GetQueueUrl",
    });
    await expect(openQueue(settings, "not a queue")).rejects.toMatchObject({ type: "usage" });
  });
});

describe("errors", () => {
  const servers: { close(): void; closeAllConnections(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function failing(status: number, code: string, settings: Partial<AwsSettings> = {}) {
    const server = createServer((_, response) => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: `about ${code}` }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const queue = await openQueue({ ...base, endpoint, ...settings }, `${endpoint}/000000000000/q`);
    const error: unknown = await queue.deleteBatch(["x"]).catch((reason: unknown) => reason);
    queue.close();
    if (!(error instanceof BwpError)) throw new Error(`not typed: ${String(error)}`);
    return error;
  }

  test.each([
    [400, "AccessDeniedException", "permission", false],
    [403, "AccessDenied", "permission", false],
    [400, "QueueDoesNotExist", "not_found", false],
    [403, "InvalidClientTokenId", "authentication", false],
    [403, "SignatureDoesNotMatch", "authentication", false],
    [400, "ExpiredTokenException", "authentication", false],
    [403, "RequestTimeTooSkewed", "authentication", false],
    [403, "RequestExpired", "authentication", false],
    [400, "ThrottlingException", "unavailable", true],
    [403, "RequestThrottled", "unavailable", true],
    [400, "OverLimit", "unavailable", true],
    [500, "InternalFailure", "unavailable", true],
    [503, "Whatever", "unavailable", true],
    [400, "InvalidAddress", "refused", false],
  ])("%i %s", async (status, code, type, retryable) => {
    const error = await failing(status, code);
    expect(error).toMatchObject({ type, retryable, operation: "sqs:DeleteMessage" });
    expect(error.message).toMatch(/\.$/);
  });

  test.each([
    ["the body's", "fee40dc24d0ad6a90c608052aa4e9e66", true],
    ["none", undefined, true],
    ["another", "5d41402abc4b2a76b9719d911017c592", false],
  ])("a message whose MD5 is %s", async (_, MD5OfBody, isGood) => {
    // The known answer for "grüße" was made with md5sum.
    const message = { MessageId: "1", ReceiptHandle: "r", Body: "grüße", MD5OfBody };
    const server = createServer((__, response) => response.end(JSON.stringify({ Messages: [message] })));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const queue = await openQueue({ ...base, endpoint }, `${endpoint}/000000000000/q`);
    const received = queue.receive({ max: 10, waitSeconds: 0, visibilitySeconds: 30 });
    if (isGood) expect(await received).toMatchObject([{ body: "grüße" }]);
    else await expect(received).rejects.toMatchObject({ code: "damaged_message", retryable: true });
    queue.close();
  });

  test("a missing permission names the IAM action", async () => {
    const error = await failing(400, "AccessDeniedException");
    expect(error.message).toContain("sqs:DeleteMessage on the queue q");
    expect(error.suggestion).toContain("Allow sqs:DeleteMessage");
  });

  test("neither the error nor its cause carries the signature", async () => {
    const error = await failing(400, "AccessDeniedException");
    const seen: string[] = [];
    const collect = (value: unknown, depth: number): void => {
      if (typeof value === "string") seen.push(value);
      if (typeof value !== "object" || value === null || depth > 6) return;
      for (const name of Object.getOwnPropertyNames(value)) collect(Reflect.get(value, name), depth + 1);
    };
    collect(error, 0);
    expect(seen.join("\n")).not.toMatch(/AWS4-HMAC|emu-secret/);
  });

  test("what a service says of its own inside stays out, also where it is the emulator", async () => {
    for (const [status, code] of [
      [500, "InternalFailure"],
      [503, "ServiceUnavailable"],
    ] as const) {
      const error = await failing(status, code);
      expect(error.message).toMatch(
        new RegExp(`^http://127\\.0\\.0\\.1:\\d+ did not answer sqs:DeleteMessage: HTTP ${status} ${code}\\.$`),
      );
    }
    expect((await failing(400, "ThrottlingException")).message).toContain(
      " cannot do sqs:DeleteMessage now: about ThrottlingException.",
    );
  });

  test("nobody listens", async () => {
    const queue = await openQueue({ ...base, endpoint: "http://127.0.0.1:1" }, "http://127.0.0.1:1/000000000000/q");
    await expect(queue.attributes()).rejects.toMatchObject({
      type: "unavailable",
      code: "ECONNREFUSED",
      retryable: true,
    });
    queue.close();
  });

  test("a server that does not answer in time", async () => {
    const server = createServer(() => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const queue = await openQueue({ ...base, endpoint, timeoutMs: 300 }, `${endpoint}/000000000000/q`);
    await expect(queue.attributes()).rejects.toMatchObject({ type: "unavailable", retryable: true });
    queue.close();
  });

  test("no credentials: the error says where was looked", async () => {
    const { credentials: _, ...without } = base;
    const endpoint = "http://127.0.0.1:1";
    process.env.AWS_EC2_METADATA_DISABLED = "true";
    process.env.AWS_CONFIG_FILE = "/nonexistent";
    process.env.AWS_SHARED_CREDENTIALS_FILE = "/nonexistent";
    const queue = await openQueue({ ...without, endpoint }, `${endpoint}/000000000000/q`);
    const error: unknown = await queue.attributes().catch((reason: unknown) => reason);
    queue.close();
    for (const name of ["AWS_EC2_METADATA_DISABLED", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) {
      delete process.env[name];
    }
    expect(error).toMatchObject({ type: "authentication", code: "no_aws_credentials" });
    expect(error instanceof BwpError && error.suggestion).toContain("AWS_ACCESS_KEY_ID");
  });

  test("no region", async () => {
    const { region: _, ...without } = base;
    process.env.AWS_CONFIG_FILE = "/nonexistent";
    const settings = { ...without, endpoint: "http://127.0.0.1:1" };
    await expect(openQueue(settings, "q")).rejects.toMatchObject({ type: "usage", code: "no_aws_region" });
    await expect(openQueue({ ...settings, regionHint: "Do this." }, "q")).rejects.toMatchObject({
      code: "no_aws_region",
      suggestion: "Do this.",
    });
    delete process.env.AWS_CONFIG_FILE;
  });
});
