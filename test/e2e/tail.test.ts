import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startReceiver } from "../events/sinks/receiver.ts";
import { Sandbox } from "../support/built.ts";

describe("bwp events tail, as a process", () => {
  let sandbox: Sandbox;
  let client: SQSClient;
  let url: string;

  beforeEach(async () => {
    sandbox = new Sandbox();
    const endpoint = await sandbox.startEmulator(["--memory"]);
    client = new SQSClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      useQueueUrlAsEndpoint: false,
    });
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: "burst", Attributes: { VisibilityTimeout: "5" } }),
    );
    url = QueueUrl ?? "";
  });
  afterEach(async () => {
    client.destroy();
    await sandbox.close();
  });

  const send = async (count: number): Promise<string[]> => {
    const bodies = Array.from({ length: count }, (_, index) =>
      JSON.stringify({
        "detail-type": "PACKAGE_DELIVERED",
        id: `event-${index}`,
        source: "aws.partner/buywithprime/x",
        detail: {},
      }),
    );
    for (let first = 0; first < count; first += 100) {
      await Promise.all(
        Array.from({ length: 10 }, (_, batch) => {
          const part = bodies.slice(first + batch * 10, first + batch * 10 + 10);
          if (part.length === 0) return undefined;
          const Entries = part.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
          return client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
        }),
      );
    }
    return bodies;
  };

  const left = async (): Promise<number> => {
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    return Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
  };

  /** Digests of all bodies in the archive. */
  const archived = (folder: string): Set<string> => {
    const digests = new Set<string>();
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ndjson")) continue;
      for (const text of readFileSync(join(folder, name), "utf8").split("\n")) {
        if (text === "") continue;
        const { body } = JSON.parse(text) as { body: string };
        digests.add(createHash("sha256").update(body).digest("hex"));
      }
    }
    return digests;
  };

  it("ends quietly when its reader goes away (| head -1)", async () => {
    await send(50);
    const finished = sandbox.shell(
      `set -o pipefail; bwp events tail "${url}" --consume --json --quiet | head -1; echo "status \${PIPESTATUS[0]}"`,
    );
    // All fifty may be in the pipe before head has gone: only the next write can tell.
    let isOver = false;
    void finished.finally(() => {
      isOver = true;
    });
    for (; !isOver; await delay(500)) await send(1);
    const { code, stdout, stderr } = await finished;
    expect(code).toBe(0);
    const [first = "", status] = stdout.trim().split("\n");
    expect(JSON.parse(first)).toMatchObject({ eventType: "PACKAGE_DELIVERED" });
    expect(status).toBe("status 0");
    expect(stderr).not.toMatch(/Error|EPIPE|at .*\.js/);
  });

  it("loses no message when it is interrupted in the middle of a burst of 5,000", async () => {
    const sent = new Set((await send(5000)).map((body) => createHash("sha256").update(body).digest("hex")));
    const archive = join(sandbox.folder, "archive");
    const words = ["events", "tail", url, "--consume", "-o", "ndjson", "--archive-dir", archive];

    const first = sandbox.start(words);
    await first.shows(/(?:.*\n){500}/);
    first.process.kill("SIGINT");
    const stopped = await first.finished();
    expect(stopped.code).toBe(130);
    const shown = stopped.stdout.trim().split("\n").length;
    expect(shown).toBeLessThan(5000);
    // Whatever was shown was archived before and deleted after.
    expect(archived(archive).size).toBeGreaterThanOrEqual(shown);
    expect(await left()).toBe(5000 - shown);

    const second = await sandbox.run([...words, "--idle-timeout", "8s"]);
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
    expect(archived(archive)).toEqual(sent);
    expect(await left()).toBe(0);
  });

  it("loses no message when it is killed with SIGKILL", async () => {
    const sent = new Set((await send(1000)).map((body) => createHash("sha256").update(body).digest("hex")));
    const archive = join(sandbox.folder, "archive");
    const words = ["events", "tail", url, "--consume", "-o", "ndjson", "--archive-dir", archive, "--visibility", "3s"];
    const first = sandbox.start(words);
    await first.shows(/(?:.*\n){100}/);
    first.process.kill("SIGKILL");
    await first.finished();
    const second = await sandbox.run([...words, "--idle-timeout", "8s"]);
    expect(second.code).toBe(0);
    expect(archived(archive)).toEqual(sent);
    expect(await left()).toBe(0);
  });

  it("brings every event to a receiver that fails one call in ten, through three SIGKILLs", async () => {
    const count = 3000;
    const sent = await send(count);
    const taken = new Map<string, number>();
    let calls = 0;
    const receiver = await startReceiver((request, response) => {
      calls += 1;
      // Every tenth call fails, in another way each time: before the event is taken, or after.
      if (calls % 30 === 0) return void response.destroy();
      if (calls % 30 === 10) return void response.writeHead(500).end();
      const body = request.body.toString();
      taken.set(body, (taken.get(body) ?? 0) + 1);
      if (calls % 30 === 20) return void response.destroy();
      response.end();
    });
    const archive = join(sandbox.folder, "archive");
    const words = ["events", "tail", url, "--consume", "--quiet", "--archive-dir", archive, "--visibility", "2s"];
    const forward = [...words, "--forward-to", receiver.url, "--retries", "6", "--concurrency", "32", "-o", "ndjson"];
    try {
      for (let kill = 1; kill <= 3; kill += 1) {
        const running = sandbox.start(forward);
        const enough = taken.size + 300;
        while (taken.size < enough && running.process.exitCode === null) await delay(5);
        running.process.kill("SIGKILL");
        await running.finished();
      }
      const last = await sandbox.run([...forward, "--idle-timeout", "8s"], { timeoutMs: 300_000 });
      expect({ code: last.code, stderr: last.stderr }).toEqual({ code: 0, stderr: "" });
    } finally {
      await receiver.stop();
    }
    expect(new Set(taken.keys())).toEqual(new Set(sent));
    expect(archived(archive).size).toBe(count);
    expect(await left()).toBe(0);
  }, 600_000);

  it("loses nothing while it sleeps for longer than the visibility timeout", async () => {
    const sent = await send(40);
    const taken = new Set<string>();
    const receiver = await startReceiver((request, response) => {
      taken.add(request.body.toString());
      setTimeout(() => response.end(), 50);
    });
    const words = ["events", "tail", url, "--consume", "--quiet", "--visibility", "2s", "--forward-to", receiver.url];
    try {
      const running = sandbox.start([...words, "--concurrency", "2", "-o", "ndjson", "--idle-timeout", "8s"]);
      while (taken.size < 5) await delay(5);
      running.process.kill("SIGSTOP");
      await delay(3500);
      running.process.kill("SIGCONT");
      expect((await running.finished()).code).toBe(0);
    } finally {
      await receiver.stop();
    }
    expect(taken).toEqual(new Set(sent));
    expect(await left()).toBe(0);
  });
});
