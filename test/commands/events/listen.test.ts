import { generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { webhookBody } from "../../events/messages.ts";
import { startReceiver } from "../../events/sinks/receiver.ts";
import type { HostOptions } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";
import { type EventsWorld, type RunningCall, startEventsWorld } from "./events-world.ts";

let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
});

interface Listener extends RunningCall {
  readonly url: string;
}

/** Starts a listener on a free port. */
async function listen(argv: readonly string[] = [], options: HostOptions = {}): Promise<Listener> {
  const call = world.start(["events", "listen", "--port", "0", ...argv], options);
  onTestFinished(async () => {
    call.test.signal("SIGINT");
    call.test.signal("SIGINT");
    await call.code;
  });
  await call.shows("Ready", "stderr");
  const [, url = ""] = /^Address +(\S+)$/m.exec(call.test.output().stderr) ?? [];
  return { ...call, url };
}

async function subscribe(url: string, ...more: readonly string[]): Promise<void> {
  const { code, stderr } = await world.bwp([
    ...["subscribe", "create", "--type", "ORDER_CONFIRMED", "--webhook-url", url],
    ...more,
  ]);
  if (code !== 0) throw new Error(stderr);
}

const order = (): Promise<unknown> => world.json(["order", "create", "--sample"]);

const body = JSON.stringify(webhookBody("REFUND_REQUESTED", "order/322-ABC1-AAAAAA/refund/r1"));

async function post(url: string, headers: Readonly<Record<string, string>> = {}, content = body): Promise<string> {
  const response = await fetch(url, { method: "POST", body: content, headers });
  return `${response.status} ${await response.text()}`;
}

function records(call: RunningCall): Record<string, unknown>[] {
  const { stdout } = call.test.output();
  return stdout
    .trim()
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text) as Record<string, unknown>);
}

describe("with the emulator", () => {
  test("an order's event comes in, signed, and is shown and archived", async () => {
    const call = await listen(["--limit", "1"]);
    const { stderr } = call.test.output();
    expect(stderr).toMatch(/^Address {4}http:\/\/127\.0\.0\.1:\d+\/webhook$/m);
    expect(stderr).toContain(`Signature  required, keys from ${world.emulator.url}/jwks.json\n`);
    expect(stderr).toContain(`--webhook-url ${call.url}\n`);
    await subscribe(call.url);
    await order();
    expect(await call.code).toBe(0);
    expect(records(call)).toEqual([
      expect.objectContaining({
        eventType: "ORDER_CONFIRMED",
        form: "webhook",
        queue: call.url,
        signature: "verified",
        receiveCount: 1,
      }),
    ]);
    expect(JSON.parse((await world.archived())[0] ?? "")).toMatchObject({ eventDescriptor: "ORDER_CONFIRMED" });
    expect(call.test.output().stderr).toMatch(/1 event received, 1 shown\.\nArchived in /);
  });

  test("--hydrate shows the order itself", async () => {
    const call = await listen(["--limit", "1", "--hydrate"], { tty: true, columns: 100 });
    await subscribe(call.url);
    await order();
    expect(await call.code).toBe(0);
    expect(call.test.output().stdout).toMatch(/ORDER_CONFIRMED\n {2}order \S+\n/);
    expect(call.test.output().stdout).toContain("  Order  NOT_STARTED\n  Lines  1 × Blue stoneware mug");
  });

  test("after a change of keys the new one counts, and a forged signature does not", async () => {
    const call = await listen();
    await subscribe(call.url);
    await order();
    await call.shows("ORDER_CONFIRMED");
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const signature = sign("sha384", Buffer.from(body), { key: privateKey, dsaEncoding: "der" }).toString("base64");
    const keys = (await (await fetch(`${world.emulator.url}/jwks.json`)).json()) as { keys: { kid: string }[] };
    const forged = { "x-amzn-signature": signature, "x-amzn-kid": keys.keys[0]?.kid ?? "" };
    expect(await post(call.url, forged)).toBe(
      "401 401 Unauthorized: x-amzn-signature does not fit the body and the key.\n",
    );
    await world.bwp(["emulator", "rotate-key"]);
    await order();
    await expect.poll(() => records(call).length, { timeout: 60_000, interval: 50 }).toBe(2);
    expect(await world.archived()).toHaveLength(2);
  });

  test("basic credentials of the subscription are asked for; the signature may then be missing", async () => {
    const file = join(world.stateFolder, "password");
    writeFileSync(file, "open sesame\n");
    const flags = ["--basic-username", "prime", "--basic-password-file", file];
    const call = await listen(["--limit", "2", ...flags], { tty: true });
    expect(call.test.output().stderr).toContain("Callers    basic authentication, as prime\n");
    expect(call.test.output().stderr).toContain("Signature  optional");
    await subscribe(call.url, ...flags);
    await order();
    await call.shows("ORDER_CONFIRMED");
    expect(await post(call.url)).toContain("401 Unauthorized: The header authorization is missing.");
    expect(await post(call.url, { authorization: `Basic ${btoa("prime:open sesame")}` })).toBe("200 OK\n");
    expect(await call.code).toBe(0);
    const { stdout, stderr } = call.test.output();
    expect(stdout).toContain("REFUND_REQUESTED  [not signed]\n");
    expect(stderr).toContain("1 request turned away (401).");
    expect(stdout + stderr).not.toContain("sesame");
  });
});

