import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { SqsProtocol } from "../../src/aws/sqs-protocol.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const credentials = { accessKeyId: "emu-id", secretAccessKey: "emu-secret", sessionToken: "session" };
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function listen(handler: RequestListener): Promise<Server & { origin: string }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(server, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function connect(origin: string, now: () => number = Date.now, timeoutMs = 60_000, proxy?: string): SqsProtocol {
  const protocol = new SqsProtocol({
    origin,
    region: "us-east-1",
    credentials: () => Promise.resolve(credentials),
    settings: { timeoutMs, now, env: {}, proxy: proxy === undefined ? undefined : new URL(proxy) },
  });
  open.push(() => protocol.close());
  return protocol;
}

/** Whether a signature's date is less than half an hour away, as AWS asks for a few minutes. */
function isAboutNow(date: string): boolean {
  const iso = date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return Math.abs(Date.parse(iso) - Date.now()) < 30 * 60_000;
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

test("says the same as the AWS SDK: method, path, target, type and input", async () => {
  const seen: unknown[] = [];
  const server = await listen(async (request, response) => {
    const { "x-amz-target": target, "content-type": type, "x-amz-security-token": token, host } = request.headers;
    const scope = /Credential=(\S+),/.exec(request.headers.authorization ?? "")?.[1];
    seen.push([request.method, request.url, target, type, token, host, scope, await read(request)]);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
  });
  const input = { QueueUrl: `${server.origin}/000000000000/q`, MaxNumberOfMessages: 10 };
  const client = new SQSClient({ endpoint: server.origin, region: "us-east-1", credentials });
  await client.send(new ReceiveMessageCommand(input));
  client.destroy();
  await connect(server.origin).call("ReceiveMessage", input);
  expect(seen).toHaveLength(2);
  expect(seen[1]).toEqual(seen[0]);
});

test("a connection that the other side closed while it was idle is replaced in silence", async () => {
  let requests = 0;
  const server = await listen((request, response) => {
    requests += 1;
    // Promises to keep the connection, then drops the second request that comes over it.
    if (requests === 2) request.socket.destroy();
    else request.resume().on("end", () => response.end(`{"n":${requests}}`));
  });
  const protocol = connect(server.origin);
  expect(await protocol.call("A", {})).toEqual({ n: 1 });
  expect(await protocol.call("B", {})).toEqual({ n: 3 });
});

test("a fresh connection that breaks is an error", async () => {
  const server = await listen((request) => request.socket.destroy());
  await expect(connect(server.origin).call("A", {})).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("a clock that is wrong by an hour is put right by the answer's date", async () => {
  const dates: string[] = [];
  const server = await listen((request, response) => {
    const date = String(request.headers["x-amz-date"]);
    dates.push(date);
    const isClose = isAboutNow(date);
    response
      .writeHead(isClose ? 200 : 403)
      .end(isClose ? "{}" : '{"__type":"SignatureDoesNotMatch","message":"expired"}');
  });
  const protocol = connect(server.origin, () => Date.now() - 3_600_000);
  await protocol.call("A", {});
  await protocol.call("B", {});
  expect(dates).toHaveLength(3);
});

test("calls that were under way when the clock jumped are all put right", async () => {
  const server = await listen((request, response) => {
    const isClose = isAboutNow(String(request.headers["x-amz-date"]));
    const refusal = '{"__type":"InvalidSignatureException","message":"Signature expired"}';
    setTimeout(() => response.writeHead(isClose ? 200 : 403).end(isClose ? "{}" : refusal), 20);
  });
  let aheadMs = 0;
  const protocol = connect(server.origin, () => Date.now() + aheadMs);
  await protocol.call("A", {});
  for (const jump of [-7_200_000, 0]) {
    aheadMs = jump;
    const calls = Array.from({ length: 8 }, () => protocol.call("B", {}));
    expect(await Promise.all(calls)).toEqual(Array(8).fill({}));
  }
});

test.each([
  ["others", "new", 2],
  ["the same", "old", 1],
])("of credentials that have expired, renewing finds %s", async (_, found, attempts) => {
  const seen: string[] = [];
  const server = await listen((request, response) => {
    const token = String(request.headers["x-amz-security-token"]);
    seen.push(token);
    if (token === "new") response.end("{}");
    else response.writeHead(403).end('{"__type":"ExpiredToken","message":"The token is expired"}');
  });
  let sessionToken = "old";
  const protocol = new SqsProtocol({
    origin: server.origin,
    region: "us-east-1",
    credentials: () => Promise.resolve({ ...credentials, sessionToken }),
    renew: () => {
      sessionToken = found;
      return Promise.resolve({ ...credentials, sessionToken });
    },
    settings: { timeoutMs: 60_000, now: Date.now, env: {} },
  });
  open.push(() => protocol.close());
  const call = protocol.call("A", {});
  if (attempts === 2) expect(await call).toEqual({});
  else await expect(call).rejects.toMatchObject({ name: "ExpiredToken" });
  expect(seen).toEqual(attempts === 2 ? ["old", "new"] : ["old"]);
});

test("times out, aborts, and reads errors that are no JSON", async () => {
  const silent = await listen(() => undefined);
  await expect(connect(silent.origin, Date.now, 100).call("A", {})).rejects.toMatchObject({ name: "TimeoutError" });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 20);
  await expect(connect(silent.origin).call("A", {}, 0, abort.signal)).rejects.toMatchObject({ name: "AbortError" });
  await expect(connect(silent.origin).call("A", {}, 0, AbortSignal.abort())).rejects.toMatchObject({
    name: "AbortError",
  });
  const page = await listen((_, response) => response.writeHead(502).end("<html>"));
  await expect(connect(page.origin).call("A", {})).rejects.toMatchObject({ $metadata: { httpStatusCode: 502 } });
  const proxyPage = await listen((_, response) => response.end("<html>"));
  await expect(connect(proxyPage.origin).call("A", {})).rejects.toMatchObject({ name: "UnreadableAnswer" });
});

test("calls that are alike share a signature within a second, others do not", async () => {
  const signatures: string[] = [];
  const server = await listen((request, response) => {
    signatures.push(String(request.headers.authorization));
    response.end("{}");
  });
  let now = Date.UTC(2026, 0, 31, 12, 0, 0, 100);
  const protocol = connect(server.origin, () => now);
  for (const [operation, input] of [
    ["ReceiveMessage", { n: 1 }],
    ["ReceiveMessage", { n: 1 }],
    ["ReceiveMessage", { n: 2 }],
    ["DeleteMessage", { n: 2 }],
  ] as const) {
    await protocol.call(operation, input);
  }
  now += 1000;
  await protocol.call("DeleteMessage", { n: 2 });
  expect(signatures[1]).toBe(signatures[0]);
  expect(new Set(signatures).size).toBe(4);
});

test("a request for another host goes to the proxy whole, with the proxy's password", async () => {
  const seen: unknown[] = [];
  const proxy = await listen(async (request, response) => {
    seen.push([request.url, request.headers.host, request.headers["proxy-authorization"], await read(request)]);
    response.end('{"by":"proxy"}');
  });
  const through = proxy.origin.replace("//", "//me:secret@");
  const protocol = connect("http://sqs.invalid:4566", Date.now, 60_000, through);
  expect(await protocol.call("A", { n: 1 })).toEqual({ by: "proxy" });
  const password = `Basic ${Buffer.from("me:secret").toString("base64")}`;
  expect(seen).toEqual([["http://sqs.invalid:4566/", "sqs.invalid:4566", password, { n: 1 }]]);
});

test("a proxy that does not let us through is a failure of the network", async () => {
  const seen: unknown[] = [];
  const proxy = await listen(() => undefined);
  proxy.on("connect", (request, socket) => {
    seen.push(request.url);
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  });
  const call = connect("https://sqs.invalid", Date.now, 60_000, proxy.origin).call("A", {});
  await expect(call).rejects.toMatchObject({
    name: "Error",
    code: "ECONNABORTED",
    message: expect.stringMatching(/407/),
  });
  expect(seen).toEqual(["sqs.invalid:443"]);
});

test("a host that takes no connection is named by Node's own code", async () => {
  const server = await listen(() => undefined);
  server.close();
  await expect(connect(server.origin).call("A", {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("forty calls at once wait side by side, and none warns", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on("warning", onWarning);
  open.push(() => void process.off("warning", onWarning));
  let waiting = 0;
  const answers: (() => void)[] = [];
  const server = await listen((_, response) => {
    waiting += 1;
    answers.push(() => response.end("{}"));
    if (waiting === 40) for (const answer of answers) answer();
  });
  const protocol = connect(server.origin);
  await Promise.all(Array.from({ length: 40 }, () => protocol.call("ReceiveMessage", {})));
  expect(waiting).toBe(40);
  expect(warnings).toEqual([]);
});
