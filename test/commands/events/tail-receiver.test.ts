import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { eventText } from "../../events/messages.ts";
import { type Answer, type Receiver, startReceiver } from "../../events/sinks/receiver.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
  await world.connected("shop");
});

const TAIL = ["events", "tail", "--idle-timeout", "1s"];

async function receiver(answer?: Answer): Promise<Receiver> {
  const started = await startReceiver(answer);
  onTestFinished(() => started.stop());
  return started;
}

describe("--forward-to", () => {
  test("each event is posted, and its record says what became of it", async () => {
    const at = await receiver((_, response) => response.writeHead(202).end("thanks\nindeed"));
    await world.send("bwp-shop", [eventText(1)]);
    const { code, stdout, stderr } = await world.bwp([...TAIL, "--forward-to", at.url, "--show-response"]);
    expect(code).toBe(0);
    expect(at.requests[0]?.body.toString()).toBe(eventText(1));
    expect(JSON.parse(stdout).delivery).toEqual({
      target: at.url,
      taken: true,
      status: 202,
      ms: expect.any(Number),
      tries: 1,
      response: "thanks\nindeed",
    });
    expect(stderr).toContain("Mode      consume: an event is deleted from the queue once it is taken\n");
    expect(stderr).toContain(`Receiver  ${at.url}\n`);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 0, inFlight: 0 });
  });

  test("on a terminal the delivery stands below the event; what the receiver says is made safe", async () => {
    const at = await receiver((_, response) => response.end("fine \u001b[31m\u0007"));
    await world.send("bwp-shop", [eventText(1)]);
    const { stdout } = await world.bwp([...TAIL, "--forward-to", at.url, "--show-response"], {
      tty: true,
      columns: 120,
    });
    expect(stdout.replace(/\d+ ms/, "7 ms")).toContain(`PACKAGE_DELIVERED
  order 322-ABC1-AAAAAA, package d1
  taken by ${at.url} (200, 7 ms)
  answered fine \\u001b[31m\\u0007
`);
  });

  test("what is not taken is back in the queue, and the exit code says so", async () => {
    const at = await receiver((_, response) => response.writeHead(301, { location: "http://127.0.0.1:1/x" }).end());
    await world.send("bwp-shop", [eventText(1)]);
    const result = await world.bwp(["events", "tail", "--limit", "1", "--forward-to", at.url], {
      tty: true,
      columns: 150,
    });
    expect(result.code).toBe(6);
    expect(result.stdout.replace(/\d+ ms/, "7 ms")).toContain(
      `not taken by ${at.url} (7 ms): It answered 301, a redirect to http://127.0.0.1:1/x, which is not followed.\n`,
    );
    expect(result.stderr).toContain("1 event received, 1 shown, 1 not taken, 1 given back to the queue.");
    expect(result.stderr).toContain(`1 event was not taken by ${at.url}.`);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 1, inFlight: 0 });
  });

  test("headers come from the environment or a file, and no secret is shown", async () => {
    const at = await receiver((request, response) =>
      response.writeHead(400).end(`${request.headers.authorization} ${request.headers["x-key"]}`),
    );
    await world.send("bwp-shop", [eventText(1)]);
    const key = join(world.stateFolder, "key");
    writeFileSync(key, "k3y-of-the-file\n");
    const headers = [
      ...["--header", "Authorization: Bearer @env:HOOK_TOKEN", "--header", `X-Key:@file:${key}`],
      ...["--header", "X-Stage: a, b"],
    ];
    const url = `${at.url.replace("http://", "http://user:passw0rd@")}?token=in-the-query`;
    const argv = ["events", "tail", "--limit", "1", "--forward-to", url, "--show-response", ...headers, "--debug"];
    const result = await world.bwp(argv, { env: { HOOK_TOKEN: "t0ken-of-the-env" } });
    expect(result.code).toBe(6);
    expect(at.requests[0]?.url).toBe("/hook?token=in-the-query");
    expect(at.requests[0]?.headers).toMatchObject({
      authorization: "Bearer t0ken-of-the-env",
      "x-key": "k3y-of-the-file",
      "x-stage": "a, b",
    });
    const { delivery } = JSON.parse(result.stdout);
    expect(delivery).toMatchObject({ target: `${at.url}?…`, response: "******** ********" });
    expect(result.stdout + result.stderr).not.toMatch(/t0ken|k3y-of|passw0rd|in-the-query/);
  });

  test("an address without scheme is taken as http", async () => {
    const at = await receiver();
    await world.send("bwp-shop", [eventText(1)]);
    const { code } = await world.bwp([...TAIL, "--forward-to", at.url.replace("http://127.0.0.1", "localhost")]);
    expect([code, at.requests.length]).toEqual([0, 1]);
  });

  test("Ctrl-C while the receiver hangs, twice: nothing is lost", async () => {
    const at = await receiver(() => undefined);
    await world.send("bwp-shop", [eventText(1), eventText(2)]);
    const call = world.start(["events", "tail", "--forward-to", at.url]);
    while (at.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    call.test.signal("SIGINT");
    await call.shows("Finishing what is in hand; Ctrl-C again gives it back at once.", "stderr");
    call.test.signal("SIGINT");
    expect(await call.code).toBe(130);
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 2, inFlight: 0 });
    expect((await world.archived()).sort()).toEqual([eventText(1), eventText(2)]);
  });
});