describe("who may post", () => {
  test("a bearer token out of the environment", async () => {
    const call = await listen(["--bearer", "--limit", "1"], { env: { BWP_WEBHOOK_TOKEN: "t0k3n" } });
    expect(await post(call.url, { authorization: "Bearer t0k" })).toMatch(/^401 /);
    expect(await post(call.url, { authorization: "Bearer t0k3n" })).toBe("200 OK\n");
    expect(await call.code).toBe(0);
    expect(records(call)).toEqual([expect.objectContaining({ signature: "absent" })]);
    expect(call.test.output().stderr).not.toContain("t0k3n");
  });

  test("anybody, with a warning", async () => {
    const call = await listen(["--signature", "off", "--limit", "2"]);
    expect(call.test.output().stderr).toContain("Signature  not looked at\n");
    expect(call.test.output().stderr).toContain("! Whoever reaches this address can post events");
    await post(call.url);
    await post(call.url);
    expect(await call.code).toBe(0);
    const [first, second] = records(call);
    expect(second).toMatchObject({ signature: "unchecked", duplicateOf: first?.messageId });
    expect(call.test.output().stderr).toContain("2 events received, 2 shown, 1 duplicate.");
  });

  test("keys that cannot be had: it is said, and the sender may try again", async () => {
    const call = await listen(["--jwks-url", "http://127.0.0.1:1/keys"]);
    expect(await post(call.url, { "x-amzn-signature": "AAAA", "x-amzn-kid": "k" })).toMatch(
      /^503 503 Service Unavailable: x-amzn-kid names an unknown key/,
    );
    await call.shows("! The keys cannot be had from http://127.0.0.1:1/keys: No answer from 127.0.0.1:1", "stderr");
  });

  test("the same refusal is not said for each post", async () => {
    const call = await listen();
    for (let index = 0; index < 20; index += 1) await post(call.url);
    call.test.signal("SIGINT");
    expect(await call.code).toBe(130);
    const { stderr } = call.test.output();
    expect(stderr.match(/Answered 401/g)).toHaveLength(1);
    expect(stderr).toContain("No events received. 20 requests turned away (401).");
  });
});

describe("receivers", () => {
  test("an event is posted on as it came", async () => {
    const at = await startReceiver();
    onTestFinished(() => at.stop());
    const call = await listen(["--signature", "off", "--limit", "1", "--forward-to", at.url]);
    await post(call.url);
    expect(await call.code).toBe(0);
    expect(at.requests[0]?.body.toString()).toBe(body);
    expect(records(call)[0]?.delivery).toMatchObject({ target: at.url, taken: true, status: 200 });
  });

  test("what is not taken is in the archive, and the exit code says so", async () => {
    const call = await listen(["--signature", "off", "--limit", "1", "--exec", "exit 3", "--retries", "0"], {
      env: { PATH: process.env.PATH },
    });
    expect(await post(call.url)).toBe("200 OK\n");
    expect(await call.code).toBe(6);
    expect(errorOf({ code: 6, ...call.test.output() })).toMatchObject({
      code: "not_taken",
      message: "1 event was not taken by exit 3.",
    });
    expect(await world.archived()).toEqual([body]);
  });
});

describe("the end", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s finishes what is in hand: %d", async (name, code) => {
    const call = await listen(["--signature", "off"]);
    await post(call.url);
    call.test.signal(name);
    expect(await call.code).toBe(code);
    expect(records(call)).toHaveLength(1);
    await expect(post(call.url)).rejects.toThrow();
  });

  test("a second Ctrl-C says what is in the archive only", async () => {
    const call = await listen(["--signature", "off", "--exec", "sleep 60"], { env: { PATH: process.env.PATH } });
    await post(call.url);
    call.test.signal("SIGINT");
    call.test.signal("SIGINT");
    expect(await call.code).toBe(130);
    expect(errorOf({ code: 130, ...call.test.output() }).message).toBe(
      "Interrupted twice. 1 event is in the archive only.",
    );
  });

  test("--idle-timeout", async () => {
    const call = await listen(["--idle-timeout", "1s"]);
    expect(await call.code).toBe(0);
    expect(call.test.output().stderr).toContain("Nothing arrived for 1s. No events received.");
  });
});

describe("refused at once:", () => {
  test("a port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const result = await world.bwp(["events", "listen", "--port", String(port)]);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatchObject({
      code: "port_in_use",
      message: `Port ${port} is taken by another program.`,
    });
  });

  test.each([
    [["--basic-username", "a", "--bearer"], "A caller sends a name and password, or a bearer token; not both."],
    [["--basic-username", "a"], "Missing: --basic-password-file <FILE> (or BWP_WEBHOOK_PASSWORD)."],
    [["--bearer"], "Missing: --bearer-token-file <FILE> (or BWP_WEBHOOK_TOKEN)."],
    [["--jwks-url", "http://keys.example/jwks.json"], "--jwks-url takes an https address"],
    [["--signature", "off", "--jwks-url", "https://x"], "--jwks-url has no meaning with --signature off."],
    [["--path", "/a?b"], "--path takes a path such as /webhook"],
    [["--path", "//other"], "--path takes a path such as /webhook"],
    [["--host", "192.0.2.1"], "192.0.2.1 is no address of this machine."],
    [["--type", "NO_SUCH"], "NO_SUCH"],
    [["--dry-run"], "--dry-run does not go with events listen."],
  ])("%j", async (argv, message) => {
    const result = await world.bwp(["events", "listen", "--port", "0", ...argv]);
    expect(result.code).toBe(2);
    expect(errorOf(result).message).toContain(message);
  });

  test("a secret is asked for where a person can answer", async () => {
    const stopped = world.asked(
      ["events", "listen", "--port", "0", "--bearer", "--idle-timeout", "1s"],
      [["Token that callers send", "t0ken\r"]],
    );
    const { code, stdout, stderr } = await stopped;
    expect(code).toBe(0);
    expect(stderr).toContain("Callers    with the bearer token");
    expect(stdout + stderr).not.toContain("t0ken");
  });
});
