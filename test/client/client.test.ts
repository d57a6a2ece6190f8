import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { RequestOptions } from "../../src/client/client.ts";
import type { RawAnswer } from "../../src/client/options.ts";
import { createMemoryTokenCache } from "../../src/client/token.ts";
import type { Transport } from "../../src/client/transport.ts";
import { AuthenticationError, BwpError, InterruptedError } from "../../src/errors.ts";
import { stringifyJson } from "../../src/model/json.ts";
import {
  apiError,
  CREATE_ORDER,
  CREDENTIALS,
  createTestClient,
  lazily,
  ORDER_QUERY,
  type Reply,
  type Service,
  startService,
  type TestClient,
  tokenReply,
} from "./service.ts";

const ORDER = { data: { order: { id: "322-ABC1-AAAAAA" } } };
const VARIABLES = { orderIdentifier: { orderId: "322-ABC1-AAAAAA" } };

let service: Service | undefined;

afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function answering(...replies: Reply[]): Promise<TestClient> {
  service = await startService((_, index) => replies[Math.min(index, replies.length - 1)] ?? {});
  return createTestClient(service.url);
}

async function failing(promise: Promise<unknown>): Promise<BwpError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof BwpError) {
      expectNoSecrets(error);
      return error;
    }
    throw error;
  }
  throw new Error("The call did not fail.");
}

function expectNoSecrets(value: unknown): void {
  expect(inspect(value, { depth: 12 })).not.toContain("very-secret");
}

function ask(client: TestClient, options?: RequestOptions): Promise<unknown> {
  return client.request(ORDER_QUERY, VARIABLES, options);
}

function create(client: TestClient, options?: RequestOptions): Promise<unknown> {
  return client.request(CREATE_ORDER, { input: {} }, options);
}

