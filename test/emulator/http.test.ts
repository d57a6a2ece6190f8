import http from "node:http";
import { expect, test } from "vitest";
import { DEFAULT_CREDENTIAL } from "../../src/emulator/credentials.ts";
import { clientOf, startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER, primeOrder } from "./support/order.ts";

const QUERY = '{\n  order(orderIdentifier: { orderId: "x" }) { id }\n}';

function askToken(url: string, form: Record<string, string>) {
  return fetch(`${url}/token`, { method: "POST", body: new URLSearchParams(form) });
}

const FORM = {
  grant_type: "client_credentials",
  client_id: DEFAULT_CREDENTIAL.clientId,
  client_secret: DEFAULT_CREDENTIAL.clientSecret,
};

test("POST /token answers a bearer token of 900 seconds", async () => {
  const { emulator } = await startEmulator();
  const response = await askToken(emulator.url, FORM);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    access_token: expect.stringMatching(/^emu-/),
    expires_in: 900,
    token_type: "Bearer",
  });
});

test.each([
  ["a wrong secret", { ...FORM, client_secret: "no" }, 401, "invalid_client"],
  ["real credentials", { ...FORM, client_id: "amzn1.application-oa2-client.1" }, 401, "invalid_client"],
  ["another grant", { ...FORM, grant_type: "password" }, 400, "unsupported_grant_type"],
  ["no secret", { grant_type: "client_credentials", client_id: "emu-x" }, 400, "invalid_request"],
])("POST /token with %s is refused", async (_name, form, status, error) => {
  const { emulator } = await startEmulator();
  const response = await askToken(emulator.url, form);
  expect(response.status).toBe(status);
  expect((await response.json()).error).toBe(error);
});

test.each<[string, Record<string, string>]>([
  ["no token", { authorization: "" }],
  ["a made-up token", { authorization: "Bearer emu-abc.def" }],
  ["another target id", { "x-api-target-id": "bp-other" }],
  ["two target ids", { "x-omni-targetid": "bp-other" }],
])("a call with %s answers the access error with status 200", async (_name, headers) => {
  const api = await startEmulator();
  const response = await api.post(QUERY, {}, headers);
  expect(response.status).toBe(200);
  const answer = await response.json();
  expect(answer.errors[0].message).toBe("You do not have sufficient access to perform this action.");
  expect(answer.data).toEqual({ order: null });
});

test("the older target header is enough, and a lower-case bearer", async () => {
  const api = await startEmulator();
  const { id } = (await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder.order;
  const response = await fetch(`${api.emulator.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `bearer ${await api.token()}`,
      "X-Omni-TargetId": DEFAULT_CREDENTIAL.targetId,
    },
    body: JSON.stringify({ query: `{ order(orderIdentifier: { orderId: "${id}" }) { id } }` }),
  });
  expect(await response.json()).toEqual({ data: { order: { id } } });
});

test("a token expires after 15 minutes", async () => {
  let now = Date.parse("2025-01-20T12:00:00Z");
  const api = await startEmulator({ now: () => now });
  const created = await api.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  expect(created.errors).toBeUndefined();
  now += 899_000;
  expect((await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).errors).toBeUndefined();
  now += 1000;
  const expired = await api.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  expect(expired.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
});

test("permissions of the credentials are enforced", async () => {
  const reader = { ...DEFAULT_CREDENTIAL, clientId: "emu-reader", permissions: ["viewOrder"] as const };
  const api = await startEmulator({ credentials: [DEFAULT_CREDENTIAL, reader] });
  const { id } = (await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder.order;
  const readerApi = clientOf({ ...api.emulator, credentials: reader });
  const read = await readerApi.graphql(`{ order(orderIdentifier: { orderId: "${id}" }) { id } }`);
  expect(read.data.order.id).toBe(id);
  const write = await readerApi.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  expect(write.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
  expect(
    (await readerApi.graphql("{ eventSubscriptions { totalCount } }")).errors?.[0].extensions.classification.type,
  ).toBe("AccessDeniedError");
});

test("a version that is not known is refused", async () => {
  const api = await startEmulator();
  for (const version of ["2023-01-01", "2024-11-02"]) {
    const answer = await api.graphql(QUERY, {}, { "x-api-version": version });
    expect(answer.errors?.[0].message).toContain(`does not speak the API version "${version}"`);
  }
});

test("errors of the language itself have a string as classification", async () => {
  const api = await startEmulator();
  const classify = async (query: string) => (await api.graphql(query)).errors?.[0].extensions.classification;
  expect(await classify("{")).toBe("InvalidSyntax");
  expect(await classify("{ nothing }")).toBe("ValidationError");
  expect(await classify("query($i: OrderIdentifierInput!) { order(orderIdentifier: $i) { id } }")).toBe(
    "ValidationError",
  );
});

test("a browser gets GraphiQL, complete without another server", async () => {
  const { emulator } = await startEmulator();
  const response = await fetch(`${emulator.url}/graphql`, { headers: { accept: "text/html" } });
  expect(response.headers.get("content-type")).toContain("text/html");
  const page = await response.text();
  expect(page).toContain("Buy with Prime emulator");
  expect(page).not.toMatch(/<(?:script|link)[^>]+(?:src|href)=["']https?:/);
});

test("GET /jwks.json has an ES384 key that stays the same", async () => {
  const { emulator } = await startEmulator();
  const ask = async () => (await fetch(`${emulator.url}/jwks.json`)).json();
  const first = await ask();
  expect(first.keys).toMatchObject([{ kty: "EC", crv: "P-384", alg: "ES384", use: "sig" }]);
  expect(first.keys[0].d).toBeUndefined();
  expect(await ask()).toEqual(first);
});

function rawStatus(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get(`${url}/_emulator/status`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on("error", reject);
  });
}

test.each([
  [{ origin: "https://evil.example" }, 403],
  [{ origin: "null" }, 403],
  [{ host: "evil.example" }, 403],
  [{ host: "localhost.evil.example" }, 403],
  [{ origin: "http://localhost:3000" }, 200],
  [{ host: "localhost" }, 200],
])("controls asked with %o answer %d", async (headers, status) => {
  const { emulator } = await startEmulator();
  expect(await rawStatus(emulator.url, headers)).toBe(status);
});

test("status, log, reset and shutdown", async () => {
  const api = await startEmulator({ version: "1.2.3" });
  await api.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  expect(await (await api.control("GET", "status")).json()).toMatchObject({
    url: api.emulator.url,
    pid: process.pid,
    version: "1.2.3",
    speed: "instant",
    awsAccount: "000000000000",
    counts: { orders: 1, subscriptions: 0, trackers: 0, userEvents: 0 },
  });
  const { entries } = await (await api.control("GET", "log?after=1")).json();
  expect(entries.every((entry: { sequence: number }) => entry.sequence > 1)).toBe(true);
  expect(entries.map((entry: { message: string }) => entry.message)).toContain("createOrder: ok");
  expect((await (await api.control("POST", "reset")).json()).counts.orders).toBe(0);
  expect((await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).errors).toBeUndefined();
  expect((await api.control("GET", "nothing")).status).toBe(404);
  expect((await api.control("POST", "shutdown")).status).toBe(200);
  await api.emulator.closed;
  await expect(fetch(`${api.emulator.url}/_emulator/status`)).rejects.toThrow();
});

test("a port that is taken is an error", async () => {
  const api = await startEmulator();
  await expect(startEmulator({ port: api.emulator.port })).rejects.toThrow(/EADDRINUSE/);
});