describe("--exec", () => {
  test("gets the record on stdin; what it writes is marked on stderr", async () => {
    await world.send("bwp-shop", [eventText(1)]);
    const file = join(world.stateFolder, "in.json");
    const command = `cat > '${file}'; printf 'saw \\033[31m%s' "$BWP_EVENT_TYPE"`;
    const { code, stdout, stderr } = await world.bwp([...TAIL, "--exec", command], { env: { PATH: process.env.PATH } });
    expect(code).toBe(0);
    const seen = JSON.parse(readFileSync(file, "utf8"));
    const { delivery, ...record } = JSON.parse(stdout);
    expect(seen).toEqual(record);
    expect(delivery).toMatchObject({ target: command, taken: true, exitStatus: 0, tries: 1 });
    expect(stderr).toContain("exec │ saw \\u001b[31mPACKAGE_DELIVERED\n");
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 0, inFlight: 0 });
  });

  test("that fails after all tries leaves the event in the queue", async () => {
    await world.send("bwp-shop", [eventText(1)]);
    const argv = ["events", "tail", "--limit", "1", "--exec", "echo no >&2; exit 9", "--retries", "1"];
    const result = await world.bwp(argv, { env: { PATH: process.env.PATH } });
    expect(result.code).toBe(6);
    expect(result.stderr.match(/exec │ no\n/g)).toHaveLength(2);
    expect(JSON.parse(result.stdout).delivery).toMatchObject({
      taken: false,
      exitStatus: 9,
      tries: 2,
      problem: "Its exit status was 9.",
    });
    expect(await world.numbers("bwp-shop")).toEqual({ visible: 1, inFlight: 0 });
  });
});

test.each([
  [["--forward-to", "http://127.0.0.1:1", "--exec", "true"], "do not go together"],
  [["--forward-to", "ftp://host"], "takes a web address"],
  [["--header", "A: b"], "--header needs --forward-to or --exec."],
  [["--exec", "true", "--header", "A: b"], "--header needs --forward-to."],
  [["--exec", "true", "--show-response"], "--show-response needs --forward-to."],
  [["--retries", "0"], "--retries needs --forward-to or --exec."],
  [["--forward-to", "localhost:1", "--header", "nonsense"], "--header takes NAME:VALUE"],
  [["--forward-to", "localhost:1", "--header", "Content-Length: 1"], "--header cannot set Content-Length."],
  [["--forward-to", "localhost:1", "--header", "A: @env:NOT_SET"], "NOT_SET, which is not set."],
  [["--forward-to", "localhost:1", "--header", "A: @file:not-there"], "not-there"],
  [["--forward-to", "localhost:1", "--header", "A: x\r\nB: y"], "characters that no header takes"],
])("%j is refused", async (argv, message) => {
  const result = await world.bwp([...TAIL, ...argv]);
  expect(result.code).toBe(2);
  expect(errorOf(result).message).toContain(message);
});

test("several queues: each is named, and all come into one output", async () => {
  await world.connected("other");
  await world.send("bwp-shop", [eventText(1)]);
  await world.send("bwp-other", [eventText(2)]);
  const { code, stdout, stderr } = await world.bwp([...TAIL, "bwp-shop", "bwp-other", "bwp-shop"]);
  expect(code).toBe(0);
  const queues = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).queue);
  expect(queues.sort()).toEqual(["bwp-other", "bwp-shop"]);
  expect(stderr.match(/^Queue /gm)).toHaveLength(2);
  expect(stderr).toContain("✓ bwp-shop ready: about ");
  expect(stderr).toContain("2 events received, 2 shown, 2 deleted from the queue.\n");
  expect(stderr).toContain("  bwp-other: 1 event received, 1 shown, 1 deleted from the queue.\n");
});