describe("a request", () => {
  it("sends document, variables and every documented header", async () => {
    const client = await answering({ json: ORDER });
    await expect(ask(client)).resolves.toEqual(ORDER.data);
    const [request] = service?.graphql ?? [];
    expect(request?.path).toBe("/graphql");
    expect(JSON.parse(request?.body ?? "")).toEqual({ query: ORDER_QUERY.document, variables: VARIABLES });
    expect(request?.headers).toMatchObject({
      authorization: "Bearer very-secret-token-1",
      "content-type": "application/json",
      "x-api-version": "2024-11-01",
      "x-api-target-id": CREDENTIALS.targetId,
      "x-omni-targetid": CREDENTIALS.targetId,
      "x-api-access-key": CREDENTIALS.accessKey,
      "user-agent": "bwp/test",
    });
    expect(service?.tokens[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(service?.tokens[0]?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: CREDENTIALS.clientId,
      client_secret: CREDENTIALS.clientSecret,
    });
  });

  it("sends no access key when the profile has none", async () => {
    service = await startService(() => ({ json: ORDER }));
    const { clientId, clientSecret, targetId } = CREDENTIALS;
    await ask(createTestClient(`${service.url}/`, { credentials: { clientId, clientSecret, targetId } }));
    expect(service.graphql[0]?.headers).not.toHaveProperty("x-api-access-key");
    expect(service.graphql[0]?.path).toBe("/graphql");
  });

  it("keeps numbers as the API wrote them, packed or not", async () => {
    const text = '{"data":{"order":{"totalPrice":{"value":{"amount":10.10,"large":12345678901234567890}}}}}';
    const client = await answering({ text }, { text, gzip: true });
    for (let round = 0; round < 2; round += 1) {
      expect(stringifyJson({ data: await ask(client) })).toBe(text);
    }
  });

  it("describes itself with every secret masked and sends nothing", async () => {
    const client = await answering({ json: ORDER });
    const description = client.describe(CREATE_ORDER, {
      input: {
        shopperIdentity: { lwaAccessToken: { value: "very-secret-shopper" } },
        authConfig: {
          oAuthConfig: {
            clientParameters: { clientId: "visible", clientSecret: "very-secret-2" },
            httpParameters: { bodyParameters: [{ key: "client_secret", value: "very-secret-3" }] },
          },
          basicAuthConfig: { username: "visible", password: "very-secret-4" },
        },
        aliases: [{ aliasType: "EXTERNAL_ID", aliasId: "shop-1" }],
      },
    });
    expectNoSecrets(description);
    expect(description).toMatchObject({
      method: "POST",
      url: `${service?.url}/graphql`,
      headers: { Authorization: "Bearer ********", "x-api-access-key": "********", "x-api-version": "2024-11-01" },
      body: { query: CREATE_ORDER.document, variables: { input: { aliases: [{ aliasId: "shop-1" }] } } },
    });
    expect(service?.graphql).toHaveLength(0);
    expect(service?.tokens).toHaveLength(0);
  });

  it("tells of exchanges without secrets", async () => {
    const client = await answering({
      json: ORDER,
      headers: { "set-cookie": "very-secret-cookie", "x-amzn-requestid": "r-1" },
    });
    await ask(client);
    expectNoSecrets(client.exchanges);
    expect(client.exchanges.map((exchange) => [exchange.operation, exchange.response?.status])).toEqual([
      ["token", 200],
      ["order", 200],
    ]);
    expect(client.exchanges[1]?.response?.headers).toMatchObject({ "x-amzn-requestid": "r-1" });
    expect(client.exchanges[1]?.request.body?.variables).toEqual(VARIABLES);
  });
});

describe("an answer as it came", () => {
  it("is handed out at each try, refusals included, without secrets", async () => {
    const throttled = { errors: [apiError("ThrottlingError", 429)], data: null };
    const echo = { data: { order: { id: CREDENTIALS.accessKey } } };
    const client = await answering(
      { json: throttled },
      { json: echo, headers: { "set-cookie": "a=b", date: "today" } },
    );
    const answers: RawAnswer[] = [];
    await client.request(ORDER_QUERY, VARIABLES, { onAnswer: (answer) => answers.push(answer) });
    expect(answers.map(({ status, body }) => [status, JSON.parse(body)])).toEqual([
      [200, throttled],
      [200, { data: { order: { id: "********" } } }],
    ]);
    expect(answers[1]?.headers).toMatchObject({ "content-type": "application/json", date: "today" });
    expect(answers[1]?.headers).not.toHaveProperty("set-cookie");
  });

  it("also where it is no GraphQL", async () => {
    const client = await answering({ status: 404, text: "<html>" });
    const answers: RawAnswer[] = [];
    await failing(client.request(ORDER_QUERY, VARIABLES, { onAnswer: (answer) => answers.push(answer) }));
    expect(answers).toMatchObject([{ status: 404, body: "<html>" }]);
  });
});

it("a document with secrets is sent as it is and shown as it may be", async () => {
  const client = await answering({ json: ORDER });
  const operation = { ...ORDER_QUERY, shown: "query order { masked }" };
  expect(client.describe(operation, VARIABLES).body.query).toBe("query order { masked }");
  await client.request(operation, VARIABLES);
  expect(JSON.parse(service?.graphql[0]?.body ?? "").query).toBe(ORDER_QUERY.document);
  expect(client.exchanges.at(-1)?.request.body?.query).toBe("query order { masked }");
});

describe("tokens", () => {
  it("asks once for concurrent calls and keeps the token", async () => {
    const client = await answering({ json: ORDER });
    await Promise.all([ask(client), ask(client), ask(client)]);
    await ask(client);
    expect(service?.tokens).toHaveLength(1);
  });

  it("reads the client secret only when a token has to be fetched", async () => {
    service = await startService(() => ({ json: ORDER }));
    let reads = 0;
    const credentials = {
      ...lazily(CREDENTIALS),
      clientSecret: async () => {
        reads += 1;
        return CREDENTIALS.clientSecret;
      },
    };
    const tokens = createMemoryTokenCache();
    await tokens.write({ accessToken: "very-secret-cached", expiresAt: Date.now() + 600_000 });
    const client = createTestClient(service.url, { tokens, lazyCredentials: credentials });
    await ask(client);
    expect(reads).toBe(0);
    await client.accessToken({ fresh: true });
    expect([reads, service.tokens.length]).toEqual([1, 1]);
  });

  it("asks once for a fresh token when there was none", async () => {
    const client = await answering({ json: ORDER });
    expect(await client.accessToken({ fresh: true })).toBe("very-secret-token-1");
    expect(await client.accessToken({ fresh: true })).toBe("very-secret-token-2");
  });

  it("ends the call with the error of a secret that cannot be read", async () => {
    service = await startService(() => ({ json: ORDER }));
    const gone = new AuthenticationError("There is no client secret.", { code: "no_secret" });
    const lazyCredentials = { ...lazily(CREDENTIALS), clientSecret: () => Promise.reject(gone) };
    expect(await failing(ask(createTestClient(service.url, { lazyCredentials })))).toBe(gone);
    expect(service.tokens).toHaveLength(0);
  });

  it("renews 15 seconds before the token expires", async () => {
    const client = await answering({ json: ORDER });
    await ask(client);
    client.advance(884_000);
    await ask(client);
    expect(service?.tokens).toHaveLength(1);
    client.advance(1_500);
    await ask(client);
    expect(service?.tokens).toHaveLength(2);
    expect(service?.graphql[2]?.headers.authorization).toBe("Bearer very-secret-token-2");
  });

  it.each([
    ["HTTP 401", { status: 401, json: { message: "Unauthorized" } }],
    [
      "an error that names the token",
      {
        json: {
          data: null,
          errors: [{ ...apiError("AccessDeniedError", 403), message: "The access token has expired." }],
        },
      },
    ],
    [
      "a classification as text",
      { json: { errors: [{ message: "no", extensions: { classification: "Unauthorized" } }] } },
    ],
  ] as [string, Reply][])("renews a refused token once: %s", async (_, refusal) => {
    const client = await answering(refusal, { json: ORDER });
    await expect(ask(client)).resolves.toEqual(ORDER.data);
    expect(service?.tokens).toHaveLength(2);
    expect(service?.graphql.map((request) => request.headers.authorization)).toEqual([
      "Bearer very-secret-token-1",
      "Bearer very-secret-token-2",
    ]);
  });

  it("renews a token from the cache once before it believes that access is denied", async () => {
    const denied: Reply = { json: { errors: [apiError("AccessDeniedError", 403)], data: null } };
    service = await startService((request) =>
      request.headers.authorization?.includes("old") ? denied : { json: ORDER },
    );
    const old = { accessToken: "very-secret-old", expiresAt: Date.now() + 600_000 };
    const tokens = createMemoryTokenCache();
    await tokens.write(old);
    await expect(ask(createTestClient(service.url, { tokens }))).resolves.toEqual(ORDER.data);
    expect(await tokens.read()).toMatchObject({ accessToken: "very-secret-token-1" });
  });

  it("does not renew a token that it has just got", async () => {
    const client = await answering({ json: { errors: [apiError("AccessDeniedError", 403)], data: null } });
    expect(await failing(ask(client))).toMatchObject({ type: "permission" });
    expect(service?.tokens).toHaveLength(1);
    client.advance(1_000);
    expect(await failing(ask(client))).toMatchObject({ type: "permission" });
    expect(service?.tokens).toHaveLength(2);
  });

  it.each([
    ["trusts", 870_000, 0],
    ["renews", 800_000, 1],
  ])("%s a token of the service with %i ms left when access is denied", async (_, left, renewals) => {
    const paths: string[] = [];
    const transport: Transport = {
      async send({ url }) {
        paths.push(url.pathname);
        const json =
          url.pathname === "/token" ? tokenReply(0).json : { errors: [apiError("AccessDeniedError", 403)], data: null };
        return { status: 200, headers: {}, body: JSON.stringify(json) };
      },
      close() {},
    };
    const tokens = createMemoryTokenCache();
    await tokens.write({ accessToken: "very-secret-old", expiresAt: Date.now() + left });
    const client = createTestClient("https://api.example.test", { tokens, transport });
    expect(await failing(ask(client))).toMatchObject({ type: "permission" });
    expect(paths.filter((path) => path === "/token")).toHaveLength(renewals);
  });

  it("keeps the denial if no new token can be had for another reason", async () => {
    service = await startService(
      () => ({ json: { errors: [apiError("AccessDeniedError", 403)], data: null } }),
      () => ({ text: "<html>" }),
    );
    const tokens = createMemoryTokenCache();
    await tokens.write({ accessToken: "very-secret-old", expiresAt: Date.now() + 600_000 });
    expect(await failing(ask(createTestClient(service.url, { tokens })))).toMatchObject({ code: "AccessDeniedError" });
  });

  it("gives up when the renewed token is refused too", async () => {
    const client = await answering({ status: 401, text: "" });
    const error = await failing(ask(client));
    expect(error).toMatchObject({ type: "authentication", code: "http_401" });
    expect(error.suggestion).toContain("bwp auth login");
    expect(service?.graphql).toHaveLength(2);
  });

  it("renews for a mutation as well, since nothing was executed", async () => {
    const client = await answering({ status: 401, text: "" }, { json: { data: { createOrder: {} } } });
    await expect(create(client)).resolves.toEqual({ createOrder: {} });
  });

  it.each([
    [
      "RFC 6749",
      {
        status: 400,
        json: { error: "invalid_client", error_description: "Client very-secret-client-secret is unknown" },
      },
      "invalid_client",
    ],
    ["another JSON", { status: 403, json: { message: "Forbidden" } }, "http_403"],
    ["no body", { status: 401, text: "" }, "http_401"],
  ] as [string, Reply, string][])("reports refused credentials: %s", async (_, reply, code) => {
    service = await startService(
      () => ({ json: ORDER }),
      () => reply,
    );
    const error = await failing(ask(createTestClient(service.url)));
    expect(error).toMatchObject({ type: "authentication", code });
    expect(service.graphql).toHaveLength(0);
    expect(service.tokens).toHaveLength(1);
  });

  it("repeats a throttled token request", async () => {
    service = await startService(
      () => ({ json: ORDER }),
      (_, index) =>
        index === 0 ? { status: 429, text: "" } : { json: { access_token: "very-secret-x", expires_in: 900 } },
    );
    await expect(ask(createTestClient(service.url))).resolves.toEqual(ORDER.data);
  });

  it("reports a page in place of a token", async () => {
    service = await startService(
      () => ({ json: ORDER }),
      () => ({ text: "<html>Sign in</html>" }),
    );
    expect(await failing(ask(createTestClient(service.url)))).toMatchObject({
      type: "unavailable",
      code: "unexpected_answer",
    });
  });

  it("hands out a fresh token on demand", async () => {
    const client = await answering({ json: ORDER });
    expect(await client.accessToken()).toBe("very-secret-token-1");
    expect(await client.accessToken()).toBe("very-secret-token-1");
    expect(await client.accessToken({ fresh: true })).toBe("very-secret-token-2");
  });
});

describe("errors of the API", () => {
  it.each([
    [apiError("ValidationError", 400, { code: "AddressMismatch", details: {} }), "refused", "AddressMismatch"],
    [apiError("ConflictError", 409), "refused", "ConflictError"],
    [apiError("AccessDeniedError", 403), "permission", "AccessDeniedError"],
    [apiError("ResourceNotFoundError", 404), "not_found", "ResourceNotFoundError"],
    [{ message: "m", extensions: { classification: { type: "ConflictException" } } }, "refused", "ConflictException"],
    [
      { message: "m", extensions: { classification: { errorType: "ValidationException" } } },
      "refused",
      "ValidationException",
    ],
    [{ message: "m", extensions: { classification: { errorCode: 404 } } }, "not_found", "api_error"],
    [{ message: "m", extensions: { classification: { errorCode: "403" } } }, "permission", "api_error"],
    [{ message: "m", extensions: { classification: "InvalidSyntax" } }, "refused", "InvalidSyntax"],
    [{ message: "m", extensions: { classification: "ValidationError" } }, "refused", "ValidationError"],
    [{ message: "m" }, "refused", "api_error"],
    ["text", "refused", "api_error"],
    [null, "refused", "api_error"],
  ])("%j becomes %s %s", async (entry, type, code) => {
    const client = await answering({ json: { errors: [entry], data: { order: null } } });
    expect(await failing(ask(client))).toMatchObject({ type, code, operation: "order", partialData: undefined });
    expect(service?.graphql).toHaveLength(1);
  });

  it("keeps message, path, documented way out, partial data and all findings", async () => {
    const data = { order: { id: "322-ABC1-AAAAAA", totalPrice: null } };
    const first = {
      ...apiError("ValidationError", 400, { code: "AddressMismatch", details: { message: "See line 1." } }),
      path: ["createOrder", "lineItems", 0],
    };
    const client = await answering({ json: { data, errors: [first, apiError("ResourceNotFoundError", 404)] } });
    const error = await failing(create(client));
    expect(error.message).toBe("A ValidationError of the test. See line 1.");
    expect(error.path).toEqual(["createOrder", "lineItems", 0]);
    expect(error.suggestion).toContain("delivery preview");
    expect(error.partialData).toEqual(data);
    expect(error.findings).toEqual([
      "AddressMismatch: A ValidationError of the test. See line 1. at createOrder.lineItems.0",
      "ResourceNotFoundError: A ResourceNotFoundError of the test. at order",
    ]);
  });

  it("reads errors of a body that came with an HTTP error status", async () => {
    const client = await answering({ status: 403, json: { errors: [apiError("AccessDeniedError", 403)], data: null } });
    const error = await failing(ask(client));
    expect(error).toMatchObject({ type: "permission", code: "AccessDeniedError" });
    expect(error.suggestion).toContain("View Order Data");
  });

  it("never repeats what was sent, even if the service echoes it", async () => {
    service = await startService((request) => ({
      json: {
        errors: [
          { message: `Bad: ${request.headers.authorization} ${CREDENTIALS.accessKey} ${CREDENTIALS.clientSecret}` },
        ],
      },
    }));
    const error = await failing(create(createTestClient(service.url)));
    expect(error.message).toBe("Bad: Bearer ******** ******** ********");
  });

  it("names the versions that have an operation", async () => {
    const client = await answering({ json: ORDER });
    const operation = { name: "generateReversalOffers", kind: "query", version: "2024-11-01", document: "" } as const;
    const error = await failing(client.request(operation, {}));
    expect(error).toMatchObject({ type: "refused", code: "not_in_version" });
    expect(error.message).toContain("2024-01-01");
    expect(service?.tokens).toHaveLength(0);
  });
});

describe("answers that are no GraphQL", () => {
  it.each([
    [
      "a page with status 200",
      { text: "<!doctype html><p>very-secret page</p>", headers: { "content-type": "text/html" } },
      "unavailable",
      "unexpected_answer",
      1,
    ],
    ["an empty body", { text: "" }, "unavailable", "unexpected_answer", 4],
    ["broken JSON", { text: '{"data":{"order":{"id"' }, "unavailable", "unexpected_answer", 4],
    ["a list", { text: "[1]" }, "unavailable", "unexpected_answer", 4],
    ["an object without data", { text: "{}" }, "unavailable", "unexpected_answer", 4],
    ["null data without errors", { text: '{"data":null}' }, "unavailable", "unexpected_answer", 4],
    ["a broken-off body", { text: '{"data":', fault: "truncate" }, "unavailable", "network_reset", 4],
    ["a closed connection", { fault: "close" }, "unavailable", "network_reset", 4],
    ["HTTP 400", { status: 400, text: "Bad" }, "refused", "http_400", 1],
    ["HTTP 403", { status: 403, json: { message: "Forbidden" } }, "permission", "http_403", 1],
    ["HTTP 404", { status: 404, text: "<html>" }, "refused", "http_404", 1],
    ["HTTP 429", { status: 429, text: "" }, "unavailable", "http_429", 4],
    ["HTTP 502", { status: 502, text: "<html>Bad gateway</html>" }, "unavailable", "http_502", 4],
    ["HTTP 503", { status: 503, json: { message: "down" } }, "unavailable", "http_503", 4],
    [
      "a redirect",
      { status: 302, text: "", headers: { location: "https://sign-in.example/x?y=very-secret" } },
      "refused",
      "redirected",
      1,
    ],
  ] as [string, Reply, string, string, number][])("%s", async (_, reply, type, code, tries) => {
    const client = await answering(reply);
    const error = await failing(ask(client));
    expect(error).toMatchObject({ type, code });
    expect(error.suggestion).toBeTruthy();
    expect(service?.graphql).toHaveLength(tries);
    if (code === "redirected") expect(error.message).toContain("sign-in.example");
  });
});

describe("size", () => {
  it("stops reading an answer that unpacks to more than 64 MB", async () => {
    const client = await answering({ text: `{"data":"${" ".repeat(65 * 1024 * 1024)}"}`, gzip: true });
    expect(await failing(ask(client))).toMatchObject({ type: "unavailable", code: "network_too_large" });
    expect(service?.graphql).toHaveLength(1);
  });
});

describe("retries", () => {
  it("backs off exponentially and says so", async () => {
    const client = await answering(
      { status: 503, text: "" },
      { status: 503, text: "" },
      { fault: "close" },
      { json: ORDER },
    );
    await expect(ask(client)).resolves.toEqual(ORDER.data);
    expect(client.sleeps).toEqual([500, 1000, 2000]);
    expect(client.retries.map(({ attempt, operation }) => [attempt, operation])).toEqual([
      [1, "order"],
      [2, "order"],
      [3, "order"],
    ]);
  });

  it("waits as long as the service asks, if the budget allows it", async () => {
    const client = await answering({ status: 429, text: "", headers: { "retry-after": "7" } }, { json: ORDER });
    await ask(client);
    expect(client.sleeps).toEqual([7000]);
    const patient = await answering({ status: 429, text: "", headers: { "retry-after": "3600" } });
    expect(await failing(ask(patient))).toMatchObject({ code: "http_429", suggestion: "Wait 3600 s, then try again." });
    expect(patient.sleeps).toEqual([]);
  });

  it("repeats throttled mutations", async () => {
    const throttled = { json: { errors: [apiError("ThrottlingError", 429)], data: null } };
    const client = await answering(throttled, { json: { data: { createOrder: { order: { id: "1" } } } } });
    await expect(create(client)).resolves.toBeDefined();
    const stubborn = await answering(throttled);
    expect(await failing(create(stubborn))).toMatchObject({ type: "unavailable", code: "ThrottlingError" });
    expect(service?.graphql).toHaveLength(4);
  });

  it.each([
    ["a closed connection", { fault: "close" }],
    ["a broken-off answer", { text: '{"da', fault: "truncate" }],
    ["HTTP 504", { status: 504, text: "" }],
    ["half a JSON", { text: '{"data":{' }],
  ] as [string, Reply][])(
    "does not repeat a mutation after %s, and says that the outcome is unknown",
    async (_, reply) => {
      const client = await answering(reply);
      const error = await failing(create(client));
      expect(error).toMatchObject({ type: "unavailable", code: "outcome_unknown", retryable: false });
      expect(error.suggestion).toContain("before you repeat");
      expect(service?.graphql).toHaveLength(1);
    },
  );

  it("repeats a mutation that is safe, and tells the caller that the first try may have worked", async () => {
    const client = await answering(
      { fault: "close" },
      { json: { errors: [apiError("ConflictError", 409)], data: null } },
    );
    const seen: boolean[] = [];
    const error = await failing(
      create(client, { retry: "safe", onRetry: (event) => seen.push(event.mayHaveTakenEffect) }),
    );
    expect(error).toMatchObject({ type: "refused", code: "ConflictError" });
    expect(seen).toEqual([true]);
    const dead = await answering({ fault: "close" });
    expect(await failing(create(dead, { retry: "safe" }))).toMatchObject({ code: "outcome_unknown" });
    expect(service?.graphql).toHaveLength(4);
  });

  it("does not repeat an internal error of a mutation, and keeps its code", async () => {
    const client = await answering({ json: { errors: [apiError("InternalServerError", 500)], data: null } });
    expect(await failing(create(client))).toMatchObject({ type: "unavailable", code: "InternalServerError" });
    expect(service?.graphql).toHaveLength(1);
  });

  it("repeats nothing when told so", async () => {
    const client = await answering({ status: 503, text: "" });
    expect(await failing(ask(client, { retry: "never" }))).toMatchObject({ code: "http_503" });
    expect(service?.graphql).toHaveLength(1);
  });

  it("retries a refused connection, for a mutation too", async () => {
    service = await startService(() => ({ json: ORDER }));
    const { url } = service;
    await service.close();
    const client = createTestClient(url);
    const error = await failing(create(client));
    expect(error).toMatchObject({ type: "unavailable", code: "network_refused" });
    expect(error.suggestion).toContain("bwp emulator start");
    expect(client.sleeps).toHaveLength(3);
  });

  it("gives up when the time is over", async () => {
    service = await startService(() => ({ fault: "hang" }));
    const started = Date.now();
    const error = await failing(ask(createTestClient(service.url, { timeoutMs: 300 })));
    expect(error).toMatchObject({ type: "unavailable", code: "network_timeout" });
    expect(error.suggestion).toContain("--timeout");
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(await failing(create(createTestClient(service.url, { timeoutMs: 300 })))).toMatchObject({
      code: "outcome_unknown",
    });
  });
});

describe("stopping", () => {
  it.each(["graphql", "token"])("ends with the signal's reason while waiting for %s", async (where) => {
    const hang = (): Reply => ({ fault: "hang" });
    service = where === "token" ? await startService(hang, hang) : await startService(hang);
    const stop = new AbortController();
    const reason = new InterruptedError();
    setTimeout(() => stop.abort(reason), 50);
    await expect(ask(createTestClient(service.url), { signal: stop.signal })).rejects.toBe(reason);
  });

  it("sends nothing for a signal that is already aborted", async () => {
    const client = await answering({ json: ORDER });
    await expect(ask(client, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(InterruptedError);
    expect(service?.tokens).toHaveLength(0);
  });
});

describe("addresses", () => {
  const emulator = { clientId: "emu-client", clientSecret: "emu-secret", targetId: "bp-1" };

  it("keeps emulator credentials on loopback", () => {
    expect(() => createTestClient("https://api.buywithprime.amazon.com", { credentials: emulator })).toThrow(
      /emulator/,
    );
    expect(() => createTestClient("http://localhost:4000", { credentials: emulator })).not.toThrow();
  });

  it("keeps an emulator's secret on loopback even under another client id", async () => {
    const paths: string[] = [];
    const transport: Transport = {
      async send({ url }) {
        paths.push(url.pathname);
        return { status: 500, headers: {}, body: "" };
      },
      close() {},
    };
    const credentials = { ...CREDENTIALS, clientSecret: "emu-secret" };
    const client = createTestClient("https://api.buywithprime.amazon.com", { credentials, transport });
    expect(await failing(ask(client))).toMatchObject({ code: "emulator_credentials" });
    expect(paths).toEqual([]);
  });

  it.each([{ targetId: "" }, { targetId: "bp-1\n" }, { accessKey: "very-secret\u00e4" }])(
    "explains %j before anything is sent",
    (odd) => {
      const make = () => createTestClient("http://localhost:1", { credentials: { ...CREDENTIALS, ...odd } });
      expect(make).toThrow(/cannot be sent/);
      expect(make).not.toThrow(/very-secret/);
    },
  );

  it("sends credentials over http to loopback only", () => {
    expect(() => createTestClient("http://api.example")).toThrow(/encryption/);
    expect(() => createTestClient("ftp://localhost")).toThrow(/http/);
  });
});
