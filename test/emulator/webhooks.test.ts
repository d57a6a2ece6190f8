import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_CREDENTIAL } from "../../src/emulator/credentials.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, eventually, startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER, primeOrder } from "./support/order.ts";
import type { Received } from "./support/receiver.ts";
import { startReceiver } from "./support/receiver.ts";

const SUBSCRIBE = `mutation Subscribe($input: CreateEventSubscriptionInput!) {
  createEventSubscription(input: $input) { subscriptionId }
}`;

function subscribeRaw(api: TestEmulator, webhook: object, eventType = "ORDER_CONFIRMED") {
  return api.graphql(SUBSCRIBE, { input: { eventType, destination: { webhook: { method: "POST", ...webhook } } } });
}

async function subscribe(api: TestEmulator, webhook: object, eventType?: string): Promise<string> {
  const answer = await subscribeRaw(api, webhook, eventType);
  expect(answer.errors).toBeUndefined();
  return answer.data.createEventSubscription.subscriptionId;
}

async function order(api: TestEmulator): Promise<string> {
  return (await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder.order.id;
}

async function createProfile(api: TestEmulator, input: object) {
  return api.graphql(
    `mutation Create($input: CreateAuthProfileInput!) {
  createAuthProfile(input: $input) { authProfileId }
}`,
    { input },
  );
}

const BASIC = { basicAuthConfig: { username: "shop", password: "p4ssw0rd-of-shop" } };

function oAuth(authEndpoint: string, more: object = {}) {
  return {
    oAuthConfig: {
      clientParameters: { clientId: "hook-client", clientSecret: "s3cr3t-of-hook" },
      authEndpoint,
      httpMethod: "POST",
      ...more,
    },
  };
}

/** A receiver that hangs. */
const NEVER = new Promise<number>(() => undefined);

interface EventEntry {
  readonly message: string;
  readonly details: { outcome: string; to: string[]; reason?: string; attempt?: number; eventId?: string };
}

async function eventLog(api: TestEmulator): Promise<EventEntry[]> {
  return (await (await api.control("GET", "log?kind=event")).json()).entries;
}

async function firstOf(received: readonly Received[]): Promise<Received> {
  return eventually(async () => received[0]);
}

/** Checks a signature with nothing but Node's own ECDSA and the published keys. */
async function verified(url: string, { headers, body }: Received): Promise<boolean> {
  const { keys } = await (await fetch(`${url}/jwks.json`)).json();
  const jwk = keys.find((key: { kid: string }) => key.kid === headers["x-amzn-kid"]);
  if (jwk === undefined) throw new Error("The key is not listed.");
  expect(jwk).toMatchObject({ kty: "EC", crv: "P-384", alg: "ES384", use: "sig" });
  expect(jwk).not.toHaveProperty("d");
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const signature = Buffer.from(String(headers["x-amzn-signature"]), "base64");
  return verify("sha384", body, { key, dsaEncoding: "der" }, signature);
}

test("a webhook gets the documented body by POST, signed over its bytes", async () => {
  const receiver = await startReceiver();
  const api = await startEmulator({ now: () => Date.parse("2025-01-20T12:00:00.120Z") });
  const subscriptionId = await subscribe(api, { url: `${receiver.url}/hook?tenant=7` });
  const orderId = await order(api);
  const request = await firstOf(receiver.received);
  expect(request).toMatchObject({ method: "POST", path: "/hook?tenant=7" });
  expect(request.headers["content-type"]).toBe("application/json");
  expect(request.headers).not.toHaveProperty("authorization");
  const body = JSON.parse(request.body.toString());
  expect(body).toEqual({
    idempotencyKey: Buffer.from(`${subscriptionId}#${body.eventId}`).toString("base64"),
    eventDescriptor: "ORDER_CONFIRMED",
    resources: [`businessProduct/${DEFAULT_CREDENTIAL.targetId}/order/${orderId}`],
    eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    apiVersion: "2024-11-01",
    subscriptionId,
    eventTime: "2025-01-20T12:00:00.120Z",
    data: {},
  });
  expect(await verified(api.emulator.url, request)).toBe(true);
  const changed = { ...request, body: Buffer.from(request.body.toString().replace("ORDER", "order")) };
  expect(await verified(api.emulator.url, changed)).toBe(false);
  const [entry] = await eventually(async () => {
    const entries = await eventLog(api);
    return entries.length > 0 && entries;
  });
  expect(entry?.details).toMatchObject({ outcome: "delivered", to: [`${receiver.url}/hook?...`], attempt: 1 });
});

test("a rotated key signs from then on; the old one stays listed for a day", async () => {
  const receiver = await startReceiver();
  const api = await startEmulator();
  await subscribe(api, { url: receiver.url });
  await order(api);
  const before = await firstOf(receiver.received);
  const { keys } = await (await api.control("POST", "keys")).json();
  expect(keys).toMatchObject([
    { current: true, listedUntil: null },
    { current: false, kid: before.headers["x-amzn-kid"] },
  ]);
  await order(api);
  const after = await eventually(async () => receiver.received[1]);
  expect(after.headers["x-amzn-kid"]).toBe(keys[0].kid);
  expect(await verified(api.emulator.url, before)).toBe(true);
  expect(await verified(api.emulator.url, after)).toBe(true);
  await api.control("POST", "clock", { advanceMs: 24 * 60 * 60_000 });
  await expect(verified(api.emulator.url, before)).rejects.toThrow("not listed");
  expect(await verified(api.emulator.url, after)).toBe(true);
});

test("basic credentials in line are sent", async () => {
  const receiver = await startReceiver();
  const api = await startEmulator();
  await subscribe(api, { url: receiver.url, authConfig: BASIC });
  await order(api);
  const { headers } = await firstOf(receiver.received);
  expect(headers.authorization).toBe(`Basic ${Buffer.from("shop:p4ssw0rd-of-shop").toString("base64")}`);
});

test("an OAuth token is asked for once, used until it expires, and then asked for again", async () => {
  const tokens = await startReceiver((_, count) => ({
    status: 200,
    body: JSON.stringify({ access_token: `token-${count}`, expires_in: 600, token_type: "Bearer" }),
  }));
  const receiver = await startReceiver();
  const api = await startEmulator();
  const httpParameters = {
    bodyParameters: [
      { key: "grant_type", value: "client_credentials" },
      { key: "scope", value: "events:write" },
    ],
    headerParameters: [
      { key: "Content-Type", value: "application/x-www-form-urlencoded" },
      { key: "X-Tenant", value: "seven" },
    ],
  };
  await subscribe(api, { url: receiver.url, authConfig: oAuth(`${tokens.url}/oauth/token`, { httpParameters }) });
  await order(api);
  await order(api);
  await eventually(async () => receiver.received.length === 2);
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-1"]);
  expect(tokens.received).toHaveLength(1);
  const [asked] = tokens.received;
  expect(asked).toMatchObject({ method: "POST", path: "/oauth/token" });
  expect(asked?.headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded", "x-tenant": "seven" });
  expect(Object.fromEntries(new URLSearchParams(asked?.body.toString()))).toEqual({
    grant_type: "client_credentials",
    client_id: "hook-client",
    client_secret: "s3cr3t-of-hook",
    scope: "events:write",
  });

  await api.control("POST", "clock", { advanceMs: 600_000 });
  await order(api);
  await eventually(async () => receiver.received.length === 3);
  expect(receiver.received[2]?.headers.authorization).toBe("Bearer token-2");
});

test("a token that the receiver refuses is renewed once, in the same attempt", async () => {
  const tokens = await startReceiver((_, count) => ({
    status: 200,
    body: JSON.stringify({ access_token: `token-${count}`, expires_in: 600 }),
  }));
  const receiver = await startReceiver(({ headers }) => (headers.authorization === "Bearer token-2" ? 200 : 401));
  const api = await startEmulator();
  await subscribe(api, { url: receiver.url, authConfig: oAuth(tokens.url) });
  await order(api);
  const entry = await eventually(async () => (await eventLog(api))[0]);
  expect(entry.details).toMatchObject({ outcome: "delivered", attempt: 1 });
  expect(receiver.received).toHaveLength(2);
  expect(tokens.received).toHaveLength(2);
});

test("a profile's credentials are used, rotated, and missed when it is deleted", async () => {
  const receiver = await startReceiver();
  const api = await startEmulator();
  const created = await createProfile(api, { authProfileAliasId: "shop-hook", authConfig: BASIC });
  expect(created).toEqual({ data: { createAuthProfile: { authProfileId: "shop-hook" } } });
  await subscribe(api, { url: receiver.url, authProfileId: "shop-hook" });
  await order(api);
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  expect((await firstOf(receiver.received)).headers.authorization).toBe(basic("shop:p4ssw0rd-of-shop"));

  const rotated = { basicAuthConfig: { username: "shop", password: "another-password" } };
  const updated = await api.graphql(
    `mutation($input: UpdateAuthProfileInput) { updateAuthProfile(input: $input) { authProfileId } }`,
    { input: { authProfileId: "shop-hook", authConfig: rotated } },
  );
  expect(updated).toEqual({ data: { updateAuthProfile: { authProfileId: "shop-hook" } } });
  await order(api);
  const second = await eventually(async () => receiver.received[1]);
  expect(second.headers.authorization).toBe(basic("shop:another-password"));

  const drop = `mutation {\n  deleteAuthProfile(authProfileId: "shop-hook") { authProfileId }\n}`;
  expect(await api.graphql(drop)).toEqual({ data: { deleteAuthProfile: { authProfileId: "shop-hook" } } });
  await order(api);
  const retrying = await eventually(async () =>
    (await eventLog(api)).find(({ details }) => details.outcome === "retrying"),
  );
  expect(retrying.details.reason).toContain('the auth profile "shop-hook" has no credentials');
  expect(receiver.received).toHaveLength(2);
});

test("deleting an unknown profile answers the documented access error", async () => {
  const api = await startEmulator();
  expect(await api.graphql(`mutation {\n  deleteAuthProfile(authProfileId: "no") { authProfileId }\n}`)).toEqual({
    errors: [
      {
        message: "You do not have sufficient access to perform this action.",
        locations: [{ line: 2, column: 3 }],
        path: ["deleteAuthProfile"],
        extensions: {
          classification: { type: "AccessDeniedError", errorType: "AccessDeniedException", errorCode: 403 },
        },
      },
    ],
    data: null,
  });
});

test("profiles of one client are nobody else's, and an id without an alias is made up", async () => {
  const second = { ...DEFAULT_CREDENTIAL, clientId: "emu-second", clientSecret: "emu-s" };
  const api = await startEmulator({ credentials: [DEFAULT_CREDENTIAL, second] });
  const other = clientOf({ ...api.emulator, credentials: second });
  const made = await createProfile(api, { authConfig: BASIC });
  expect(made.data.createAuthProfile.authProfileId).toMatch(/^[0-9a-f-]{36}$/);
  await createProfile(api, { authProfileAliasId: "mine", authConfig: BASIC });
  const foreign = await subscribeRaw(other, { url: "http://127.0.0.1:9/", authProfileId: "mine" });
  expect(foreign.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
  expect((await createProfile(other, { authProfileAliasId: "mine", authConfig: BASIC })).errors).toBeUndefined();
});

test.each<[string, object, string]>([
  [
    "an http token endpoint elsewhere",
    { authConfig: oAuth("http://auth.example.com/token") },
    "/createAuthProfile/input/authConfig/oAuthConfig/authEndpoint must be an https URL",
  ],
  [
    "no way to authenticate",
    { authConfig: {} },
    "/createAuthProfile/input/authConfig must have exactly one of oAuthConfig and basicAuthConfig",
  ],
  ["two ways", { authConfig: { ...BASIC, ...oAuth("https://a.example/") } }, "must have exactly one of"],
  [
    "an alias that is too long",
    { authProfileAliasId: "x".repeat(51), authConfig: BASIC },
    "/createAuthProfile/input/authProfileAliasId size must be between 1 and 50",
  ],
  [
    "a header that would be two",
    {
      authConfig: oAuth("https://a.example/", {
        httpParameters: { headerParameters: [{ key: "X-A", value: "1\r\nX-B: 2" }] },
      }),
    },
    "headerParameters/0 must be a header of HTTP",
  ],
])("a profile with %s is refused", async (_name, input, message) => {
  const api = await startEmulator();
  const { errors } = await createProfile(api, input);
  expect(errors?.[0].message).toContain(message);
  expect(errors?.[0].extensions.classification).toMatchObject({ type: "ValidationError", code: "ValidationError" });
});

test.each<[string, object, string]>([
  ["http elsewhere", { url: "http://example.com/hook" }, "destination/webhook/url must be an https URL"],
  ["no URL", { url: "hook" }, "destination/webhook/url must be an https URL"],
  ["https elsewhere", { url: "https://example.com/hook" }, "The bwp emulator calls only this machine"],
  ["a password in the URL", { url: "http://a:b@127.0.0.1/" }, "must not hold a user name or a password"],
  [
    "two kinds of credentials",
    { url: "http://127.0.0.1:9/", authConfig: BASIC, authProfileId: "x" },
    "destination/webhook must have at most one of authConfig and authProfileId",
  ],
  [
    "a token endpoint elsewhere",
    { url: "http://localhost:9/", authConfig: oAuth("https://auth.example.com/") },
    "the token endpoint is on auth.example.com",
  ],
  ["an unknown profile", { url: "http://[::1]:9/", authProfileId: "no" }, "You do not have sufficient access"],
])("a webhook with %s is refused", async (_name, webhook, message) => {
  const api = await startEmulator();
  expect((await subscribeRaw(api, webhook)).errors?.[0].message).toContain(message);
  expect(api.emulator.status().counts.subscriptions).toBe(0);
});

test("one event type goes to one URL once; a webhook has no form to be read back in", async () => {
  const api = await startEmulator();
  const id = await subscribe(api, { url: "http://127.0.0.1:9/a" });
  const again = await subscribeRaw(api, { url: "http://127.0.0.1:9/a" });
  expect(again.errors?.[0].extensions.classification.code).toBe("SubscriptionAlreadyExists");
  await subscribe(api, { url: "http://127.0.0.1:9/b" });
  await subscribe(api, { url: "http://127.0.0.1:9/a" }, "RETURN_STARTED");
  const shown = await api.graphql(
    `{ eventSubscription(subscriptionId: "${id}") { eventSubscriptionDetails { eventType destination { __typename } } } }`,
  );
  expect(shown.data.eventSubscription.eventSubscriptionDetails).toEqual({
    eventType: "ORDER_CONFIRMED",
    destination: null,
  });
});

test("a redirect is not followed", async () => {
  const elsewhere = await startReceiver();
  const receiver = await startReceiver(() => ({ status: 307, headers: { location: elsewhere.url } }));
  const api = await startEmulator();
  await subscribe(api, { url: receiver.url });
  await order(api);
  const entry = await eventually(async () => (await eventLog(api))[0]);
  expect(entry.details).toMatchObject({
    outcome: "retrying",
    reason: "it answered 307; next attempt in 1 s",
  });
  expect(elsewhere.received).toEqual([]);
});

test("a refused event is tried again later and later on the emulator's clock, the same bytes, and given up in the end", async () => {
  const receiver = await startReceiver(() => 500);
  let now = Date.parse("2025-01-20T12:00:00Z");
  const api = await startEmulator({ now: () => now });
  await subscribe(api, { url: receiver.url });
  await order(api);
  const waits = [1, 2, 4, 8, 16, 32, 64];
  for (const [index, wait] of waits.entries()) {
    await eventually(async () => (await eventLog(api)).length === index + 1);
    expect(receiver.received).toHaveLength(index + 1);
    expect((await (await api.control("GET", "clock")).json()).nextDueAt).toBe(
      new Date(now + wait * 1000).toISOString(),
    );
    now += wait * 1000;
    await api.control("POST", "clock", { advanceMs: 0 });
  }
  await eventually(async () => (await eventLog(api)).length === 8);
  const last = (await eventLog(api)).at(-1);
  expect(last?.details).toMatchObject({
    outcome: "dropped",
    to: [`${receiver.url}/`],
    reason: "given up after 8 attempts: it answered 500",
    attempt: 8,
  });
  expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
  expect((await (await api.control("GET", "clock")).json()).pending).toBe(0);
});

test("what was not delivered goes on after a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "bwp-webhooks-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  let healthy = false;
  const receiver = await startReceiver(({ path }) => {
    if (healthy) return 200;
    return path === "/hangs" ? NEVER : 503;
  });
  const first = await startEmulator({ dataDir });
  await subscribe(first, { url: `${receiver.url}/refuses` });
  await subscribe(first, { url: `${receiver.url}/hangs` });
  await order(first);
  const bodies = (path: string) => receiver.received.filter((one) => one.path === path).map(({ body }) => `${body}`);
  const counts = () => ["/refuses", "/hangs"].map((path) => bodies(path).length);
  await eventually(async () => !counts().includes(0) && (await eventLog(first)).length > 0);
  await first.emulator.close();
  const early = counts();

  healthy = true;
  const second = await startEmulator({ dataDir });
  await eventually(async () => counts().every((count, index) => count > (early[index] ?? 0)));
  for (const path of ["/refuses", "/hangs"]) {
    const [one, two] = bodies(path);
    expect(two).toBe(one);
  }
  await eventually(async () => (await (await second.control("GET", "clock")).json()).pending === 0);
});

test("a receiver that does not answer holds up neither changes nor other events", async () => {
  const receiver = await startReceiver(({ path }) => (path === "/slow" ? NEVER : 200));
  const api = await startEmulator();
  await subscribe(api, { url: `${receiver.url}/slow` });
  await subscribe(api, { url: `${receiver.url}/fast` });
  await order(api);
  const started = Date.now();
  await order(api);
  await eventually(async () => receiver.received.filter(({ path }) => path === "/fast").length === 2);
  // The one that does not answer is given up after ten seconds, or is not waited for.
  expect(Date.now() - started).toBeLessThan(9000);
});

test("an event of a deleted subscription is dropped, and the log says so", async () => {
  const receiver = await startReceiver(() => 500);
  const api = await startEmulator();
  const id = await subscribe(api, { url: receiver.url });
  await order(api);
  await eventually(async () => (await eventLog(api)).length > 0);
  await api.graphql(`mutation { deleteEventSubscription(subscriptionId: "${id}") { subscriptionId } }`);
  await api.control("POST", "clock", { advanceMs: 200_000 });
  const last = await eventually(async () => {
    const entry = (await eventLog(api)).at(-1);
    return entry?.details.outcome === "dropped" && entry;
  });
  expect(last.details).toMatchObject({ outcome: "dropped", reason: "the subscription was deleted" });
});

test("no secret is in an answer, in the log or in an export; an import keeps the credentials that are there", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "bwp-webhooks-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const lines: string[] = [];
  const tokens = await startReceiver(() => ({ status: 401, body: "s3cr3t-of-hook is wrong" }));
  const receiver = await startReceiver();
  const api = await startEmulator({ dataDir, log: (entry) => lines.push(JSON.stringify(entry)) });
  await createProfile(api, { authProfileAliasId: "oauth", authConfig: oAuth(tokens.url) });
  await subscribe(api, { url: `${receiver.url}/profile`, authProfileId: "oauth" });
  await subscribe(api, { url: `${receiver.url}/inline?key=k3y-of-url`, authConfig: BASIC });
  await order(api);
  await eventually(async () => (await eventLog(api)).length >= 2);
  const exported = await (await api.control("GET", "export")).text();
  const secrets = /s3cr3t-of-hook|p4ssw0rd-of-shop/;
  expect(exported).toContain('"authProfiles"');
  expect(exported).not.toMatch(secrets);
  expect(lines.join("\n")).toContain("no token from");
  expect(lines.join("\n")).not.toMatch(secrets);
  expect(lines.join("\n")).not.toContain("k3y-of-url");
  // Only the emulator's own journal has them, which nobody else may read.
  expect(readFileSync(join(dataDir, "journal.ndjson"), "utf8")).toMatch(secrets);

  const imported = await api.control("POST", "import", JSON.parse(exported));
  expect(imported.status).toBe(200);
  await order(api);
  const inline = await eventually(async () => receiver.received.filter(({ path }) => path.startsWith("/inline"))[1]);
  expect(inline.headers.authorization).toMatch(/^Basic /);
});

test("an error about variables does not quote a secret", async () => {
  const api = await startEmulator();
  for (const authConfig of [
    { basicAuthConfig: { password: "p4ssw0rd-of-shop" } },
    { oAuthConfig: { authEndpoint: "https://a.example", clientParameters: { clientSecret: "s3cr3t-of-hook" } } },
  ]) {
    const { errors } = await createProfile(api, { authConfig });
    expect(errors?.[0].message).toContain("was not provided");
    expect(JSON.stringify(errors)).not.toMatch(/s3cr3t-of-hook|p4ssw0rd-of-shop/);
  }
});

test("a name under .localhost is this machine, and the receiver is told the name", async () => {
  const receiver = await startReceiver();
  const api = await startEmulator();
  await subscribe(api, { url: `http://shop.localhost:${receiver.port}/hook` });
  await order(api);
  const { headers } = await firstOf(receiver.received);
  expect(headers.host).toBe(`shop.localhost:${receiver.port}`);
});

test("faults strike webhooks as they strike queues: a duplicate is the same body twice", async () => {
  const receiver = await startReceiver();
  const api = await startEmulator();
  await subscribe(api, { url: receiver.url });
  await api.control("POST", "faults", { eventType: "ORDER_CONFIRMED", kind: "duplicate", times: 1 });
  await order(api);
  await eventually(async () => receiver.received.length === 2);
  const [one, two] = receiver.received.map(({ body }) => body.toString());
  expect(two).toBe(one);
});

test("older versions know no webhooks", async () => {
  const api = await startEmulator();
  const input = { eventType: "RETURN_STARTED", destination: { webhook: { url: "http://127.0.0.1:9/" } } };
  const answer = await api.graphql(SUBSCRIBE, { input }, { "x-api-version": "2024-04-01" });
  expect(answer.errors?.[0].message).toContain('"webhook"');
});
