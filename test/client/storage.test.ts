import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { fetchText, sendFile } from "../../src/client/storage.ts";
import { createTransport } from "../../src/client/transport.ts";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A storage that answers always the same, and what it was sent. */
async function storage(status: number, body = ""): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { "content-type": "application/xml" }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const xml = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
const upload = { body: Buffer.from("äb"), contentType: "text/csv", timeoutMs: 5000 };
const SIGNED = "/media/1.csv?X-Amz-Signature=very-secret";

test("a PUT carries exactly the bytes, their length and type, and no token", async () => {
  const { url, seen } = await storage(200);
  await sendFile(createTransport({}), { ...upload, url: url + SIGNED });
  expect(seen).toMatchObject([{ method: "PUT", url: SIGNED, body: "äb" }]);
  const headers = seen[0]?.headers ?? {};
  expect([headers["content-length"], headers["content-type"], headers["transfer-encoding"]]).toEqual([
    "3",
    "text/csv",
    undefined,
  ]);
  expect(headers).not.toHaveProperty("authorization");
});

test.each([
  [403, "SignatureDoesNotMatch", { type: "refused", code: "SignatureDoesNotMatch" }],
  [403, "AccessDenied", { type: "permission", code: "link_expired" }],
  [404, "NoSuchKey", { type: "refused", code: "NoSuchKey" }],
  [503, "SlowDown", { type: "unavailable", code: "SlowDown", retryable: true }],
])("HTTP %i %s is a typed error that does not repeat the link", async (status, code, error) => {
  const { url } = await storage(status, xml(code));
  const failure = await sendFile(createTransport({}), { ...upload, url: url + SIGNED }).catch((thrown) => thrown);
  expect(failure).toMatchObject(error);
  expect(`${failure.message} ${failure.suggestion}`).not.toMatch(/very-secret/);
});

test("an answer that is no XML is told by its status", async () => {
  const { url } = await storage(407, "<html>sign in</html>");
  await expect(fetchText(createTransport({}), { url, timeoutMs: 5000 })).rejects.toMatchObject({ code: "http_407" });
});

test("files go through the proxy of the environment", async () => {
  const proxy = await storage(200, "report");
  const transport = createTransport({ HTTP_PROXY: proxy.url });
  const url = `http://storage.example${SIGNED}`;
  await sendFile(transport, { ...upload, url });
  expect(await fetchText(transport, { url, timeoutMs: 5000 })).toBe("report");
  expect(proxy.seen.map(({ method, url: asked }) => [method, asked])).toEqual([
    ["PUT", url],
    ["GET", url],
  ]);
  transport.close();
});

test("nobody listens", async () => {
  const { url } = await storage(200);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  await expect(sendFile(createTransport({}), { ...upload, url })).rejects.toMatchObject({ code: "network_refused" });
});
